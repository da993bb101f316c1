"""Many rows in little memory come again whole and in their order."""

from itertools import chain
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from xinhuo.ground.kernel import spill

ROWS = st.lists(st.tuples(st.text(max_size=3), st.none() | st.integers() | st.binary(max_size=3)), max_size=40)


@given(rows=ROWS, kept=st.integers(1, 7))
def test_rows_come_again_in_their_order_as_often_as_asked(rows: list[tuple[object, ...]], kept: int) -> None:
    with mock.patch.object(spill, "KEPT", kept):
        found = spill.Spill()
        for row in rows:
            found.append(row)
        for _ in range(2):
            parts = list(found.parts())
            assert list(chain.from_iterable(parts)) == rows
            assert all(0 < len(part) <= kept for part in parts)
        found.append(("last", 1))
        assert list(chain.from_iterable(found.parts())) == [*rows, ("last", 1)]
        assert len(found) == len(rows) + 1
