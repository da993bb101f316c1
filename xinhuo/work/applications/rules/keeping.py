"""A plan as data that is kept, and two texts of it beside each other."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, time
from typing import Any

from xinhuo.work.applications.facts import AgendaRow, Named, Plan, PrepRow
from xinhuo.work.applications.rules.planning import SORTS
from xinhuo.work.applications.rules.saying import agenda_said, attendees_said, budget_said, preparation_said, when_said

JOINED = frozenset({"content", "purpose", "safety_plan"})


def as_data(plan: Plan) -> dict[str, Any]:
    """`plan` as JSON, for keeping."""
    kept: dict[str, Any] = json.loads(json.dumps(asdict(plan), default=lambda value: value.isoformat()))
    return kept


def from_data(data: Mapping[str, Any]) -> Plan:
    """The same again."""
    said = dict(data)
    for name, read in (("starts_on", date), ("ends_on", date), ("starts_at", time), ("ends_at", time)):
        said[name] = read.fromisoformat(said[name]) if said.get(name) else None
    said["leaders"] = tuple(Named(**one) for one in said["leaders"])
    said["units"] = tuple(Named(**one) for one in said["units"])
    said["agenda"] = agenda_from(said["agenda"])
    said["preparation"] = preparation_from(said["preparation"])
    return Plan(**said)


def agenda_from(rows: Sequence[Mapping[str, Any]]) -> tuple[AgendaRow, ...]:
    """Kept rows as values."""
    return tuple(AgendaRow(**row) for row in rows)


def preparation_from(rows: Sequence[Mapping[str, Any]]) -> tuple[PrepRow, ...]:
    """Kept rows as values."""
    return tuple(PrepRow(r["what"], r["who"], date.fromisoformat(r["by"]) if r["by"] else None) for r in rows)


# What two writers may have told differently: key → the fields that go with it, and its label.
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "name": ("名称", ("name",)),
    "sort": ("类别", ("sort", "kind_id")),
    "content": ("内容", ("content",)),
    "purpose": ("目的", ("purpose",)),
    "when": ("时间", ("starts_on", "starts_at", "ends_on", "ends_at")),
    "place": ("地点", ("place",)),
    "attendees": ("出席对象", ("leaders", "asks", "units", "others", "head_count", "youth_count")),
    "agenda": ("议程", ("agenda",)),
    "preparation": ("准备工作", ("preparation",)),
    "budget": ("经费预算", ("budget", "budget_source")),
    "safety_plan": ("安全预案", ("safety_plan",)),
    "remark": ("备注", ("remark",)),
    "late_reason": ("补报缘由", ("late_reason",)),
}


def words_of(plan: Plan) -> dict[str, tuple[str, str]]:
    """Key → (label, words) of all that two writers may have told differently."""
    said = {
        "sort": SORTS.get(plan.sort, ""),
        "when": when_said(plan),
        "attendees": attendees_said(plan),
        "agenda": agenda_said(plan),
        "preparation": preparation_said(plan),
        "budget": budget_said(plan),
    }
    return {key: (label, said[key] if key in said else getattr(plan, key)) for key, (label, _) in PARTS.items()}


def merged(mine: Plan, theirs: Plan, choices: Mapping[str, str]) -> Plan:
    """`mine` with what was chosen of `theirs`: key → "mine", "theirs" or "both" (two texts, one under the other)."""
    taken: dict[str, Any] = {}
    for key, (_, fields) in PARTS.items():
        choice = choices.get(key, "mine")
        if choice == "theirs":
            taken |= {name: getattr(theirs, name) for name in fields}
        elif choice == "both" and key in JOINED:
            taken[key] = "\n".join(filter(None, (getattr(theirs, key), getattr(mine, key))))
    return replace(mine, **taken)
