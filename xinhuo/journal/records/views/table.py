"""成批录入: a row per record, saved row by row as it is left; the same page without a script has five rows and one button."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.drafts import services as drafts
from xinhuo.ground.drafts.models import Draft
from xinhuo.ground.drafts.reading import Kept, kept_for
from xinhuo.ground.drafts.rules import Pairs
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import guard, keeps_drafts
from xinhuo.ground.kernel.ids import new_id, read_id
from xinhuo.journal.records.forms import RowForm
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.journal.records.rules import ChangedMeanwhile
from xinhuo.journal.records.services import writing
from xinhuo.journal.records.services.naming import Doubt, match_names
from xinhuo.journal.records.services.told import Taking, Told, told_of
from xinhuo.journal.records.views.standing_in import standing_in, unit_to_write_for, whose_notes
from xinhuo.who.organisation.models import Unit, UsualPlace
from xinhuo.who.people.models import Person

ROWS = 5
MOST_ROWS = 60
PLACES = 30


@dataclass(frozen=True)
class Row:
    """One row as it stands: what was typed, what became of it, what is still wanting, who is asked about.

    `kept`: it was typed another time and not saved.
    """

    form: RowForm
    record: Record | None = None
    problems: tuple[tuple[str, str], ...] = ()
    doubts: Sequence[Doubt] = ()
    elsewhere: str = ""
    kept: bool = False

    @property
    def waits(self) -> bool:
        """Is there something in it that is not saved yet?"""
        return self.kept or bool(self.problems)

    @property
    def wrong(self) -> str:
        """Names of the fields that want a hand."""
        return " ".join(name for name, _ in self.problems)

    @property
    def seen(self) -> str:
        return writing.version_of(self.record) if self.record else self.form["seen"].value() or ""


def draft_address(unit: Unit) -> str:
    """Where rows that are not saved are put aside: one place for each unit for which one types."""
    return f"{reverse('records:table')}?unit={unit.pk}"


@guard("write_record")
@keeps_drafts("成批录入")
@require_http_methods(["GET", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    """The page; without a script all its rows are sent at once."""
    unit = unit_to_write_for(request)
    kept, rows = Kept(draft_address(unit)), []
    if request.method == "POST":
        rows = [_save(request, unit, prefix) for prefix in _prefixes(request.POST)]
        _let_go(request, unit, rows)
    else:
        kept, rows = _kept(request, unit)
    kinds = list(RecordKind.objects.of_office(unit))
    wanting = [row for row in rows if row.problems]
    if not wanting:  # all is saved: room for more
        first = len(rows)
        rows += [Row(_empty(request, unit, f"r{first + number}")) for number in range(ROWS)]
    last = Record.objects.standing().filter(unit=unit).order_by("-held_on", "-id").exclude(place="")
    places = dict.fromkeys(last.values_list("place", flat=True)[:PLACES])
    places |= dict.fromkeys(UsualPlace.objects.filter(path__in=unit.ancestor_paths).values_list("name", flat=True))
    context = {
        "unit": unit,
        "rows": rows,
        "blank": _empty(request, unit, "__row__"),
        "kinds": kinds,
        "places": list(places),
        "names": list(Person.objects.filter(unit=unit, status__in=["active", "paused"]).by_strokes())[:300],
        "saved": sum(row.record is not None for row in rows),
        "wanting": wanting,
        "standing": standing_in(request, unit),
        "kept": kept,
    }
    return render(request, "records/table.html", context)


@guard("write_record")
@require_POST
def row(request: HttpRequest) -> HttpResponse:
    """One row, sent as it is left: what is said beside it comes back, whatever was typed stays where it is."""
    unit = unit_to_write_for(request)
    prefix = next(iter(_prefixes(request.POST)), "r0")
    said = _save(request, unit, prefix)
    _let_go(request, unit, [said])
    return render(request, "records/_row_said.html", {"row": said})


def _kept(request: HttpRequest, unit: Unit) -> tuple[Kept, list[Row]]:
    """What was typed another time and not saved: offered, or with `?draft=1` its rows."""
    kept = kept_for(request.actor, draft_address(unit), bool(request.GET.get("draft")))
    draft = kept.taken or kept.offered
    rows = _rows_of(request, unit, draft) if draft else []
    if not rows:
        return Kept(kept.address), []
    return kept, rows if kept.taken else []


def _rows_of(request: HttpRequest, unit: Unit, draft: Draft) -> list[Row]:
    """The rows of a draft, numbered anew; one that was saved in the same moment in which it was put aside is left out."""
    said = draft.posted
    told = [{name: said.get(f"{prefix}-{name}", "") for name in RowForm.base_fields} for prefix in _prefixes(said)]
    keys = {read_id(row["key"]) for row in told if not row["seen"]}
    saved = set(Record.objects.filter(unit=unit, key__in=keys - {None}).values_list("key", flat=True))
    waiting = [row for row in told if row["seen"] or (_tells(row) and read_id(row["key"]) not in saved)]
    return [
        Row(RowForm(prefix=f"r{number}", unit=unit, today=request.today, initial=row), kept=True)
        for number, row in enumerate(waiting)
    ]


def _tells(row: Mapping[str, str]) -> bool:
    return any(row[name].strip() for name in RowForm.OWN)


def _let_go(request: HttpRequest, unit: Unit, rows: Sequence[Row]) -> None:
    """A row that is saved is half-written no more."""
    saved = {str(row.form["key"].value()) for row in rows if row.record}
    if saved:
        drafts.keep_rest(request.actor, draft_address(unit), lambda pairs: _rest(pairs, saved))


def _rest(pairs: Pairs, saved: Collection[str]) -> Pairs:
    """Rows other than those with the keys `saved`; nothing where they say nothing of their own."""
    gone = tuple(name.removesuffix("key") for name, value in pairs if name.endswith("-key") and value in saved)
    left = [(name, value) for name, value in pairs if not gone or not name.startswith(gone)]
    return left if any(value.strip() and name.rpartition("-")[2] in RowForm.OWN for name, value in left) else []


def _prefixes(said: QueryDict) -> list[str]:
    """r0, r1 …: the rows that were sent."""
    names = [name.removesuffix("-key") for name in said if name.endswith("-key")]
    return [name for name in names if name[:1] == "r" and name[1:].isdecimal()][:MOST_ROWS]


def _empty(request: HttpRequest, unit: Unit, prefix: str) -> RowForm:
    key = "" if prefix == "__row__" else str(new_id())
    return RowForm(prefix=prefix, unit=unit, today=request.today, initial={"key": key})


def _save(request: HttpRequest, unit: Unit, prefix: str) -> Row:
    """The row, saved if nothing is wanting; an empty one is no problem."""
    form = RowForm(request.POST, prefix=prefix, unit=unit, today=request.today)
    if form.is_blank():
        return Row(form)
    if not form.is_valid():
        return Row(form, problems=tuple((name, str(said[0])) for name, said in form.errors.items()))
    said = form.cleaned_data
    answers = dict(one.split("=", 1) for one in request.POST.getlist(f"{prefix}-who") if "=" in one)
    matched = match_names(unit, said["names"], answers)
    if matched.doubts:
        return Row(form, problems=(("who", "还差一步：下面的名字请点一点。"),), doubts=matched.doubts)
    people = [Taking(person) for person in matched.people]
    told = replace(form.told(), people=people, names=matched.added, **_by_notes(request, unit))
    try:
        return Row(form, _write(request, unit, said, told))
    except ChangedMeanwhile:
        there = Record.objects.get(unit=unit, key=said["key"])
        words = "别人改过这一笔了，您写的还在这里。请点开看看再改。"
        return Row(form, problems=(("content", words),), elsewhere=reverse("records:edit", args=[there.pk]))
    except RuleBroken as broken:
        return Row(form, problems=((broken.field or "content", broken.message),))


def _by_notes(request: HttpRequest, unit: Unit) -> dict[str, Any]:
    whose = whose_notes(request, unit)
    return {"source": "paper", "source_ref": whose, "on_behalf": True} if whose else {}


def _write(request: HttpRequest, unit: Unit, said: dict[str, Any], told: Told) -> Record:
    """A new record by its own key; one that was saved from this row is changed, what the row does not ask stays."""
    there = Record.objects.filter(unit=unit, key=said["key"]).first() if said["seen"] else None
    if there is None:
        return writing.write_record(request.actor, unit, said["key"], told, request.today)
    before = told_of(there)
    parts = {taking.person.pk: taking for taking in before.people}
    now = replace(
        before, held_on=told.held_on, ended_on=told.ended_on, kind=told.kind, place=told.place, content=told.content,
        people=[parts.get(taking.person.pk, taking) for taking in told.people], names=told.names,
        youth_count=told.youth_count, effect=told.effect,
        title="" if (there.kind_id, there.place) != (told.kind.pk, told.place) else before.title,
        team=told.team if there.kind_id != told.kind.pk else before.team,
    )  # fmt: skip
    return writing.change_record(request.actor, there, now, request.today, said["seen"])
