"""Facts for papers, read set-wise: the number of queries does not grow with people or records."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, prefetch_related_objects
from django.utils import timezone

from xinhuo.ground.kernel.period import Period
from xinhuo.journal.records.facts import BookFacts, Offer, OwnWords, PaperOf, ReportFacts
from xinhuo.journal.records.models import OwnParagraph, Participation, Record
from xinhuo.journal.records.rules import paper_said
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.organisation.rules import full_name
from xinhuo.who.people.models import Membership, Person, RecordKeeper, TeamMembership


def people_of_books(units: Sequence[Unit], year: int) -> list[Person]:
    """五老 whose book of `year` is kept by `units`: everyone who belonged there in that year, also who left or died.

    Someone who moved in the year has one book, in the unit of the year's end, with all the year's deeds in it.
    """
    home = homes_of(Membership.objects.filter(unit__in=units).values("person"), year)
    wanted = {unit.pk for unit in units}
    ids = [person for person, unit in home.items() if unit in wanted]
    return list(Person.objects.filter(pk__in=ids).five_elders().select_related("unit").by_strokes())


def homes_of(person_ids: Any, year: int) -> dict[UUID, UUID]:
    """Person id → the unit that the person belonged to at the end of `year`: one query."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    spells = (
        Membership.objects.filter(person__in=person_ids)
        .filter(Q(started_on=None) | Q(started_on__lte=last), Q(ended_on=None) | Q(ended_on__gte=first))
        .order_by("person_id", F("started_on").asc(nulls_first=True), "id")
        .values_list("person_id", "unit_id")
    )
    return dict(spells)  # the last spell of the year wins


def book_facts(people: Sequence[Person], year: int, office: Office | None) -> list[BookFacts]:
    """The record books of `people` for `year`, in their order: a few queries, however many people."""
    ids = [person.pk for person in people]
    deeds = Participation.objects.counted().of_year(year).filter(person_id__in=ids).deeds()
    teams = _teams(ids, year)
    homes = homes_of(ids, year)
    units = Unit.objects.with_names().in_bulk({*homes.values(), *(person.unit_id for person in people)})
    keepers = _keepers(units, year)
    issuer = office.name_in(year) if office else ""
    books = []
    for person in people:
        # the cover of a past year names the unit of that year as it was called then
        unit = units[homes.get(person.pk, person.unit_id)]
        books.append(
            BookFacts(
                person_id=str(person.pk),
                name=person.name,
                categories=tuple(person.category_names),
                unit=unit.name_in(year),
                unit_full=unit.full_name_in(year),
                teams=tuple(teams.get(person.pk, ())),
                year=year,
                keeper=keepers.get(unit.pk, ""),
                issuer=issuer or unit.full_name_in(year),
                deeds=tuple(deeds.get(person.pk, ())),
                demo=bool(office and office.demo),
            )
        )
    return books


def _teams(person_ids: Collection[UUID], year: int) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = TeamMembership.objects.filter(person_id__in=person_ids).filter(
        Q(ended_on=None) | Q(ended_on__gte=date(year, 1, 1))
    )
    for row in rows.select_related("team").order_by("team__position", "id"):
        found.setdefault(row.person_id, []).append(row.team.name)
    return found


def _keepers(unit_ids: Collection[UUID], year: int) -> dict[UUID, str]:
    """Unit id → 姓名（职务） of who kept the book last in `year`."""
    rows = RecordKeeper.objects.for_books_of(year).filter(unit_id__in=list(unit_ids))
    return {row.unit_id: f"{row.appointment.person.name}（{row.appointment.post.name}）" for row in rows}


def report_facts(unit: Unit, year: int, month: int, office: Office | None) -> ReportFacts:
    """What a unit reports in `month`: January to that month, with a person's own paragraphs."""
    return reports_facts(unit, year, [month], office)[month]


def reports_facts(unit: Unit, year: int, months: Collection[int], office: Office | None) -> dict[int, ReportFacts]:
    """Month → what the unit reports in it: as many queries for a year of reports as for one."""
    records = Record.objects.standing().filter(unit=unit).of_period(Period(year, 1, max(months))).facts()
    written = OwnParagraph.objects.of_year(unit, year)
    spells = _spells(unit)
    prefetch_related_objects([unit], "former_names")
    reporter = _keepers({unit.pk}, year).get(unit.pk, "")
    found = {}
    for month in months:
        end = Period(year, 1, month).end
        day = min(end, unit.closed_on or end)  # as many as they were, and as it was called, at that time
        own, offers = own_words(written, PaperOf("report", year, month))
        found[month] = ReportFacts(
            unit=unit.name_on(day),
            unit_full=full_name(unit.name_on(day)),
            year=year,
            month=month,
            records=tuple(replace(r, unit=unit.name_on(day)) for r in records if r.held_on.month <= month),
            elders_total=_elders_on(spells, day),
            reporter=reporter,
            demo=bool(office and office.demo),
            own=own,
            offers=offers,
        )
    return found


def own_words(written: Iterable[OwnParagraph], paper: PaperOf) -> tuple[tuple[OwnWords, ...], tuple[Offer, ...]]:
    """Of all that a unit wrote in a year, oldest first: what stands in `paper`, and the newest on each topic elsewhere.

    An opening tells the numbers of its own paper: it is offered to a paper of the same kind only.
    """
    own, offers = [], {}
    for row in written:
        day = timezone.localdate(row.edited_at)
        if (row.paper, row.month) == (paper.paper, paper.month):
            own.append(OwnWords(row.key, row.text, row.digest, row.edited_by, day))
        elif row.key != "opening" or row.paper == paper.paper:
            offers[row.key] = Offer(row.key, row.text, paper_said(row.paper, row.month), row.edited_by, day)
    return tuple(sorted(own, key=lambda words: words.key)), tuple(offers.values())


def _spells(unit: Unit) -> list[tuple[UUID, date | None, date | None]]:
    """Who of the 五老 belonged to the unit, from when to when."""
    rows = Membership.objects.filter(unit=unit, person__kind=Person.Kind.FIVE_ELDER)
    return list(rows.values_list("person_id", "started_on", "ended_on"))


def _elders_on(spells: Iterable[tuple[UUID, date | None, date | None]], day: date) -> int:
    """How many belonged to the unit on `day`; whoever left that day still did."""
    return len({p for p, start, end in spells if (start is None or start <= day) and (end is None or end >= day)})
