"""Lines of the trail, and who writes and sees, as words: the number of queries does not grow with the lines."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.utils import timezone

from xinhuo.ground.audit.models import Entry, EntryQuerySet
from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.journal.records.models import Record
from xinhuo.shell.trail import rules
from xinhuo.shell.trail.facts import Deed, Watcher, Writing
from xinhuo.who.accounts.models import Grant
from xinhuo.who.organisation.models import Unit

LATELY = 1000  # so many of the newest lines tell which verbs there are
LAST_RECORDS = 300  # so many of a unit's newest records tell who wrote for it


def of_days(since: date, until: date) -> EntryQuerySet:
    """What was done from the first to the last day, both of them whole."""
    zone = timezone.get_current_timezone()
    start, end = (datetime.combine(day, at, zone) for day, at in ((since, time.min), (until, time.max)))
    return Entry.objects.filter(at__gte=start, at__lte=end)


def verbs_of(scope: Scope) -> list[str]:
    """What is done in `scope`, by the newest lines of each of its roots."""
    found: set[str] = set()
    for root in scope.roots:
        lately = Entry.objects.within(Scope((root,))).order_by("-at", "-id").values_list("verb", flat=True)[:LATELY]
        found |= set(lately)
    return sorted(found)


def deeds_of(entries: Sequence[Entry]) -> list[Deed]:
    """The lines as a person reads them."""
    names = _unit_names(entries)
    return [
        Deed(
            at=_moment(entry.at),
            by=entry.by_name,
            verb=entry.verb,
            kind=rules.kind_name(entry.kind),
            title=rules.masked(entry.title),
            unit=names.get((entry.shard, entry.path), ""),
            changes=rules.changes(entry.before, entry.after),
        )
        for entry in entries
    ]


def _unit_names(entries: Iterable[Entry]) -> dict[tuple[int, str], str]:
    paths = {entry.path for entry in entries}
    found = Unit.objects.filter(path__in=paths).values_list("shard", "path", "name") if paths else ()
    return {(shard, path): name for shard, path, name in found}


def _moment(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{here.year}年{here.month}月{here.day}日{here.hour}:{here.minute:02d}"


def watchers_of(unit: Unit, today: date) -> list[Watcher]:
    """Everybody whose rights reach the unit today, the nearest first: one query."""
    rows = Grant.objects.valid_on(today).filter(
        unit__path__in=unit.ancestor_paths, unit__shard=unit.shard, account__is_active=True
    )
    rows = rows.select_related("account__unit", "role", "unit", "appointment").order_by(
        "role__position", "account__name"
    )
    found = []
    for grant in sorted(rows, key=lambda one: -len(one.unit.path)):
        if Root(grant.unit.path, grant.unit.shard, grant.reach or grant.role.reach).covers(unit.path):
            since = (
                grant.appointment.started_on
                if grant.appointment
                else timezone.localtime(grant.account.created_at).date()
            )
            where = grant.account.unit.name
            found.append(Watcher(grant.account.name, where, grant.role.name, since, frozenset(grant.role.actions)))
    return found


def lately_for(unit: Unit) -> list[Writing]:
    """Who entered records for the unit on its behalf, and when last, among its newest records: one query."""
    newest = Record.objects.standing().filter(unit=unit).newest_first()
    rows = newest.values_list("recorder_name", "created_at", "on_behalf")[:LAST_RECORDS]
    found: dict[str, Writing] = {}
    for name, at, on_behalf in rows:
        if on_behalf:
            day, known = timezone.localtime(at).date(), found.get(name)
            found[name] = Writing(name, known.count + 1 if known else 1, max(day, known.latest) if known else day)
    return sorted(found.values(), key=lambda one: one.latest, reverse=True)
