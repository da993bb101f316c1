"""Scope: reach as plain values, and as a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.paths import LONGEST, ancestors, child_path, depth, is_within
from xinhuo.ground.kernel.scope import Root, Scope

segments = st.lists(st.integers(1, 30), min_size=1, max_size=8)
paths = segments.map(lambda numbers: "".join(f"{n:04d}" for n in numbers))
roots = st.builds(Root, paths, st.just(1), st.sampled_from(["own", "children", "below"]))


@given(st.lists(roots, max_size=5), paths)
def test_dropping_covered_roots_changes_nothing(some: list[Root], path: str) -> None:
    assert Scope.of(some).covers(path) == any(root.covers(path) for root in some)


@given(st.lists(roots, max_size=4), paths, paths)
def test_a_narrowed_scope_is_never_wider(some: list[Root], unit: str, path: str) -> None:
    scope = Scope.of(some)
    narrowed = scope.narrowed(unit, 1)
    if narrowed.covers(path):
        assert is_within(path, unit)
        assert scope.covers(path) or not scope.covers(unit)


@given(paths)
def test_paths_know_their_ancestors(path: str) -> None:
    found = ancestors(path)
    assert found[-1] == path
    assert [depth(one) for one in found] == list(range(1, depth(path) + 1))
    assert child_path(path, 9999).startswith(path)


def test_an_overflowing_segment_and_a_too_deep_tree_get_a_sentence() -> None:
    for parent, number in (("0001", 10_000), ("0001" * (LONGEST // 4), 1)):
        with pytest.raises(RuleBroken, match=r"。$"):
            child_path(parent, number)
