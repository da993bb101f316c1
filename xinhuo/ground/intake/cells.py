"""Single cells as offices type them. Each reader gives a value, or raises Unclear with a sentence."""

import re
import unicodedata
from datetime import date

from xinhuo.ground.intake.workbook import Cell

_NOTHING = frozenset(
    ("无", "没有", "暂无", "不详", "未知", "空", "/", "//", "\\", "-", "--", "—", "——", "－", "、", "无记录")
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2
_ID_CHECK = "10X98765432"
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?(1(?:[\s-]?\d){10})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}[\s-]?)?([2-8]\d{2,3}[\s-]?\d{4})(?!\d)")
_DASHES = str.maketrans(dict.fromkeys("—–―\u2010\u2011\u2012−－", "-") | dict.fromkeys("()（）.·", " "))
_DOTS = str.maketrans({"•": "·", "‧": "·", "・": "·", "●": "·", "．": "·"})
_POINT = re.compile(r"(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff])")
_GONE_BY = re.compile(r"[（(]\s*已?(?:去世|故|病故|逝世|离世|退出)\s*[）)]")


class Unclear(Exception):
    """A cell that was not understood: what is so, and a guess or ''."""

    def __init__(self, message: str, guess: str = "") -> None:
        super().__init__(message)
        self.message, self.guess = message, guess


def words(value: Cell) -> str:
    """A text cell without blanks around it; a whole number without .0; '' for 无, / and their like."""
    if isinstance(value, str):
        text = " ".join(value.split())
        return "" if text in _NOTHING else text
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def plain(value: Cell) -> str:
    """A cell without any blanks, full-width letters and digits made narrow."""
    text = words(value)
    return "".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


def phone(value: Cell) -> str:
    """The digits of a phone number; of several the first mobile one."""
    text = words(value)
    if len(text) == 11 and text[0] == "1" and text.isascii() and text.isdigit():
        return text
    if not text:
        return ""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = _unscientific(text.translate(_DASHES))
    mobile = _MOBILE.search(text)
    if mobile:
        return re.sub(r"\D", "", mobile[1])
    landline = _LANDLINE.search(text)
    if landline:
        return re.sub(r"\D", "", landline[0])
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(r"[2-9]\d{9,10}", digits):
        raise Unclear(f"电话“{digits}”好像少了区号前的0。请核对。", f"0{digits}")
    raise Unclear(f"电话“{text[:14]}”位数不对。请核对。")


def _unscientific(text: str) -> str:
    """1.8756508899E+10 as a csv file writes it; where digits are lost it says so."""
    found = re.fullmatch(r"(\d)\s?(\d+)[Ee]\+?(\d+)", text.replace(" ", ""))
    if not found:
        return text
    digits = found[1] + found[2]
    if len(digits) != int(found[3]) + 1:
        raise Unclear("电话被存成了科学计数，后几位丢了。请按文本重填。")
    return digits


def name(value: Cell) -> str:
    """A name; blanks inside a Chinese one are only for looks. Raises Unclear for what is no name of one person."""
    text = words(value)
    if text.isascii():
        if text.isdigit():
            raise Unclear(f"姓名“{text[:8]}”是数字。请写姓名。")
        return text
    if text.isalpha():
        return text
    gone = _GONE_BY.search(text)
    if gone:
        raise Unclear("姓名后面注着去世或退出。请在名册里登记这件事。", name(text.replace(gone[0], "")))
    text = text.translate(_DOTS)
    if "、" in text:
        raise Unclear("一格里好像有两个人。请一行写一个人。", text.partition("、")[0])
    text = "".join(_POINT.sub("·", text).split())
    return "" if text in _NOTHING else text


def id_number(value: Cell) -> str:
    """An 18-digit ID number with a right check digit; an old one of 15 digits as the 18 of today."""
    if isinstance(value, float) or (isinstance(value, int) and len(str(value)) > 15):
        raise Unclear("身份证号被存成了数字，后几位已经变了。请按文本重填。")
    text = plain(value).upper().strip("'’‘`=\"").replace("×", "X").replace("-", "")
    if re.fullmatch(r"\d\.\d+E\+?\d+", text):
        raise Unclear("身份证号被存成了科学计数，后几位丢了。请按文本重填。")
    if re.fullmatch(r"\d{15}", text):
        text = f"{text[:6]}19{text[6:]}"  # GB 11643-1999: the year got its century
        return text + check_digit(text)
    if text and not re.fullmatch(r"\d{17}[\dX]", text):
        raise Unclear(f"身份证号有{len(text)}位，应是18位。请核对。")
    if text and check_digit(text) != text[17]:
        raise Unclear("身份证号的校验位不对。请核对。")
    return text


def check_digit(text: str) -> str:
    """The 18th character that belongs to the first 17."""
    return _ID_CHECK[sum(int(digit) * weight for digit, weight in zip(text[:17], _ID_WEIGHTS, strict=True)) % 11]


def born(id_text: str) -> date | None:
    """The month of birth that an ID number of 18 characters holds."""
    try:
        return date(int(id_text[6:10]), int(id_text[10:12]), 1)
    except ValueError:
        return None


def sex(value: Cell) -> str:
    """男 or 女."""
    if value in ("男", "女"):
        return str(value)
    text = plain(value).removesuffix("性")
    if text in ("", "男", "女"):
        return text
    raise Unclear(f"性别“{text[:6]}”看不懂。请写男或女。")


def yes(value: Cell) -> bool:
    """A tick, 是, 1 …; anything but 否, 0, × and an empty cell."""
    return plain(value) not in ("", "否", "0", "×", "x", "X", "不是")
