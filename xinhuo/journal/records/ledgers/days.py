"""A day as 台账 hold it: 2026.3.5, 3月5日, 3.5-3.7, 20260305, Excel's own, 2026年3月 or only the day of a month."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from xinhuo.ground.intake.cells import Unclear, words
from xinhuo.ground.intake.workbook import Cell

_SERIAL_ZERO = date(1899, 12, 30)  # Excel's day 0
_SERIALS = range(32_874, 65_000)  # 1990 … 2077
_HAN = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0, "两": 2}
_HAN_YEAR = re.compile(r"[零〇○O一二三四五六七八九]{4}(?=年)")
_HAN_NUMBER = re.compile(r"[一二三四五六七八九]?十[一二三四五六七八九]?(?=月|日|号)|[一二三四五六七八九](?=月|日|号)")
_AROUND = re.compile(
    r"[（(]?(?:星期|周|礼拜)[一二三四五六日天末][）)]?|(?:早上|上午|中午|下午|傍晚|晚上|晚)|T?\d{1,2}[:：]\d{2}(?::\d{2})?(?:[-~]\d{1,2}[:：]\d{2})?"
    r"|\d{1,2}[点时](?:半|整|\d{1,2}分?)?(?:[-~]\d{1,2}[点时](?:半|整)?)?|[（(][^）)]*[）)]|前后$|左右$"
)
_TIMES = (("上午", "上午"), ("早上", "上午"), ("下午", "下午"), ("傍晚", "下午"), ("晚", "晚上"))
_UNTIL = re.compile(r"[至到～~—–―－\u2010\u2011\u2212]+")
_FULL = re.compile(r"(\d{4}|\d{2})(?:年|([./-]))(\d{1,2})(?:月|\2|[./])(\d{1,2})[日号]?")
_EIGHT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})(?:年|[./-])(\d{1,2})(?:月份?)?|((?:19|20)\d{2})(\d{2})")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:月|[./-])(\d{1,2})[日号]?")
_ONLY_MONTH = re.compile(r"(\d{1,2})月份?")
_ONLY_DAY = re.compile(r"(\d{1,2})[日号]?")
_YEAR_IN = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|度|[./-]\d|\D|$)")
_MONTH_IN = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])月")
_BARE_MONTH = re.compile(r"(?:(?:19|20)\d{2}[年.-])?(1[0-2]|0?[1-9])(?:月份?)?")


@dataclass(frozen=True)
class Around:
    """What is known before a cell is read: year and month from title, sheet or columns of their own; 0 for unknown."""

    year: int = 0
    month: int = 0


@dataclass(frozen=True)
class Days:
    """When it was: a day, or from … to. `whole_month`: only the month is written, so it stands for all of it."""

    held_on: date
    ended_on: date | None = None
    time_of_day: str = ""
    whole_month: bool = False


class NoYear(Unclear):
    """A day without a year, and nothing around tells it."""


@dataclass(frozen=True)
class _Part:
    """One side of a day: what it names; 0 for what it leaves open."""

    year: int = 0
    month: int = 0
    day: int = 0


def days(value: Cell, around: Around) -> Days:
    """The day or days that a cell means. Raises Unclear with a sentence, NoYear where only the year is missing."""
    if isinstance(value, date):
        return Days(value)
    if isinstance(value, int | float) and int(value) in _SERIALS:
        return Days(_SERIAL_ZERO + timedelta(days=int(value)))
    text = _number(value, around) if isinstance(value, float) else words(value)
    if not text:
        raise Unclear("这一行没有日期。请补上。")
    return _between(text, around)


def _number(value: float, around: Around) -> str:
    """3.5 typed as a number; 3.1 may have been 3.10, which a number cannot tell."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    whole, _, part = text.partition(".")
    if len(whole) == 4:
        if part == "1":
            raise Unclear(f"日期{text}可能是1月也可能是10月。请写成{whole}年1月。", f"{whole}年1月")
        return f"{whole}.{part[:2]}.{part[2:]}" if len(part) == 4 else text
    if len(part) == 1 and part in "123" and _is_day(around.year or 2024, int(whole), int(part) * 10):
        said = f"{whole}月{part}日"
        raise Unclear(f"日期{text}可能是{part}日也可能是{part}0日。请写成{said}。", said)
    return text


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _between(said: str, around: Around) -> Days:
    time_of_day = next((name for word, name in _TIMES if word in said), "")
    text = _digits(_AROUND.sub("", unicodedata.normalize("NFKC", said)))
    text = _UNTIL.sub("~", "".join(text.split()).replace("--", "~")).strip("~、,，。.") or said
    if "、" in text or "," in text or ";" in text:
        raise Unclear(f"“{said[:14]}”里有几个日期。请一次活动写一行。")
    whole = _one(text.replace("~", "-"), around)
    if whole is not None:
        return _span(said, whole, whole, around, time_of_day)
    for left, right in _halves(text):
        first, last = _one(left, around), _one(right, around)
        pair = _pair(first, last, left, right)
        if pair is not None:
            return _span(said, *pair, around, time_of_day)
    raise Unclear(f"日期“{said[:12]}”看不懂。请写成2026年3月5日这样。")


