"""Facts for papers, read set-wise: the number of queries does not grow with people or records."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone

from xinhuo.ground.kernel.period import Period
from xinhuo.journal.records.facts import BookFacts, OwnParagraph, ReportFacts
from xinhuo.journal.records.models import Participation, Record, ReportParagraph
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.people.models import Membership, Person, RecordKeeper, TeamMembership


def people_of_books(units: Sequence[Unit], year: int) -> list[Person]:
    """五老 whose book of `year` is kept by `units`: everyone who belonged there in that year, also who left or died.

    Someone who moved in the year has one book, in the unit of the year's end, with all the year's deeds in it.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    spells = (
        Membership.objects.filter(person__kind=Person.Kind.FIVE_ELDER)
        .filter(Q(started_on=None) | Q(started_on__lte=last), Q(ended_on=None) | Q(ended_on__gte=first))
        .filter(person__in=Membership.objects.filter(unit__in=units).values("person"))
        .order_by("person_id", "started_on", "id")
        .values_list("person_id", "unit_id")
    )
    at_the_end = dict(spells)  # the last spell of the year wins
    wanted = {unit.pk for unit in units}
    ids = [person for person, unit in at_the_end.items() if unit in wanted]
    return list(Person.objects.filter(pk__in=ids).select_related("unit").by_strokes())


def book_facts(people: Sequence[Person], year: int, office: Office | None) -> list[BookFacts]:
    """The record books of `people` for `year`, in their order: four queries, however many people."""
    ids = [person.pk for person in people]
    deeds = Participation.objects.counted().of_year(year).filter(person_id__in=ids).deeds()
    teams = _teams(ids, year)
    keepers = _keepers({person.unit_id for person in people}, year)
    return [
        BookFacts(
            person_id=str(person.pk),
            name=person.name,
            categories=tuple(person.category_names),
            unit=person.unit.name,
            unit_full=person.unit.full_name,
            teams=tuple(teams.get(person.pk, ())),
            year=year,
            keeper=keepers.get(person.unit_id, ""),
            issuer=office.name if office else person.unit.full_name,
            deeds=tuple(deeds.get(person.pk, ())),
            demo=bool(office and office.demo),
        )
        for person in people
    ]


def _teams(person_ids: list, year: int) -> dict:
    found: dict = {}
    rows = TeamMembership.objects.filter(person_id__in=person_ids).filter(
        Q(ended_on=None) | Q(ended_on__gte=date(year, 1, 1))
    )
    for row in rows.select_related("team").order_by("team__position", "id"):
        found.setdefault(row.person_id, []).append(row.team.name)
    return found


def _keepers(unit_ids: set, year: int) -> dict:
    """Unit id → 姓名（职务） of who kept the book last in `year`."""
    rows = RecordKeeper.objects.for_books_of(year).filter(unit_id__in=unit_ids)
    return {row.unit_id: f"{row.appointment.person.name}（{row.appointment.post.name}）" for row in rows}


def report_facts(unit: Unit, year: int, month: int, office: Office | None) -> ReportFacts:
    """What a unit reports in `month`: January to that month, with a person's own paragraphs."""
    records = Record.objects.standing().filter(unit=unit).of_period(Period(year, 1, month)).facts()
    own = ReportParagraph.objects.filter(unit=unit, year=year, month=month).order_by("key")
    return ReportFacts(
        unit=unit.name,
        unit_full=unit.full_name,
        year=year,
        month=month,
        records=tuple(records),
        elders_total=Person.objects.filter(unit=unit).five_elders().serving().count(),
        reporter=_keepers({unit.pk}, year).get(unit.pk, ""),
        demo=bool(office and office.demo),
        own=tuple(OwnParagraph(p.key, p.text, p.digest, p.edited_by, timezone.localdate(p.edited_at)) for p in own),
    )
