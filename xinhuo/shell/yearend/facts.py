from dataclasses import dataclass, field

from xinhuo.ground.press.document import Document

KINDS = {"books": "业绩记载簿", "chronicle": "大事记", "report": "轮值汇报", "summary": "小结", "roster": "名册"}


@dataclass(frozen=True)
class YearPaper:
    """One paper of a year: where it lies (`folder`, `name` without ending), whose it is, and in which forms it is kept.

    A paper of several documents is bound into one PDF (the books of a unit). `sealed` says which version was sealed, ''
    for none; `kept` are (form, SHA-256) of its exact bytes.
    """

    kind: str
    folder: str
    name: str
    title: str
    unit: str
    documents: tuple[Document, ...] = field(repr=False)
    forms: tuple[str, ...] = ("pdf",)
    sealed: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Written:
    """One file as the manifest lists it. `pages` is 0 where the form has no fixed pages (DOCX, XLSX)."""

    path: str
    title: str
    unit: str
    pages: int
    sha256: str


@dataclass(frozen=True)
class Gap:
    """Characters that no font has, and in which paper."""

    title: str
    characters: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A row of the list of what to bind: pages, and sheets of paper in two-sided print."""

    title: str
    unit: str
    copies: int
    pages: int
    sheets: int
    sealed: str = ""
