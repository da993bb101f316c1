"""Runs alone in a child process with limits: reads a .docx from standard input, prints its paragraphs as JSON.

Only the text of the document itself is read: no template, no link, no field, no macro is ever followed.
"""

import io
import json
import resource
import sys
import zipfile
from xml.parsers import expat

MOST_LINES = 20_000
MOST_TEXT = 2_000_000  # characters of a whole file
MOST_XML = 60_000_000  # bytes of the unpacked text part
NOT_READABLE, TOO_MUCH = 3, 4  # exit codes
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_PART = "word/document.xml"


class _TooMuch(Exception):
    """More text than we take."""


class _Forbidden(Exception):
    """An XML that declares things of its own."""


class Reading:
    """Paragraphs of the XML as it goes by; a row of a table is one line with its cells parted by a tab."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.parts: list[str] = []
        self.cells: list[list[str]] = []
        self.rows: list[int] = []
        self.taking, self.size = False, 0

    def start(self, name: str, _attributes: object) -> None:
        """An element begins."""
        kind = _local(name)
        if kind == "t":
            self.taking = True
        elif kind in ("tab", "ptab"):
            self.parts.append("\t")
        elif kind in ("br", "cr"):
            self._line()
        elif kind == "tr":
            self.rows.append(len(self.lines))

    def end(self, name: str) -> None:
        """An element is over."""
        kind = _local(name)
        if kind == "t":
            self.taking = False
        elif kind == "p":
            self._line()
        elif kind == "tr" and self.rows:
            self._row(self.rows.pop())

    def text(self, data: str) -> None:
        """Some characters."""
        if self.taking:
            self.size += len(data)
            if self.size > MOST_TEXT:
                raise _TooMuch
            self.parts.append(data)

    def _line(self) -> None:
        text = "".join(self.parts).strip()
        self.parts.clear()
        if text:
            self.lines.append(text)
        if len(self.lines) > MOST_LINES:
            raise _TooMuch

    def _row(self, first: int) -> None:
        """The paragraphs of a row together; of a table inside a cell the inner rows are joined already."""
        whole = "\t".join(self.lines[first:])
        self.lines[first:] = [whole] if whole else []


def _local(name: str) -> str:
    space, _, kind = name.rpartition(" ")
    return kind if space in (_WORD, _STRICT) else ""


def _refuse(*_: object) -> None:
    raise _Forbidden


def lines_of(raw: bytes) -> list[str]:
    """The paragraphs of a .docx."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed, packed.open(_PART) as part:
        xml = part.read(MOST_XML + 1)
    if len(xml) > MOST_XML:
        raise _TooMuch
    reading = Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.Parse(xml, True)
    return reading.lines


def main() -> int:
    """Read, print, and say by the exit code how it went."""
    gib = 1 << 30
    resource.setrlimit(resource.RLIMIT_AS, (gib, gib))
    resource.setrlimit(resource.RLIMIT_CPU, (15, 15))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        lines = lines_of(sys.stdin.buffer.read())
    except _TooMuch:
        return TOO_MUCH
    except Exception:
        return NOT_READABLE
    sys.stdout.buffer.write(json.dumps(lines, ensure_ascii=False).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
