"""Old and free formats, and every way in which offices' programs write text tables."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.sheets import ods, xls
from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.workbook import read
from xinhuo.who.people.rosters.reading import read_roster

ROWS = (
    ("单位", "姓名", "出生年月", "联系电话"),
    ("柳湾村", "甲一", "1948.10", "13800000001"),
    ("柳湾村", "曹昇", "", ""),
)
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("make", "name"), [(xls, "名册.xls"), (xls, "名册.et"), (ods, "名册.ods"), (xls, "改过名.xlsx")]
)
def test_an_old_or_free_workbook_is_a_roster(make: object, name: str) -> None:
    book = read(make(*ROWS), name)
    assert book.sheets[0].name == "花名册"
    assert book.sheets[0].rows == (ROWS[0], ROWS[1], ROWS[2][:2])
    assert [row.said["name"] for row in read_roster(book, TODAY).rows] == ["甲一", "曹昇"]


def test_numbers_and_days_keep_their_kind() -> None:
    assert read(xls(("姓名", "电话"), ("甲一", 13800000001.0), ("乙一", 1948.3)), "a.xls").sheets[0].rows[1:] == (
        ("甲一", 13800000001), ("乙一", 1948.3),
    )  # fmt: skip
    assert read(ods(("甲一", date(1948, 3, 5), 7)), "a.ods").sheets[0].rows == (("甲一", date(1948, 3, 5), 7),)


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
@pytest.mark.parametrize(("make", "name"), [(xls, "a.xls"), (ods, "a.ods")])
def test_a_clipped_one_is_a_sentence(make: object, name: str, part: float) -> None:
    whole = make(*ROWS, *[(f"村{n}", f"名{n}", "1950.1", "1") for n in range(300)])
    with pytest.raises(Unreadable, match=r"没有存全|有问题") as told:
        read(whole[: int(len(whole) * part)], name)
    assert len(str(told.value)) <= 40


TEXTS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be")


@pytest.mark.parametrize("encoding", TEXTS)
@pytest.mark.parametrize("mark", [",", "\t", ";", "|", "，"])
def test_text_of_any_encoding_and_separator(encoding: str, mark: str) -> None:
    raw = "\r\n".join(mark.join(row) for row in ROWS).encode(encoding)
    assert read(raw, "名册.csv").sheets[0].rows[:2] == ROWS[:2]


def test_a_separator_inside_texts_does_not_win() -> None:
    raw = "单位;姓名;特长\n柳湾村;甲一;书法,绘画,唱歌\n柳湾村;乙一;讲课,下棋,养花\n".encode("gb18030")
    assert read(raw, "a.csv").sheets[0].rows[1] == ("柳湾村", "甲一", "书法,绘画,唱歌")


def test_a_quoted_text_may_hold_everything() -> None:
    raw = '单位,姓名,特长\n柳湾村,甲一,"讲""党史"",\n唱歌"\n'.encode()
    assert read(raw, "a.csv").sheets[0].rows[1][2].split() == ['讲"党史",', "唱歌"]


def test_the_line_that_names_the_separator_is_no_row() -> None:
    assert read("sep=;\n姓名;电话\n甲一;1\n".encode(), "a.csv").sheets[0].rows[0] == ("姓名", "电话")


WORD = st.text("甲乙丙丁柳湾村昇ABC123 ", min_size=1, max_size=8).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORD, min_size=2, max_size=5), st.sampled_from(TEXTS))
def test_words_come_back_as_they_were(words: list[str], encoding: str) -> None:
    raw = "\n".join([",".join(["姓名"] * len(words)), ",".join(words)]).encode(encoding)
    assert read(raw, "a.csv").sheets[0].rows[1] == tuple(words)
