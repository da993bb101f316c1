"""Names as keys, masks, and cleaning."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from xinhuo.ground.kernel.text import (
    clean_line,
    clean_text,
    initials,
    mask_id,
    mask_phone,
    pinyin_key,
    read_number,
    stroke_key,
)

_FORMAL = list("丁卜于万马王尹孔邓叶田史白冯吕朱刘孙李杨吴何沈张陆陈周郑顾钱徐")


def test_surnames_are_read_as_surnames() -> None:
    assert pinyin_key("曾志远") == "zengzhiyuan"
    assert pinyin_key("单雪珍") == "shanxuezhen"
    assert initials("仇文华") == "qwh"
    assert initials("周德顺") == "zds"
    assert initials("Li 小明") == "lixm"
    assert pinyin_key("卜根宝") == "bugenbao"
    assert pinyin_key("尉迟长根") == "yuchichanggen"
    assert pinyin_key("长孙晟") == "zhangsunsheng"


def test_a_formal_list_goes_by_strokes_then_by_the_first_stroke() -> None:
    assert sorted(set(_FORMAL), key=stroke_key) == _FORMAL
    assert sorted(["王志远", "王大为", "丁一"], key=stroke_key) == ["丁一", "王大为", "王志远"]
    same = [
        "沈侠",
        "沈勇",
        "沈晨",
        "沈三运",
        "沈玉普",
        "沈正伟",
        "沈东明",
        "沈光亚",
        "沈伟光",
        "沈安顺",
        "沈志刚",
        "沈岐山",
    ]
    assert sorted(same, key=stroke_key) == same  # given names of one character first
    rare = [stroke_key(name) for name in ("孙䶮", "孙㛃", "孙堃", "孙喆", "𠮷野")]
    assert len(set(rare)) == 5


def test_every_character_of_the_two_basic_blocks_has_its_place() -> None:
    blocks = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]
    assert max(stroke_key(chr(code))[:5] for code in blocks) < "60000"
    assert len({stroke_key(chr(code)) for code in blocks}) == len(blocks)


@given(st.text(max_size=40))
def test_keys_never_fail_and_never_outgrow_their_columns(name: str) -> None:
    assert len(pinyin_key(name)) <= 120
    assert len(initials(name)) <= 30
    assert len(stroke_key(name)) <= 240


@given(st.text(max_size=200))
def test_cleaned_text_hides_nothing_and_is_settled(text: str) -> None:
    line, lines = clean_line(text), clean_text(text)
    assert clean_line(line) == line
    assert clean_text(lines) == lines
    assert "\n" not in line
    for shown in (line, lines):
        assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in shown)
        assert not set("\u202e\u200b\ufeff") & set(shown)


@given(st.text("0123456789", min_size=5, max_size=14))
def test_a_mask_never_tells_the_middle(phone: str) -> None:
    shown = mask_phone(phone)
    assert "****" in shown
    assert shown != phone
    assert sum(c.isdigit() for c in shown) <= 7


def test_masks_of_the_usual_numbers() -> None:
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("") == ""
    assert mask_id("321282194803050012") == "321***********0012"


@given(st.integers(0, 3000))
def test_a_number_of_an_address_is_read_within_its_bounds(number: int) -> None:
    assert read_number(str(number), 2000, 2100) == (number if 2000 <= number <= 2100 else None)


@given(st.text())
def test_nonsense_for_a_number_is_nothing_and_no_fault(text: str) -> None:
    assert read_number(text, 1, 10**6) in (None, *([int(text)] if text.isascii() and text.isdigit() else []))


def test_a_digit_that_is_no_number_and_a_number_without_end_are_nothing() -> None:
    assert read_number("²", 1, 9) is None
    assert read_number("9" * 5000, 1, 9) is None
