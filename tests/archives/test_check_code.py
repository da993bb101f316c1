"""Check codes: read back from paper however a person types them, and never from anything else."""

import hashlib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from xinhuo.journal.archives import rules
from xinhuo.journal.archives.facts import Change, Item, Subject

codes = st.integers(0, 2**256 - 1).map(lambda n: rules.code_of(f"{n:064x}"))
MISREAD = {"0": "Oo", "1": "IiLl", "2": "Zz", "5": "Ss", "6": "Gg", "8": "Bb", "U": "Vvu"}


@given(codes, st.data())
def test_a_code_is_read_back_however_it_is_typed(code: str, data: st.DataObject) -> None:
    assert len(code) == rules.LONG
    assert set(code) <= set(rules.ALPHABET)
    typed = "".join(data.draw(st.sampled_from([c, c.lower(), *MISREAD.get(c, "")])) for c in code)
    typed = f"{typed[:4]}{data.draw(st.sampled_from(['-', '', ' ', '－', '—']))}{typed[4:]}"
    if data.draw(st.booleans()):
        typed = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in typed)  # full width
    assert rules.read_code(f" {typed} ") == code


@given(st.text(max_size=30))
def test_anything_else_is_no_code(text: str) -> None:
    read = rules.read_code(text)
    assert read == "" or (len(read) == rules.LONG and set(read) <= set(rules.ALPHABET))


def test_short_and_long_ones_are_no_code() -> None:
    assert rules.read_code("A3F7-K9M") == rules.read_code("A3F7-K9MXX") == rules.read_code("甲乙丙丁-戊己庚辛") == ""


def test_codes_of_versions_and_papers_differ() -> None:
    subjects = [Subject(kind, str(unit), 2026, 6) for kind in rules.KINDS for unit in range(40)]
    seeds = [rules.seed_of(s, version, "d", turn) for s in subjects for version in (1, 2, 3) for turn in (0, 1)]
    found = {rules.code_of(hashlib.sha256(seed.encode()).hexdigest()) for seed in seeds}
    assert len(found) == len(seeds) == 1200


items = st.lists(
    st.builds(
        Item,
        key=st.text("abcd", min_size=1, max_size=3),
        title=st.text("甲乙丙", max_size=3),
        values=st.lists(
            st.tuples(st.sampled_from(["标题", "效果", "青少年"]), st.text("甲乙12", max_size=3)), max_size=3
        ).map(lambda pairs: tuple(dict(pairs).items())),
    ),
    unique_by=lambda item: item.key,
    max_size=8,
)


@given(items, items)
def test_every_difference_is_told_once(kept: list[Item], now: list[Item]) -> None:
    assert rules.changes(kept, kept) == []
    told = rules.changes(kept, now)
    before, after = {i.key: i for i in kept}, {i.key: i for i in now}
    assert sum(c.how == "添了" for c in told) == len(after.keys() - before.keys())
    assert sum(c.how == "没有了" for c in told) == len(before.keys() - after.keys())
    assert all(was != is_now for c in told for _, was, is_now in c.parts)


def test_the_fingerprint_knows_no_order_and_every_word() -> None:
    one, two = Item("a", "甲", (("标题", "一"),)), Item("b", "乙", (("标题", "二"),))
    assert rules.digest([one, two]) == rules.digest([two, one])
    assert rules.digest([one]) != rules.digest([Item("a", "甲", (("标题", "三"),))])


def test_a_change_says_what_it_was_and_is() -> None:
    kept = [Item("r", "3月5日，扫楼道", (("青少年", "24"), ("效果", "")))]
    now = [Item("r", "3月5日，扫楼道", (("青少年", "30"), ("效果", ""), ("新栏目", "x")))]
    assert rules.changes(kept, now) == [Change("改了", "3月5日，扫楼道", (("青少年", "24", "30"),))]


def test_the_foot_names_day_version_and_code() -> None:
    assert rules.foot(date(2026, 12, 20), 1, "A3F7K9MX") == "2026年12月20日定稿　核对码A3F7-K9MX"
    assert rules.foot(date(2027, 1, 3), 2, "A3F7K9MX") == "2027年1月3日定稿（第2版）　核对码A3F7-K9MX"
