"""What pages, papers and apps above ask: whom an event needs, what comes in a week, what took place without approval."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.journal.approvals import reading as approvals
from xinhuo.journal.approvals.facts import Opinion, Seat, StepPlan
from xinhuo.journal.approvals.rules import STEP_VERBS
from xinhuo.journal.records.models import Record, RecordQuerySet
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.people import rules as people
from xinhuo.who.people.models import Appointment, Post
from xinhuo.work.applications.facts import Coming, FormFacts, Named, NoticeFacts, WeekFacts
from xinhuo.work.applications.models import Application, ApplicationQuerySet, approved_before, needing
from xinhuo.work.applications.rules.planning import is_over

DIRECTOR = "director"
MOST_UNITS = 60  # units below that are offered by name; of more the writer types whom he means


def steps_of(unit: Unit, today: date) -> list[StepPlan]:
    """Who decides. An office: 审核 by its 主任 (分管副书记), 批准 by its 党组织书记. A grassroots unit: its own 书记（主任）.

    At the grassroots both are one person by rule, so there is one step: of the secretary's seat where it is held, else of
    the director's. What one person would decide twice in an office goes where approvals' setting says.
    """
    if not unit.unit_type.grassroots:
        return [
            StepPlan("review", Seat(unit.pk, DIRECTOR)),
            StepPlan("approve", Seat(unit.pk, people.PARTY_SECRETARY)),
        ]
    held = Appointment.objects.held_on(today).filter(unit=unit).in_seat(people.PARTY_SECRETARY).exists()
    return [StepPlan("approve", Seat(unit.pk, people.PARTY_SECRETARY if held else DIRECTOR))]


def leaders_for(unit: Unit, day: date) -> list[Named]:
    """Whom one may ask to come by name: leaders of the office right above and of the unit itself. Others are typed."""
    held = Appointment.objects.held_on(day).filter(unit__in=[unit.pk, *([unit.parent_id] if unit.parent_id else [])])
    found: dict[UUID, Named] = {}
    rows = held.select_related("person", "unit", "post").order_by("unit__path", "post__position", "rank", "id")
    for one in rows:
        found.setdefault(one.person_id, Named(str(one.person_id), one.person.name, one.party_post or one.post.name))
    return list(found.values())


def units_for(unit: Unit, day: date) -> list[Unit]:
    """Units right below, to be asked by a tap; none where there are too many."""
    rows = Unit.objects.filter(parent=unit).open_on(day).in_order()[: MOST_UNITS + 1]
    return list(rows) if len(rows) <= MOST_UNITS else []


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def coming_for(actor: Actor, week: date) -> list[Coming]:
    """Approved events of the week of the day `week` to which this person is asked by name: two queries."""
    return _coming(Application.objects.approved().naming(actor.person_id), week)


def coming_in(scope: Scope, week: date) -> list[Coming]:
    """Approved events of that week within `scope`, each with the leaders asked."""
    return _coming(Application.objects.within(scope).approved(), week)


def _coming(rows: ApplicationQuerySet, week: date) -> list[Coming]:
    first = monday_of(week)
    found = rows.taking_place(first, first + timedelta(days=6)).with_words()
    return [
        Coming(
            application_id=str(one.pk),
            name=one.name,
            starts_on=one.starts_on,
            starts_at=one.starts_at,
            ends_on=one.ends_on,
            ends_at=one.ends_at,
            place=one.place,
            asks=one.asks,
            unit=one.unit.name,
            leaders=tuple(i.person.name for i in one.invitations.all()),
        )
        for one in found
    ]


def week_sheets(scope: Scope, actor: Actor, unit: Unit, week: date, demo: bool) -> list[WeekFacts]:
    """The week of a unit, then a sheet for each leader asked, by name; for a leader without that right his own only."""
    first = monday_of(week)
    if actor.can("apply"):
        events = coming_in(scope, week)
        by_leader: dict[str, list[Coming]] = defaultdict(list)
        for event in events:
            for name in event.leaders:
                by_leader[name].append(event)
        whole = WeekFacts("", unit.full_name, first, tuple(events), demo)
        each = [WeekFacts(name, unit.full_name, first, tuple(mine), demo) for name, mine in by_leader.items()]
        return [whole, *each]
    return [WeekFacts(actor.name, unit.full_name, first, tuple(coming_for(actor, week)), demo)]


def held_without(scope: Scope, year: int) -> RecordQuerySet:
    """Records of events that needed an application and weren't approved before, newest first."""
    rows = needing(Record.objects.within(scope).of_year(year)).annotate(good=approved_before()).filter(good=False)
    return rows.select_related("unit", "application", "application__case").newest_first()


def form_facts(application: Application, actor: Actor, office: Office | None, address: str, today: date) -> FormFacts:
    """The form as it is printed now: opinions as they were given, or room to sign for each seat."""
    case, plan = application.case, application.plan()
    whole = Scope((Root(application.path, application.shard, "own"),))  # whoever reads the form reads its opinions
    view = approvals.case_for(actor, case.pk, whole, today) if case else None
    return FormFacts(
        plan=plan,
        office=office.name if office else application.unit.full_name,
        unit=application.unit.full_name,
        applied_by=application.writer_name,
        applied_on=application.written_on,
        opinions=tuple(
            replace(one, seat=one.seat.removeprefix(application.unit.name))
            for one in (approvals.sheet_of(view, office, address).opinions if view else _blank(application, today))
        ),
        address=address,
        number=str(application.pk),
        late=is_over(plan, application.written_on),
        demo=bool(office and office.demo),
    )


def _blank(application: Application, today: date) -> Iterable[Opinion]:
    names = dict(Post.objects.values_list("code", "name"))
    for step in steps_of(application.unit, today):
        seat = f"关工委{names[DIRECTOR]}" if step.seat.post == DIRECTOR else names[step.seat.post]
        yield Opinion(STEP_VERBS[step.verb], seat)


def notice_facts(application: Application, office: Office | None, today: date) -> NoticeFacts:
    """What a notice, an agenda and a sign-in sheet say."""
    return NoticeFacts(
        plan=application.plan(),
        unit=application.unit.full_name,
        phone=office.phone if office else "",
        signed_on=application.approved_on or today,
        demo=bool(office and office.demo),
    )


def last_years(unit: Unit, day: date) -> Sequence[Application]:
    """What the unit applied for at this time of last year: to be copied."""
    about = day - timedelta(days=365)
    rows = Application.objects.standing().filter(unit=unit)
    rows = rows.filter(starts_on__range=(about - timedelta(days=45), about + timedelta(days=75)))
    return list(rows.order_by("starts_on", "id")[:6])
