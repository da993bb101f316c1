"""What a PDF of ours says about its pages, read from its own tables: no second typesetting, no library."""

import re

_REFERENCE = rb"\s*(\d+)\s+0\s+R"


class Pages:
    """The page tree and the first level of bookmarks of a PDF that typst wrote (classic table, plain objects)."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        trailer = pdf[pdf.rindex(b"trailer") :]
        self._offsets = self._table(int(_found(rb"startxref\s+(\d+)", trailer)))
        self._root = self._object(int(_found(b"/Root" + _REFERENCE, trailer)))

    def count(self) -> int:
        """How many pages there are."""
        return int(_found(rb"/Count\s+(\d+)", self._object(int(_found(b"/Pages" + _REFERENCE, self._root)))))

    def bookmarked(self) -> list[int]:
        """The pages (from 1) that the bookmarks of the first level lead to, in order."""
        place = {
            number: page for page, number in enumerate(self._leaves(_found(b"/Pages" + _REFERENCE, self._root)), 1)
        }
        outlines = self._object(int(_found(b"/Outlines" + _REFERENCE, self._root)))
        found, following = [], re.search(b"/First" + _REFERENCE, outlines)
        while following:
            mark = self._object(int(following.group(1)))
            target = self._object(int(_found(b"/Dest" + _REFERENCE, mark)))
            found.append(place[int(_found(rb"\[" + _REFERENCE, target))])
            following = re.search(b"/Next" + _REFERENCE, mark)
        return found

    def _leaves(self, number: bytes) -> list[int]:
        node = self._object(int(number))
        kids = re.search(rb"/Kids\s*\[([^]]*)\]", node)
        if not kids:
            return [int(number)]
        return [leaf for kid in re.findall(_REFERENCE, kids.group(1)) for leaf in self._leaves(kid)]

    def _table(self, at: int) -> list[int]:
        lines = re.match(rb"xref\s+0\s+(\d+)\s+", self._pdf[at : at + 40])
        if not lines:
            raise ValueError("not a PDF of ours: no table of objects")
        start = at + lines.end()  # ISO 32000-1 7.5.4: entries of exactly 20 bytes
        return [int(self._pdf[start + 20 * n : start + 20 * n + 10]) for n in range(int(lines.group(1)))]

    def _object(self, number: int) -> bytes:
        start = self._offsets[number]
        return self._pdf[start : self._pdf.index(b"endobj", start)]


def _found(pattern: bytes, where: bytes) -> bytes:
    match = re.search(pattern, where)
    if not match:
        raise ValueError(f"not a PDF of ours: no {pattern!r}")
    return match.group(1)