def _digits(text: str) -> str:
    """Chinese numerals of a date in digits: 二〇二六年三月五日."""
    text = _HAN_YEAR.sub(lambda found: "".join(str(_HAN[c]) for c in found[0]), text)
    return _HAN_NUMBER.sub(lambda found: str(_han_number(found[0])), text)


def _han_number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_HAN.get(tens, 1) * 10 if ten else 0) + _HAN.get(ones, 0)


def _halves(text: str) -> list[tuple[str, str]]:
    if "~" in text:
        left, _, right = text.partition("~")
        return [(left, right)]
    places = [n for n, c in enumerate(text) if c == "-"]
    return [(text[:n], text[n + 1 :]) for n in places]


def _one(text: str, around: Around) -> _Part | None:
    """A whole day, a month, or a day of a known month."""
    found = _EIGHT.fullmatch(text)
    if found:
        return _Part(*map(int, found.groups()))
    found = _FULL.fullmatch(text)
    if found:
        year = int(found[1])
        return _Part(year + 2000 if year < 100 else year, int(found[3]), int(found[4]))
    found = _MONTH.fullmatch(text)
    if found:
        return _Part(int(found[1] or found[3]), int(found[2] or found[4]))
    return _in_year(text, around)


def _in_year(text: str, around: Around) -> _Part | None:
    found = _MONTH_DAY.fullmatch(text)
    if found:
        month, day = int(found[1]), int(found[2])
        span = "-" in text and around.month and month != around.month
        return None if span else _Part(0, month, day)
    found = _ONLY_MONTH.fullmatch(text)
    if found:
        return _Part(0, int(found[1]))
    found = _ONLY_DAY.fullmatch(text)
    return _Part(0, around.month, int(found[1])) if found and around.month else None


def _pair(first: _Part | None, last: _Part | None, left: str, right: str) -> tuple[_Part, _Part] | None:
    """Both sides of a span, the second one completed from the first: 3.5-7, 1-3月, 3月5日至7日."""
    bare_left, bare_right = _ONLY_DAY.fullmatch(left), _ONLY_DAY.fullmatch(right)
    if bare_left and last and not last.day and last.month:
        return _Part(last.year, int(bare_left[1])), last  # 1-3月
    if bare_left and last and last.day and first is None:
        return _Part(last.year, last.month, int(bare_left[1])), last
    if first is None or not first.month:
        return None
    if bare_right and first.day:
        return first, _Part(first.year, first.month, int(bare_right[1]))
    if bare_right and not right.endswith(("日", "号")):
        return first, _Part(first.year, int(bare_right[1]))  # 2026年1-3
    return (first, last) if last is not None and last.month and bool(first.day) == bool(last.day) else None


def _span(said: str, first: _Part, last: _Part, around: Around, time_of_day: str) -> Days:
    year = first.year or last.year or around.year
    if not year:
        raise NoYear(f"“{said[:12]}”没有写年份。请写成2026年3月5日这样。")
    start = _day(year, first.month, first.day or 1)
    if not last.day:
        month = _day(last.year or _later(year, first.month, last.month), last.month, 1)
        return Days(start, month.replace(day=monthrange(month.year, month.month)[1]), time_of_day, True)
    end = _day(last.year or _later(year, first.month, last.month), last.month, last.day)
    if end < start:
        raise Unclear(f"“{said[:14]}”结束早于开始。请核对两个日期。")
    return Days(start, end if end != start else None, time_of_day)


def _later(year: int, first: int, last: int) -> int:
    """The year of the second side: 12月30日至1月2日 goes over into the next."""
    return year + 1 if last < first else year


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise Unclear(f"一年里没有{month}月。请核对日期。")
    if not _is_day(year, month, day):
        raise Unclear(f"{year}年{month}月没有{day}日。请核对。")
    return date(year, month, day)


def year_in(text: str) -> int:
    """The year that a title or the name of a sheet speaks of, else 0."""
    found = _YEAR_IN.search(_digits(unicodedata.normalize("NFKC", text)))
    return int(found[1]) if found else 0


def month_in(text: str) -> int:
    """The month that a title or the name of a sheet speaks of, else 0."""
    found = _MONTH_IN.search(_digits(unicodedata.normalize("NFKC", text)))
    return int(found[1]) if found else 0


def bare_month(value: Cell) -> int:
    """The month of a cell or a line that says nothing else: 三月, 3月份, 3; else 0."""
    found = _BARE_MONTH.fullmatch(_digits(unicodedata.normalize("NFKC", "".join(words(value).split()))))
    return int(found[1]) if found else 0
