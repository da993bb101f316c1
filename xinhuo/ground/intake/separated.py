"""Text files with separators (.csv) in the encodings that offices' programs write."""

import codecs
import csv
import io
import re

from xinhuo.ground.intake.errors import Unreadable

_MARKS = ",\t;|，"
_LOOKED_AT = 30  # lines in which the separator is looked for


def rows_of(raw: bytes, most_rows: int, most_columns: int, hidden: re.Pattern[str]) -> tuple[tuple[str, ...], ...]:
    """The rows, numbered as a spreadsheet numbers them; `hidden` characters are left out. Raises Unreadable."""
    text = hidden.sub("", decoded(raw))
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=None), delimiter=_mark(text)):
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
    """The text: UTF-8 with or without its mark, UTF-16 with its mark, else GB18030. Raises Unreadable."""
    wide = raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Unreadable("csv文件里的字认不出来。请另存为xlsx再选。")


def _mark(text: str) -> str:
    """The separator that stands most often in the first lines."""
    some = "\n".join(text[:20_000].splitlines()[:_LOOKED_AT])
    return max(_MARKS, key=some.count)
