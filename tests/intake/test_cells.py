"""Single cells as people type them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinhuo.ground.intake import cells
from xinhuo.ground.intake.cells import Unclear
from xinhuo.ground.intake.months import month

TODAY = date(2026, 11, 24)
MARCH = date(1948, 3, 1)
months = st.dates(date(1930, 1, 1), date(2009, 12, 1)).map(lambda d: d.replace(day=1))


def wide(text: str) -> str:
    """Its letters and digits as an input method for Chinese may leave them."""
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


def born(value: Any) -> date | None:
    return month(value, TODAY, "出生年月", birth=True)


@pytest.mark.parametrize(
    "typed",
    [
        "1948.3", "1948.03", "1948.3.5", "1948.03.05", "48.3", "48年3月", "1948年3月", "1948年03月05日", "1948 年 3 月",
        "194803", 194803, "19480305", 19480305, "1948-03-05", "1948/3/5", "1948/3/5 0:00:00", "1948-03-05T00:00:00",
        date(1948, 3, 5), 1948.3, 1948.03, 48.3, 1948.0305, 17597, "17597", 17597.0, "1948．3", wide("1948.3"), "1948。3",
        "1948、3", "1948年3月生", "一九四八年三月", "1948\u20143", " 1948.3 ", "1948.3.", "1948年3",
    ],
)  # fmt: skip
def test_march_1948_in_many_hands(typed: Any) -> None:
    assert born(typed) == MARCH


@pytest.mark.parametrize("typed", ["", "无", "不详", "/", "—", "  "])
def test_nothing_is_nothing(typed: str) -> None:
    assert born(typed) is None


@pytest.mark.parametrize(
    ("typed", "words", "guess"),
    [
        (1948.1, "1月也可能是10月", "1948年1月"),
        (48.1, "1月也可能是10月", "1948年1月"),
        ("2051.2", "比今天还晚", "1951年2月"),
        (date(2028, 3, 1), "比今天还晚", "1928年3月"),
        ("2030.13", "没有13月", ""),
        ("1948.0", "没有0月", ""),
        ("1898.3", "太早", ""),
        ("2015.3", "太近", ""),
        ("15.3", "四位", ""),
        ("1948", "没有月份", ""),
        (1948, "没有月份", ""),
        ("19483", "少一个点", "1948年3月"),
        ("农历1948年三月", "农历", ""),
        ("约七十岁", "看不懂", ""),
        (float("1e300"), "看不懂", ""),
        (0.5, "看不懂", ""),
        (-3, "看不懂", ""),
    ],
)
def test_a_month_that_cannot_be_known_is_asked(typed: Any, words: str, guess: str) -> None:
    with pytest.raises(Unclear, match=words) as told:
        born(typed)
    assert told.value.guess == guess
    assert len(told.value.message) <= 40


def test_two_digits_of_a_joining_year_may_be_this_century() -> None:
    assert month("08.4", TODAY) == date(2008, 4, 1)
    assert month("79.4", TODAY) == date(1979, 4, 1)
    assert born("26.4") == date(1926, 4, 1)


@given(months)
@settings(max_examples=60, deadline=None)
def test_every_way_to_write_a_month_means_the_same(day: date) -> None:
    y, m = day.year, day.month
    ways = [
        f"{y}.{m}",
        f"{y}年{m}月",
        f"{y}{m:02d}",
        f"{y}-{m:02d}-17",
        f"{y}/{m}/1",
        day,
        f"{y}{m:02d}09",
        f"{y}.{m:02d}",
    ]
    if y < 2000:
        ways += [f"{y % 100}.{m}", f"{y % 100}年{m}月"]
    assert {born(way) for way in ways} == {day}
    assert born((day - date(1899, 12, 30)).days) == day


@given(st.one_of(st.text(max_size=12), st.floats(), st.integers(-(10**20), 10**20), st.dates()))
@settings(max_examples=200, deadline=None)
def test_any_cell_gives_a_month_or_a_sentence(value: Any) -> None:
    found = answer(value)
    assert found is None or str(found).endswith("。") or (isinstance(found, date) and found.day == 1 and found <= TODAY)


def answer(value: Any) -> date | str | None:
    """The month, or the sentence."""
    try:
        return month(value, TODAY)
    except Unclear as told:
        return told.message


@pytest.mark.parametrize(
    "typed",
    [
        "18756508899", 18756508899, 1.8756508899e10, "187 5650 8899", "187-5650-8899", wide("18756508899"),
        "+86 18756508899",
        "86-18756508899", "18756508899/0513-84567890", "0513-84567890、18756508899", "18756508899 13900000000",
        "儿子18756508899", "18756508899（手机）", "18756508899\n13900000000", "1.8756508899E+10",
        "187—5650—8899",
    ],
)  # fmt: skip
def test_one_mobile_number_in_many_hands(typed: Any) -> None:
    assert cells.phone(typed) == "18756508899"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0513-84567890", "051384567890"),
        ("(0513)8456789", "05138456789"),
        ("84567890", "84567890"),
        ("无", ""),
        ("", ""),
    ],
)
def test_landlines(typed: str, digits: str) -> None:
    assert cells.phone(typed) == digits


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("139", "位数不对"),
        ("138000000012", "位数不对"),
        (51384567890, "区号"),
        ("1.87565E+10", "科学计数"),
        ("没装", "位数"),
    ],
)
def test_a_phone_that_cannot_be_called(typed: Any, words: str) -> None:
    with pytest.raises(Unclear, match=words) as told:
        cells.phone(typed)
    assert len(told.value.message) <= 40


@given(st.integers(13_000_000_000, 19_999_999_999), st.sampled_from(["", " ", "-", "－", "\u3000"]))
@settings(max_examples=60, deadline=None)
def test_blanks_and_dashes_do_not_change_a_phone(number: int, between: str) -> None:
    text = str(number)
    assert cells.phone(between.join([text[:3], text[3:7], text[7:]])) == text


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("曹  昇", "曹昇"), ("孔　犇", "孔犇"), (" 侯\u00a0䶮 ", "侯䶮"), ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提．吐尔逊", "买买提·吐尔逊"), ("买买提.吐尔逊", "买买提·吐尔逊"), ("John  Smith", "John Smith"),
        ("王建国（大）", "王建国（大）"), ("", ""),
    ],
)  # fmt: skip
def test_names(typed: str, name: str) -> None:
    assert cells.name(typed) == name


@pytest.mark.parametrize(("typed", "guess"), [("张三、李四", "张三"), ("李四（已故）", "李四"), (1234, "")])
def test_what_is_not_one_name(typed: Any, guess: str) -> None:
    with pytest.raises(Unclear) as told:
        cells.name(typed)
    assert told.value.guess == guess


@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=4), st.sampled_from(" 　\t")
)
@settings(max_examples=60, deadline=None)
def test_a_name_set_wide_is_the_same_name(name: str, blank: str) -> None:
    assert cells.name(blank.join(name)) == cells.name(name)
    assert cells.name(name) in (name, "")  # 未知 is no name


def test_id_numbers() -> None:
    assert cells.id_number("11010519491231002X") == "11010519491231002X"
    assert cells.id_number(" 110105 19491231 002x") == "11010519491231002X"
    assert cells.id_number(wide("11010519491231002X")) == "11010519491231002X"
    assert cells.id_number("110105491231002") == "11010519491231002X"
    assert cells.id_number(110105491231002) == "11010519491231002X"
    assert cells.id_number("") == ""
    assert cells.born("11010519491231002X") == date(1949, 12, 1)
    assert cells.born("") is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (1.1010519491231e17, "存成了数字"), (110105194912310000, "存成了数字"), ("1.10105E+17", "科学计数"),
        ("110105194912310021", "校验位"), ("1101051949123100", "16位"), ("见附件", "3位"),
    ],
)  # fmt: skip
def test_a_damaged_id_number(typed: Any, words: str) -> None:
    with pytest.raises(Unclear, match=words):
        cells.id_number(typed)


def test_sex_and_ticks() -> None:
    assert [cells.sex(v) for v in ("男", " 女 ", "男性", "", "/")] == ["男", "女", "男", "", ""]
    with pytest.raises(Unclear, match="看不懂"):
        cells.sex("x")
    assert [cells.yes(v) for v in ("√", "是", 1, "1", "✓")] == [True] * 5
    assert [cells.yes(v) for v in ("", "否", 0, "×", "/")] == [False] * 5
