"""要申报的事: an office's table of what needs an application."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line
from xinhuo.who.organisation.models import Unit
from xinhuo.work.applications.models import EventKind
from xinhuo.work.applications.rules import standing

KINDS = Path(__file__).parent.parent / "data" / "event_kinds.csv"


@dataclass(frozen=True)
class KindDetails:
    """What an office says of a line: see `EventKind`."""

    name: str
    sort: str
    word: str = ""
    least_people: int = 0
    found: bool = True


@transaction.atomic
def start_event_kinds(by: Actor, office: Unit) -> list[EventKind]:
    """The lines of `data/event_kinds.csv` for a new office; it changes them as it likes."""
    with KINDS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    made = EventKind.objects.bulk_create(
        EventKind(
            unit=office,
            path=office.path,
            shard=office.shard,
            name=row["name"],
            sort=row["sort"],
            word=row["word"],
            least_people=int(row["least_people"]),
            found=row["found"] == "1",
            position=number,
        )
        for number, row in enumerate(rows, 1)
    )
    audit.note(by, "建立要申报的事", office.ref, after={"几种": len(made)})
    return made


@transaction.atomic
def state_kind(by: Actor, office: Unit, kind: EventKind | None, details: KindDetails) -> EventKind:
    """Add a line or change one. From now on; what was applied for keeps its line."""
    _check_may(by, office)
    word = clean_line(details.word)
    name = standing.check_kind(details.name, word, details.least_people)
    if details.found and not word and not details.least_people:
        raise RuleBroken("要自己认出来，得写标题里的字，或者多少人起。", "word")
    namesake = EventKind.objects.filter(unit=office, name=name).first()
    if namesake is not None and namesake != kind:
        raise RuleBroken(f"已经有“{name}”了，也许是停用的。请换一个名称。", "name")
    before = _said(kind) if kind else None
    if kind is None:
        position = EventKind.objects.filter(unit=office).count() + 1
        kind = EventKind(unit=office, path=office.path, shard=office.shard, position=position)
    kind.name, kind.sort, kind.word = name, details.sort, word
    kind.least_people, kind.found = details.least_people, details.found
    kind.save()
    audit.note(by, "改要申报的事" if before else "添要申报的事", office.ref, before, _said(kind))
    return kind


@transaction.atomic
def use_kind(by: Actor, kind: EventKind, active: bool) -> None:
    """Put a line out of use, or into use again."""
    _check_may(by, kind.unit)
    if kind.active != active:
        kind.active = active
        kind.save(update_fields=["active"])
        verb = "启用要申报的事" if active else "停用要申报的事"
        audit.note(by, verb, kind.unit.ref, after={"名称": kind.name})


def _said(kind: EventKind) -> dict[str, object]:
    return {
        "名称": kind.name,
        "类别": kind.get_sort_display(),
        "标题里有": kind.word,
        "多少人起": kind.least_people,
        "自己认出来": "是" if kind.found else "否",
    }


def _check_may(by: Actor, unit: Unit) -> None:
    if not by.may("manage_kinds", unit.path):
        raise RuleBroken("这是上级机构定的，您不能改。请找上级办公室。")
