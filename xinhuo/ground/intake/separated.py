"""Text files with separators (.csv) in the encodings that offices' programs write."""

import codecs
import csv
import io
import re
from collections import Counter

from xinhuo.ground.intake.errors import Unreadable

_MARKS = ",\t;|，"
_TOLD = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_NO_TEXT = re.compile("[\0-\x08\x0e-\x19\ufffe\uffff]")  # a DOS file may end with \x1a
_LOOKED_AT = 30  # lines in which the separator is looked for


def rows_of(raw: bytes, most_rows: int, most_columns: int, hidden: re.Pattern[str]) -> tuple[tuple[str, ...], ...]:
    """The rows, numbered as a spreadsheet numbers them; `hidden` characters are left out. Raises Unreadable."""
    text = hidden.sub("", decoded(raw))
    told = _TOLD.match(text)  # Excel's own word for the separator
    text, mark = (text[told.end() :], told[1]) if told else (text, _mark(text))
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=None), delimiter=mark):
            if len(rows) >= most_rows:
                raise Unreadable(f"这个表格的行数太多，最多{most_rows // 10_000}万行。请分成几个文件。")
            rows.append(tuple(row[:most_columns]))
    except csv.Error as broken:
        raise Unreadable("csv文件里的引号不成对，读不下去。请另存为xlsx再选。") from broken
    return tuple(rows)


def looks_like_table(raw: bytes) -> bool:
    """Text with separators, whatever its name says: some programs call it .xls."""
    try:
        text = decoded(raw)
    except Unreadable:
        return False
    lines = text.split("\n", 3)[:3]
    return len(lines) > 1 and all(any(mark in line for mark in ",\t") for line in lines[:2])


def decoded(raw: bytes) -> str:
    """The text: UTF-8 or UTF-16 with or without their marks, else GB18030. Raises Unreadable."""
    for encoding in _likely(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NO_TEXT.search(text):
            return text
    raise Unreadable("csv文件里的字认不出来。请另存为xlsx再选。")


def _likely(raw: bytes) -> tuple[str, ...]:
    """Encodings to be tried. Wide text has its line ends and separators with an empty byte before or behind them."""
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return ("utf-16",)
    if b"\0" not in raw:
        return ("utf-8-sig", "gb18030")
    before, behind = raw[::2].count(0), raw[1::2].count(0)  # of a line end, a digit, a separator
    return ("utf-16-be",) if before > behind else ("utf-16-le",)


def _mark(text: str) -> str:
    """The separator that stands equally often in most of the first lines."""
    lines = [line for line in text[:20_000].splitlines()[:_LOOKED_AT] if line.strip()]

    def steady(mark: str) -> tuple[int, int]:
        often = Counter(count for line in lines if (count := line.count(mark)))
        count, times = max(often.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
        return times, count

    return max(_MARKS, key=steady)
