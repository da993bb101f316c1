from dataclasses import dataclass
from typing import Any

from xinhuo.ground.press.document import Document
from xinhuo.journal.archives.rules import KINDS as SEALABLE

BOOK = "book"
KINDS = {**SEALABLE, BOOK: "业绩记载簿"}  # `book` is one person's, `books` a whole unit's


@dataclass(frozen=True)
class Wanted:
    """Which paper: named, never kept as bytes. `month` is 12 for a whole year; `person` only for one person's book."""

    kind: str
    year: int
    month: int = 12
    person: Any = None


@dataclass(frozen=True)
class Made:
    """One paper as it comes out of the printer: what it is called, how often it is wanted, and what is said of it.

    No `documents`: there is nothing to print, and `note` says why.
    """

    title: str
    copies: int
    note: str
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class Pile:
    """What one unit has asked for."""

    unit: str
    papers: tuple[Made, ...]
