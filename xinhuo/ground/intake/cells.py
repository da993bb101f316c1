"""Single cells as offices type them. Each reader gives a value, or raises Unclear with a sentence."""

import re
from datetime import date, timedelta

from xinhuo.ground.intake.workbook import Cell

_SERIAL_ZERO = date(1899, 12, 30)  # Excel's day 0
_FULL = re.compile(r"^(\d{4})\s*[年.．/\-－]\s*(\d{1,2})\s*(?:月|[.．/\-－]|$)\s*(?:\d{1,2}\s*日?)?(?:\s+[\d:]+)?\s*$")
_SHORT = re.compile(r"^(\d{2})\s*[年.．/\-－]\s*(\d{1,2})\s*(?:月|[.．/\-－]|$)\s*(?:\d{1,2}\s*日?)?\s*$")
_DIGITS = re.compile(r"^(\d{4})(\d{2})(?:\d{2})?$")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2
_ID_CHECK = "10X98765432"


class Unclear(Exception):
    """A cell that was not understood: what is so, and a guess or ''."""

    def __init__(self, message: str, guess: str = "") -> None:
        super().__init__(message)
        self.message, self.guess = message, guess


def words(value: Cell) -> str:
    """A text cell without blanks around it; a whole number without .0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return re.sub(r"\s+", " ", str(value)).strip() if value != "" else ""


def month(value: Cell, today: date, label: str = "日期") -> date | None:
    """The first day of the month a cell means: 1948.3, 48.3, 1948年3月, 194803, a real date, a day number of Excel."""
    if value == "" or value is None:
        return None
    found = _month(value, today, label)
    if found > today:
        raise Unclear(f"{label}“{words(value)}”比今天还晚。请核对。")
    if found.year < today.year - 120:
        raise Unclear(f"{label}“{words(value)}”太早了。请核对年份。")
    return found


def _month(value: Cell, today: date, label: str) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, 1)
    if isinstance(value, float) and not value.is_integer():
        return _from_decimal(value, label)
    text = words(value).replace(" ", "")
    full, short, digits = _FULL.match(text), _SHORT.match(text), _DIGITS.match(text)
    if full:
        return _first(int(full[1]), int(full[2]), text, label)
    if short:
        return _first(_century(int(short[1]), today), int(short[2]), text, label)
    if digits and 1850 <= int(digits[1]) <= 2100:
        return _first(int(digits[1]), int(digits[2]), text, label)
    if text.isdigit() and 10_000 <= int(text) <= 60_000:
        day = _SERIAL_ZERO + timedelta(days=int(text))
        return date(day.year, day.month, 1)
    if re.fullmatch(r"\d{4}年?", text):
        raise Unclear(f"{label}只写了{text}，没有月份。请写成1948.3这样。")
    raise Unclear(f"{label}“{text[:12]}”看不懂。请写成1948.3这样。")


def _from_decimal(value: float, label: str) -> date:
    """1948.3 typed as a number; 1948.1 may have been 1948.10, which a number cannot tell."""
    text = f"{value:.2f}".rstrip("0")
    year, _, part = text.partition(".")
    if part == "1":
        raise Unclear(f"{label}{text}可能是1月也可能是10月。请写成{year}年1月。", f"{year}年1月")
    return _first(int(year), int(part), text, label)


def _century(year: int, today: date) -> int:
    """48 is 1948; 15 is 2015 as long as that is not in the future."""
    return 2000 + year if 2000 + year <= today.year and year < 30 else 1900 + year


def _first(year: int, number: int, text: str, label: str) -> date:
    if not 1 <= number <= 12:
        raise Unclear(f"{label}“{text}”里没有{number}月。请核对。")
    if not 1850 <= year <= 2100:
        raise Unclear(f"{label}“{text}”年份不对。请核对。")
    return date(year, number, 1)


def phone(value: Cell) -> str:
    """The digits of a phone number; of several the first mobile one."""
    text = words(value)
    if not text:
        return ""
    found = [re.sub(r"[\s\-－—()（）+.]", "", part) for part in re.split(r"[/、,，;；]|或", text)]
    digits = [re.sub(r"^86(?=1\d{10}$)", "", one) for one in found if one]
    for one in digits:
        if re.fullmatch(r"1\d{10}", one):
            return one
    for one in digits:
        if (re.fullmatch(r"0?\d{7,11}", one) and len(one) != 11) or re.fullmatch(r"0\d{10,11}", one):
            return one
    raise Unclear(f"电话“{text[:14]}”位数不对。请核对。")


def name(value: Cell) -> str:
    """A name; blanks inside a Chinese one are only for looks."""
    text = words(value)
    return text if text.isascii() else text.replace(" ", "").replace("　", "")


def id_number(value: Cell) -> str:
    """An 18-digit ID number with a right check digit, or an old one of 15 digits."""
    if isinstance(value, float) or (isinstance(value, int) and len(str(value)) > 15):
        raise Unclear("身份证号被存成了数字，后几位已经变了。请按文本重填。")
    text = words(value).replace(" ", "").upper()
    if not text or re.fullmatch(r"\d{15}", text):
        return text
    if not re.fullmatch(r"\d{17}[\dX]", text):
        raise Unclear(f"身份证号有{len(text)}位，应是18位。请核对。")
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _ID_WEIGHTS, strict=True))
    if _ID_CHECK[total % 11] != text[17]:
        raise Unclear("身份证号的校验位不对。请核对。")
    return text


def sex(value: Cell) -> str:
    """男 or 女."""
    text = words(value).replace(" ", "").removesuffix("性")
    if text in ("", "男", "女"):
        return text
    raise Unclear(f"性别“{text[:6]}”看不懂。请写男或女。")
