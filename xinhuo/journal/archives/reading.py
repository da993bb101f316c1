"""What can be sealed, what was sealed, and whether the facts have changed since."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from xinhuo.ground.files import store
from xinhuo.ground.press.document import Document
from xinhuo.ground.press.kept import from_plain
from xinhuo.journal.archives import rules
from xinhuo.journal.archives.facts import Change, Item, Subject
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.who.organisation.models import Office, Unit


class Sealable(Protocol):
    """A kind of paper that can be sealed; each app registers its own in `sealing.py`, found at start-up.

    `months` are the last months that such a paper may tell of. Items and documents are drawn from the same facts.
    """

    kind: str
    months: tuple[int, ...]

    def facts(self, unit: Unit, year: int, months: Collection[int], office: Office | None) -> Mapping[int, Any]:
        """Month → the facts of that paper; as many queries for many months as for one."""
        ...

    def items(self, facts: Any) -> tuple[Item, ...]:
        """Every fact that the paper is made of."""
        ...

    def documents(self, facts: Any) -> tuple[Document, ...]:
        """The paper itself: one document, or several that are bound."""
        ...

    def title(self, facts: Any) -> str:
        """What the paper is called: 柳湾村关工委2026年上半年工作小结."""
        ...

    def page(self, unit: Unit, year: int, month: int) -> str:
        """The address of the page where the paper is read and edited."""
        ...


_known: dict[str, Sealable] = {}


def register(sealable: Sealable) -> Sealable:
    """Make a kind of paper known."""
    _known[sealable.kind] = sealable
    return sealable


Expect = Callable[[Unit, int], Iterable[int]]
_expected: dict[str, Expect] = {}


def expect(kind: str, months: Expect) -> None:
    """Let `months(unit, year)` say which papers of this kind a unit owes: of whoever knows it (the roster, for reports)."""
    _expected[kind] = months


def expected(unit: Unit, year: int) -> list[tuple[str, int]]:
    """(kind, month) of the papers that a unit owes in a year."""
    return [(kind, month) for kind, months in _expected.items() for month in months(unit, year)]


def sealable(kind: str) -> Sealable | None:
    """The kind of paper with this name, if there is one."""
    return _known.get(kind)


@dataclass(frozen=True)
class Standing:
    """How a paper stands: the newest sealed version or None, and what has changed since it was sealed.

    `lost`: its kept facts can't be read, so nobody knows.
    """

    paper: SealedPaper | None = None
    changes: tuple[Change, ...] = ()
    lost: bool = False


def newest(subject: Subject) -> SealedPaper | None:
    """The newest version of a paper."""
    return SealedPaper.objects.of(subject).first()


def standing(subject: Subject, facts: Any) -> Standing:
    """How a paper stands whose facts of now are at hand already: one query."""
    return _compared(newest(subject), facts)


def standing_of_paper(subject: Subject, office: Office | None) -> Standing:
    """How a paper stands; its facts of now are read only where it was sealed."""
    paper = SealedPaper.objects.of(subject).select_related("unit").first()
    return standing_of([paper], office)[paper] if paper else Standing()


def standing_of(papers: Sequence[SealedPaper], office: Office | None) -> dict[SealedPaper, Standing]:
    """How each of these newest versions stands; the queries grow with unit, year and kind, not with papers."""
    groups: dict[tuple[Any, int, str], list[SealedPaper]] = {}
    for paper in papers:
        groups.setdefault((paper.unit, paper.year, paper.kind), []).append(paper)
    found = {}
    for (unit, year, kind), some in groups.items():
        facts = _known[kind].facts(unit, year, [paper.month for paper in some], office)
        found.update({paper: _compared(paper, facts[paper.month]) for paper in some})
    return found


def _compared(paper: SealedPaper | None, facts: Any) -> Standing:
    if paper is None:
        return Standing()
    try:
        kept = kept_items(paper)
    except store.Damaged:
        return Standing(paper, lost=True)
    return Standing(paper, tuple(rules.changes(kept, _known[paper.kind].items(facts))))


def kept_items(paper: SealedPaper) -> tuple[Item, ...]:
    """The facts of the moment of sealing. Raises store.Damaged."""
    rows = json.loads(store.read(paper.facts))["items"]
    return tuple(Item(key, title, tuple((word, text) for word, text in values)) for key, title, values in rows)


def kept_documents(paper: SealedPaper) -> tuple[Document, ...]:
    """The paper as it was sealed, to be set in a volume or in large print. Raises store.Damaged."""
    return tuple(from_plain(one) for one in json.loads(store.read(paper.facts))["documents"])


def with_code(code: str) -> SealedPaper | None:
    """The version that carries this check code."""
    return SealedPaper.objects.filter(code=code).select_related("unit").first() if code else None


def sealed_by_unit(units: Iterable[Unit], year: int) -> dict[Any, dict[tuple[str, int], SealedPaper]]:
    """Unit id → (kind, month) → the newest sealed version of `year`: one query for all units."""
    found: dict[Any, dict[tuple[str, int], SealedPaper]] = {}
    for paper in SealedPaper.objects.newest_of(units, year):
        found.setdefault(paper.unit_id, {})[paper.kind, paper.month] = paper
    return found
