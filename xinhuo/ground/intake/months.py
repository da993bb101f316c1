"""A month as offices type it: 1948.3, 48.3, 1948年3月, 194803, a real date, a day number of Excel."""

import functools
import re
from datetime import date, timedelta

from xinhuo.ground.intake.cells import Unclear, plain, words
from xinhuo.ground.intake.workbook import Cell

OLDEST, OLDEST_SHORT, YOUNGEST = 120, 108, 16  # years: of any date, of one whose century is guessed, of a volunteer
_SERIAL_ZERO = date(1899, 12, 30)  # Excel's day 0
_SEPARATED = re.compile(r"(\d{4}|\d{2})[年./-](\d{1,2})(?:月|[./-]|$)(?:\d{1,2}日?)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(?:\d{2})?")
_TIME = re.compile(r"(?<=\d)[T\s]+\d{1,2}:\d{2}.*$")
_AROUND = re.compile(r"^(?:公历|阳历|生于)|(?:出生|生)$")
_MARKS = str.maketrans({"。": ".", "、": ".", "·": ".", "\\": "/", "—": "-", "–": "-", "−": "-"})
_NUMERALS = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○O", "0")
_HAN_DATE = re.compile(r"([零〇○O一二三四五六七八九]{2,4})年([一二三四五六七八九十]{1,3})月.*")


def month(value: Cell, today: date, label: str = "日期", birth: bool = False) -> date | None:
    """The first day of the month a cell means, or None for an empty one. Raises Unclear with a sentence.

    `birth`: of two digits always 19xx, and nobody younger than a volunteer can be.
    """
    return None if value == "" else _known(value, today, label, birth)


@functools.lru_cache(maxsize=20_000)  # the same few hundred months come again in every roster
def _known(value: Cell, today: date, label: str, birth: bool) -> date | None:
    text = words(value)
    if not text:
        return None
    found = _month(value, today, label, birth)
    said = f"{label}“{text[:12]}”"
    if found > today:
        earlier = date(found.year - 100, found.month, 1)
        likely = birth and today.year - earlier.year <= OLDEST_SHORT
        raise Unclear(f"{said}比今天还晚。请核对。", _said(earlier) if likely else "")
    if found.year < today.year - OLDEST:
        raise Unclear(f"{said}太早了。请核对年份。")
    if birth and found.year > today.year - YOUNGEST:
        raise Unclear(f"{said}离现在太近了。请核对年份。")
    return found


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月"


def _month(value: Cell, today: date, label: str, birth: bool) -> date:
    if isinstance(value, date):
        return value.replace(day=1)
    if isinstance(value, float) and not value.is_integer() and value < 10_000:
        return _from_decimal(value, today, label, birth)
    if isinstance(value, float) and abs(value) < 1e9:
        value = int(value)  # a day number may have hours behind its point
    text = _AROUND.sub("", plain(_TIME.sub("", words(value)[:40])).translate(_MARKS))
    text = _han(text)
    parts = _SEPARATED.fullmatch(text)
    if parts:
        return _first(_year(parts[1], today, label, birth), int(parts[2]), text, label)
    return _from_digits(text, isinstance(value, int), label)


def _from_digits(text: str, number: bool, label: str) -> date:
    digits = _DIGITS.fullmatch(text)
    if digits and 1850 <= int(digits[1]) <= 2100:
        return _first(int(digits[1]), int(digits[2]), text, label)
    if re.fullmatch(r"19[2-9]\d[1-9]", text) and not number:
        raise Unclear(f"{label}“{text}”少一个点。请写成{text[:4]}.{text[4]}。", f"{text[:4]}年{text[4]}月")
    if re.fullmatch(r"[1-5]\d{4}", text):
        return (_SERIAL_ZERO + timedelta(days=int(text))).replace(day=1)
    if re.fullmatch(r"\d{4}年?", text):
        raise Unclear(f"{label}只写了{text}，没有月份。请写成1948.3这样。")
    if "农历" in text or "阴历" in text:
        raise Unclear(f"{label}写的是农历。请换算成公历，写成1948.3这样。")
    raise Unclear(f"{label}“{text[:12]}”看不懂。请写成1948.3这样。")


def _from_decimal(value: float, today: date, label: str, birth: bool) -> date:
    """1948.3 typed as a number; 1948.1 may have been 1948.10, which a number cannot tell."""
    text = f"{value:.4f}".rstrip("0")
    year, _, part = text.partition(".")
    if not re.fullmatch(r"\d{2}|\d{4}", year):
        raise Unclear(f"{label}“{text[:12]}”看不懂。请写成1948.3这样。")
    whole = _year(year, today, label, birth)
    if part == "1":
        raise Unclear(f"{label}{text}可能是1月也可能是10月。请写成{whole}年1月。", f"{whole}年1月")
    return _first(whole, int(part if len(part) < 3 else part[:2]), text, label)


def _year(text: str, today: date, label: str, birth: bool) -> int:
    """48 is 1948; 15 is 2015 unless somebody was born then, or it is still to come."""
    if len(text) == 4:
        return int(text)
    year = int(text)
    if not birth and year < 30 and 2000 + year <= today.year:
        return 2000 + year
    if birth and today.year - 1900 - year > OLDEST_SHORT:
        raise Unclear(f"{label}只写了“{text}”年。请写全四位年份。")
    return 1900 + year


def _first(year: int, number: int, text: str, label: str) -> date:
    if not 1 <= number <= 12:
        raise Unclear(f"{label}“{text[:12]}”里没有{number}月。请核对。")
    if not 1850 <= year <= 2100:
        raise Unclear(f"{label}“{text[:12]}”年份不对。请核对。")
    return date(year, number, 1)


def _han(text: str) -> str:
    """一九四八年三月 in digits; any other text as it is."""
    found = _HAN_DATE.fullmatch(text)
    if not found:
        return text
    year = "".join(_NUMERALS[c] for c in found[1])
    tens, ten, ones = found[2].rpartition("十")
    number = f"{10 + int(_NUMERALS.get(ones, '0'))}" if ten and not tens else _NUMERALS.get(found[2], "99")
    return f"{year}年{number}月"
