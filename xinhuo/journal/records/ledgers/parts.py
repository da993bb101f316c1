"""Cells of people and of head counts: 周德顺、吴秀兰等12人; 约30人; 青少年24人，家长5人."""

import re
import unicodedata
from dataclasses import dataclass

from xinhuo.ground.intake.cells import Unclear, words
from xinhuo.ground.intake.workbook import Cell

LONGEST_NAME = 15
MOST = 100_000
_BETWEEN = re.compile(r"[、，,;；/／\\|｜\n。]+|(?<=[\u4e00-\u9fff]{2})(?:和|及|与|以及)(?=[\u4e00-\u9fff]{2})")
_BRACKET = re.compile(r"[（(【\[].*?[）)】\]]")
_AND_MORE = re.compile(
    r"等?\s*(?:五老|老同志|志愿者)?\s*(?:共|一行|约)?\s*(\d{1,5})\s*(?:余|多)?\s*(?:人|名|位)(?:五老|老同志|志愿者|同志)?$"
)
_TITLE = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:老师|主任|副主任|书记|副书记|同志|队长|副队长|校长|秘书长|老人|老先生|医生|警官|法官|教授|会长)$"
)
_LEAD = re.compile(
    r"^(?:五老|老同志|志愿者|老党员|老教师|老干部|老战士|老专家|老模范|主任|书记|参加|参加人员|主讲|主讲人|牵头)[:：]?(?=[\u4e00-\u9fff]{2})"
)
_NAME = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+|[A-Za-z][A-Za-z .'-]{1,28}"
)
_CHILD = re.compile(r"学生|同学|孩子|青少年|儿童|小朋友|少年|少先队员|未成年")
_GROUP = re.compile(
    r"全体|成员|人员|五老|志愿者|老同志|家长|群众|党员|干部|队员|老师们|代表|领导|大家|居民|村民|班子|工作者|教师|师生|关工委|村委|社区$|等$|们$"
)
_COUNTED = re.compile(
    r"(青少年|学生|孩子|儿童|同学|未成年人|家长|群众|居民|村民|大人|成人|五老|老同志|志愿者)[^\d]{0,4}?约?(\d[\d,]*)\s*余?(?:人|名|位)?"
)
_BEFORE = re.compile(
    r"(\d[\d,]*)\s*(?:余|多)?\s*(?:名|位|个)(青少年|学生|孩子|儿童|同学|未成年人|家长|群众|居民|村民|大人|成人|五老|老同志|志愿者)"
)
_PLAIN = re.compile(r"(?:约|共|近|大约|总计)?(\d[\d,]*)(?:余|多|来)?(?:人次|人|名|位|个)?(?:左右|以上)?")
_HAN = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"两": 2, "零": 0}
_HAN_COUNT = re.compile(
    r"^(?:([一二两三四五六七八九])百)?零?(?:([一二两三四五六七八九]?)十)?([一二三四五六七八九])?(?:余|多)?(?:人|名|位)?$"
)
_YOUNG = frozenset(("青少年", "学生", "孩子", "儿童", "同学", "未成年人"))
_ELDER = frozenset(("五老", "老同志", "志愿者"))


@dataclass(frozen=True)
class People:
    """Who a cell names. `more`: how many it counts in all (等12人) or 0; `groups`: words for several, not names;
    `children`: it named children, who are left out."""

    names: tuple[str, ...] = ()
    more: int = 0
    groups: tuple[str, ...] = ()
    children: bool = False


@dataclass(frozen=True)
class Counts:
    """Heads as a cell counts them: of children, of others, of 五老, and without saying of whom."""

    youth: int = 0
    other: int = 0
    elders: int = 0
    plain: int = 0


def people(value: Cell) -> People:
    """The people of a cell. Raises Unclear where a word is no name and no group."""
    text = unicodedata.normalize("NFKC", words(value) if not isinstance(value, str) else value.strip())
    if not text or not words(text):
        return People()
    names: list[str] = []
    groups: list[str] = []
    more, children = 0, False
    for token in _tokens(text):
        word, counted = _without_count(token)
        if _CHILD.search(word):
            children = True  # children are numbers here, never names
            continue
        more = max(more, counted)
        if not word:
            continue
        (groups if _GROUP.search(word) else names).append(word)
    for name in names:
        if len(name) > LONGEST_NAME * 2 or not _NAME.fullmatch(name):
            raise Unclear(f"“{name[:10]}”看不出是谁。几个人之间请用、隔开。")
    return People(tuple(dict.fromkeys(names)), more, tuple(dict.fromkeys(groups)), children)


def _tokens(text: str) -> list[str]:
    """The parts of a list. Blanks part names only where no other mark does: 「王 华、李 明」 has two people."""
    text = _BRACKET.sub("", text)
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) > 1 or not re.search(r"\s", text):
        return ["".join(part.split()) if not part.isascii() else part for part in parts]
    if text.isascii():
        return [text]
    return _joined(text.split())


def _joined(parts: list[str]) -> list[str]:
    """「周德顺 王 华 吴秀兰」: two lone characters are one name with a blank for looks."""
    found: list[str] = []
    waiting = ""
    for part in parts:
        if len(part) == 1 and not waiting:
            waiting = part
            continue
        found.append(waiting + part)
        waiting = ""
    return [*found, waiting] if waiting else found


def _without_count(token: str) -> tuple[str, int]:
    """「周德顺等12人」 → 周德顺 and 12; titles behind and words before a name are left away."""
    found = _AND_MORE.search(token)
    counted = int(found[1]) if found else 0
    word = token[: found.start()] if found else token
    word = word.removesuffix("等人").removesuffix("等")
    return _TITLE.sub("", _LEAD.sub("", word)), counted


def counts(value: Cell) -> Counts:
    """The heads of a cell, by whom they count. Raises Unclear where it is no number."""
    if isinstance(value, int | float):
        if value != int(value) or value < 0:
            raise Unclear(f"人数“{value:g}”不对。请写一个整数，没有就写0。")
        return Counts(plain=_fits(int(value), str(value)))
    text = unicodedata.normalize("NFKC", "".join(words(value).split()))
    if not text:
        return Counts()
    found = _PLAIN.fullmatch(text)
    if found:
        return Counts(plain=_number(found[1], text))
    behind = [(who, number) for number, who in _BEFORE.findall(text)]  # 24名学生、3名家长
    labelled = behind or _COUNTED.findall(text)
    if labelled:
        return _by_whom(labelled, text)
    han = _HAN_COUNT.fullmatch(text)
    if han and any(han.groups()):
        return Counts(plain=_han(han))
    raise Unclear(f"人数“{text[:10]}”看不懂。请写一个数字。")


def _by_whom(labelled: list[tuple[str, str]], text: str) -> Counts:
    youth = other = elders = 0
    for who, number in labelled:
        n = _number(number, text)
        youth += n if who in _YOUNG else 0
        elders += n if who in _ELDER else 0
        other += n if who not in _YOUNG | _ELDER else 0
    return Counts(youth, other, elders)


def _han(found: re.Match[str]) -> int:
    hundreds, tens, ones = found.groups()
    ten = 0 if tens is None else _HAN.get(tens, 1) * 10
    return _HAN.get(hundreds or "", 0) * 100 + ten + _HAN.get(ones or "", 0)


def _number(digits: str, text: str) -> int:
    return _fits(int(digits.replace(",", "")[:9]), text)


def _fits(number: int, text: str) -> int:
    if number > MOST:
        raise Unclear(f"人数“{text[:10]}”太大了。请核对。")
    return number
