"""The list of a year's papers, as documents. Printing them is somebody else's work."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from xinhuo.ground.files import store
from xinhuo.ground.kernel.scope import Scope
from xinhuo.journal.archives.reading import kept_documents, sealed_by_unit
from xinhuo.journal.records.papers import duty_report, record_book, unit_book
from xinhuo.journal.records.reading import book_facts, homes_of, people_of_books, report_facts
from xinhuo.shell.roster.papers import roster
from xinhuo.shell.roster.reading import roster_of
from xinhuo.shell.yearend import rules
from xinhuo.shell.yearend.facts import KINDS, YearPaper
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.people.models import Person
from xinhuo.work.reports.reading import duty_months
from xinhuo.year.yearbook.papers import chronicle, work_summary
from xinhuo.year.yearbook.reading import chronicle_facts, summary_facts, units_told
from xinhuo.year.yearbook.rules import SUMMARIES


class Year:
    """The papers of `units` (in the office's own order) for `year`, unit by unit; facts are read unit by unit too."""

    def __init__(
        self, units: Sequence[Unit], year: int, today: date, office: Office | None, large: bool = False
    ) -> None:
        self.units, self.year, self.today, self.office, self.large = units, year, today, office, large
        self._chronicles = dict(zip(units, chronicle_facts(units, year, office), strict=True))
        self._sealed = sealed_by_unit(units, year)
        self._duty = duty_months(units, year)

    def papers(self, kinds: Collection[str] = tuple(KINDS), each: bool = True) -> Iterator[YearPaper]:
        """Every paper of `kinds`. `each`: a person's book also as a file of its own, beside the unit's bound books."""
        for number, unit in enumerate(self.units, 1):
            yield from self._of_unit(
                unit, rules.numbered(number, len(self.units), unit.name_in(self.year)), kinds, each
            )

    def _of_unit(self, unit: Unit, folder: str, kinds: Collection[str], each: bool) -> Iterator[YearPaper]:
        people = people_of_books([unit], self.year)
        makers: dict[str, Callable[[], Iterator[YearPaper]]] = {
            "books": lambda: self._books(unit, folder, people, each),
            "chronicle": lambda: self._chronicle(unit, folder),
            "report": lambda: self._report(unit, folder),
            "summary": lambda: self._summaries(unit, folder),
            "roster": lambda: self._roster(unit, folder, people),
        }
        for kind in KINDS:
            if kind in kinds:
                yield from makers[kind]()

    def _kept(self, unit: Unit, kind: str, month: int, paper: YearPaper) -> YearPaper:
        """`paper` as it was sealed, where it was: its documents and its very bytes; large print is set anew."""
        found = self._sealed.get(unit.pk, {}).get((kind, month))
        if found is None:
            return paper
        try:
            documents = tuple(
                replace(one, large=self.large) if one.style == "册" else one for one in kept_documents(found)
            )
            for digest in found.files:
                store.read(digest)
        except store.Damaged:  # the facts of now, without a foot that says otherwise
            return paper
        kept = () if self.large and kind in ("books", "chronicle") else (("pdf", found.pdf), ("docx", found.docx))
        said = f"{found.sealed_on.month}月{found.sealed_on.day}日定稿第{found.version}版"
        return replace(paper, documents=documents, sealed=said, kept=kept)

    def _books(self, unit: Unit, folder: str, people: Sequence[Person], each: bool) -> Iterator[YearPaper]:
        facts = book_facts(people, self.year, self.office)
        for number, book in enumerate(facts if each else (), 1):
            name = rules.numbered(number, len(facts), book.name)
            title = f"{book.name}{self.year}年业绩记载簿"
            document = record_book(book, large=self.large)
            yield YearPaper("books", f"{folder}/业绩记载簿", name, title, unit.name_in(self.year), (document,))
        if facts:
            name = unit.name_in(self.year)
            title = f"{name}{self.year}年业绩记载簿"
            documents = tuple(record_book(b, large=True) for b in facts) if self.large else tuple(unit_book(facts))
            bound = YearPaper("books", folder, rules.safe_name(f"{title}（合订）"), title, name, documents)
            yield self._kept(unit, "books", 12, bound)

    def _chronicle(self, unit: Unit, folder: str) -> Iterator[YearPaper]:
        document = chronicle(self._chronicles[unit], large=self.large)
        name = rules.safe_name(document.title)
        whose = unit.name_in(self.year)
        made = YearPaper("chronicle", folder, name, document.title, whose, (document,), ("pdf", "docx"))
        yield self._kept(unit, "chronicle", 12, made)

    def _report(self, unit: Unit, folder: str) -> Iterator[YearPaper]:
        if not unit.unit_type.grassroots:
            return
        month = rules.report_month(self._duty.get(unit.pk, ()), self.year, self.today, unit.closed_on)
        facts = report_facts(unit, self.year, month, self.office)
        title = f"{facts.unit}{self.year}年{month}月轮值汇报"
        papers = (duty_report(facts),)
        made = YearPaper("report", folder, rules.safe_name(title), title, facts.unit, papers, ("pdf", "docx"))
        yield self._kept(unit, "report", month, made)

    def _summaries(self, unit: Unit, folder: str) -> Iterator[YearPaper]:
        """半年小结 and 年度工作小结; an office's only where all its units are asked for, since it tells of them."""
        if not set(units_told(unit, self.year)) <= set(self.units):
            return
        for month, facts in summary_facts(unit, self.year, sorted(SUMMARIES), self.office).items():
            document = work_summary(facts)
            name, whose = rules.safe_name(document.title), facts.report.unit
            made = YearPaper("summary", folder, name, document.title, whose, (document,), ("pdf", "docx"))
            yield self._kept(unit, SUMMARIES[month], month, made)

    def _roster(self, unit: Unit, folder: str, people: Sequence[Person]) -> Iterator[YearPaper]:
        """A unit's own people of the year; of a unit that has others below it, theirs too."""
        below = [u for u in self.units if u.path.startswith(unit.path)]
        everyone = people_of_books(below, self.year) if len(below) > 1 else people
        if not everyone:
            return
        whose, homes = unit.name_in(self.year), homes_of([p.pk for p in everyone], self.year)
        names = {u.pk: u.name_in(self.year) for u in self.units}
        title = f"{whose}{self.year}年“五老”志愿者名册"
        issuer = self.office.name_in(self.year) if self.office else unit.full_name_in(self.year)
        then = {person: names[home] for person, home in homes.items()}
        document = roster(roster_of(everyone, title, issuer, bool(self.office and self.office.demo), units=then))
        yield YearPaper("roster", folder, rules.safe_name(title), title, whose, (document,), ("xlsx", "pdf"))


def units_of_year(year: int, scope: Scope | None = None, top: Unit | None = None) -> list[Unit]:
    """The units that lived in `year`, also those closed since, in the office's own order: all, or those within `scope`;
    of `top` it and what lies below it."""
    units = Unit.objects.existed_in(year).in_order().select_related("unit_type").with_names()
    if top is not None:
        units = units.filter(shard=top.shard, path__startswith=top.path)
    return list(units if scope is None else units.within(scope))
