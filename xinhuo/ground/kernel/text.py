"""Chinese text: names as keys for finding and for formal lists, masks for contacts, and cleaning of what was typed."""

import functools
import hashlib
import re
import unicodedata
from pathlib import Path

from pypinyin import Style, lazy_pinyin

_STROKES = Path(__file__).parent / "strokes.txt"
# Surnames that are read otherwise than the same character in a word.
_SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "任": "ren", "盖": "ge", "区": "ou",
    "华": "hua", "朴": "piao", "纪": "ji", "翟": "zhai", "黑": "he", "乐": "yue", "冼": "xian", "缪": "miao",
    "宓": "mi", "召": "shao", "种": "chong", "隗": "wei", "乜": "nie", "逄": "pang", "覃": "qin", "员": "yun",
    "过": "guo", "洗": "xian", "折": "she", "卜": "bu", "阚": "kan", "祭": "zhai", "秘": "bi", "句": "gou",
    "繁": "po", "粘": "nian", "薄": "bo",
}  # fmt: skip
# And characters that are read otherwise in given names: 冯长根, 朱晟.
_GIVEN = {"长": "chang", "晟": "sheng"}
# Bidi controls and zero-width characters: they hide in pasted text and turn a line around.
_HIDDEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_BLANKS = re.compile(r"[ \t\u00a0\u3000\u2000-\u200a]+")


def read_number(text: str, least: int, most: int) -> int | None:
    """The number from `least` to `most` that `text`, out of an address, writes in plain digits; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):  # "²" is a digit that int refuses
        return None
    return int(text) if least <= int(text) <= most else None


def _letters(rest: str) -> str:
    return " ".join(rest.lower())


@functools.lru_cache(maxsize=50_000)  # an import asks twice for each name, and names come again
def _syllables(name: str) -> tuple[str, ...]:
    read = [one for part in lazy_pinyin(name, style=Style.NORMAL, errors=_letters) for one in part.split()]
    if len(read) == len(name):  # a syllable a character
        read[1:] = [_GIVEN.get(c, one) for c, one in zip(name[1:], read[1:], strict=True)]
    if name and name[0] in _SURNAMES and read:
        read[0] = _SURNAMES[name[0]]
    return tuple(one for one in read if one.strip())


def pinyin_key(name: str) -> str:
    """`name` in pinyin without tones and blanks: 曾志远 → zengzhiyuan."""
    return "".join(_syllables(name)).lower()[:120]


def initials(name: str) -> str:
    """The first letters of the syllables: 曾志远 → zzy."""
    return "".join(one[0] for one in _syllables(name)).lower()[:30]


@functools.cache
def _stroke_ranks() -> dict[str, int]:
    lines = _STROKES.read_text(encoding="utf-8").splitlines()[1:]
    return {character: rank for rank, character in enumerate("".join(lines))}


@functools.lru_cache(maxsize=50_000)
def stroke_key(name: str) -> str:
    """A text that sorts names 按姓氏笔画, as formal lists do: the surname by its strokes, then by the order of strokes.

    Under one surname the given names of one character come first (沈勇 before 沈三运), then each character in turn. A
    character outside the list (Ext B and later, Latin) sorts behind all others, by code point.
    """
    ranks = _stroke_ranks()
    surname, *given = [f"{ranks.get(c, 60_000 + ord(c) % 39_999):05d}" for c in name] or [""]
    return "".join((surname, str(min(len(given), 9)), *given))[:240]


def clean_line(text: str) -> str:
    """One line: no control, bidi or zero-width characters, blanks collapsed, nothing around it."""
    return _BLANKS.sub(" ", _visible(text.replace("\n", " ").replace("\r", " "))).strip()


def clean_text(text: str) -> str:
    """Several lines: the same, line breaks kept, no more than one empty line in a row."""
    lines = (_BLANKS.sub(" ", _visible(line)).strip() for line in text.replace("\r\n", "\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _visible(text: str) -> str:
    shown = _HIDDEN.sub("", text)
    return "".join(c for c in shown if c == "\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co"))


def mark_of(text: str) -> str:
    """What a page carries to notice that somebody else saved meanwhile: it follows the words, never a clock."""
    return hashlib.sha256(clean_text(text).encode()).hexdigest()[:16]


def mask_phone(phone: str) -> str:
    """138****5678; shorter numbers keep their last four digits."""
    if len(phone) == 11:
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-4:]}" if len(phone) > 4 else "****" if phone else ""


def mask_id(number: str) -> str:
    """321***********1234: the first three and the last four characters."""
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}" if len(number) > 7 else "*" * len(number)
