"""Which characters our fonts can print. A character that no font has is reported, never silently lost."""

import functools
import unicodedata
from pathlib import Path

import pylopdf_fonts_zh_cn as face
from fontTools.ttLib import TTFont

from xinhuo.ground.press.document import NO_CHARACTER, Document, plain, texts_of

SUBSTITUTE = "〓"
_BLANK = ("Cc", "Cf", "Zs", "Zl", "Zp")


def font_folder() -> Path:
    """The folder of the fonts that came with the package."""
    return Path(face.sans_path()).parent


@functools.cache
def known() -> frozenset[int]:
    """Code points that both the serif and the sans face have."""
    faces = sorted(font_folder().glob("*.[ot]tf"))
    maps = [_points(path) for path in faces]
    return frozenset(
        c for c in set.intersection(*maps) if unicodedata.category(chr(c)) != "Co" and chr(c) != NO_CHARACTER
    )


def _points(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def missing(text: str) -> set[str]:
    """The characters of `text` that cannot be printed."""
    have = known()
    return {c for c in set(text) if ord(c) not in have and unicodedata.category(c) not in _BLANK}


def missing_in(document: Document) -> set[str]:
    """The characters of a whole paper that cannot be printed."""
    return missing("".join(plain(text) for text in texts_of(document)))


def printable(text: str, gone: frozenset[str] | set[str]) -> str:
    """`text` with each unprintable character shown as 〓, so that a reader sees that one is missing."""
    return "".join(SUBSTITUTE if c in gone else c for c in plain(text))
