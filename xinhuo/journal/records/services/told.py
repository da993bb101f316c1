"""What somebody tells of a piece of work: as a form gives it, as a record holds it, as an earlier version keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line, clean_text, stroke_key
from xinhuo.journal.records import rules
from xinhuo.journal.records.models import Occasion, Participation, Record, RecordKind
from xinhuo.who.people.models import Person, Team

VISITED = Participation.Role.WAS_VISITED
_PLAIN = (
    "time_of_day",
    "place",
    "title",
    "content",
    "effect",
    "youth_count",
    "other_count",
    "milestone",
    "late_reason",
)
_DAYS = ("held_on", "ended_on", "paper_date")
_CHOSEN: dict[str, Any] = {"kind": RecordKind, "team": Team, "occasion": Occasion}


@dataclass(frozen=True)
class Taking:
    """One person's part: who, as what, with an own sentence or none."""

    person: Person
    role: str = "took_part"
    sentence: str = ""


@dataclass(frozen=True)
class Told:
    """What somebody tells of a piece of work. `names` (who took part) and `visited` are typed names,
    found in the roster or added to it (待补)."""

    held_on: date
    kind: RecordKind
    content: str
    title: str = ""
    ended_on: date | None = None
    time_of_day: str = ""
    place: str = ""
    team: Team | None = None
    occasion: Occasion | None = None
    effect: str = ""
    youth_count: int = 0
    other_count: int = 0
    milestone: bool = False
    people: Sequence[Taking] = ()
    names: Sequence[str] = ()
    visited: Sequence[str] = ()
    source: str = "screen"
    paper_date: date | None = None
    late_reason: str = ""
    source_ref: str = ""
    led_by: Record | None = None
    on_behalf: bool = False


def told_of(record: Record) -> Told:
    """What the record says now, everyone in it with part and sentence."""
    parts = [Taking(p.person, p.role, p.sentence) for p in record.participations.select_related("person")]
    same = {name: getattr(record, name) for name in (*_PLAIN, *_DAYS, *_CHOSEN)}
    return Told(**same, people=parts)


def as_data(told: Told) -> dict[str, Any]:
    """`told` as JSON, for keeping."""
    chosen = {name: str(one.pk) if (one := getattr(told, name)) else None for name in _CHOSEN}
    days = {name: day.isoformat() if (day := getattr(told, name)) else None for name in _DAYS}
    parts = [[str(t.person.pk), t.role, t.sentence] for t in told.people]
    return {name: getattr(told, name) for name in _PLAIN} | chosen | days | {"people": parts}


def from_data(data: Mapping[str, Any]) -> Told:
    """The same again; whoever or whatever is no longer there is said in a sentence."""
    people = Person.objects.in_bulk([key for key, _, _ in data["people"]], field_name="id")
    known = {str(key): person for key, person in people.items()}
    if len(known) < len(data["people"]):
        raise RuleBroken("其中有人已不在名册，不能整个撤回。请点“改”来改。")
    chosen: dict[str, Any] = {name: model.objects.filter(pk=data[name]).first() for name, model in _CHOSEN.items()}
    days: dict[str, Any] = {name: date.fromisoformat(data[name]) if data[name] else None for name in _DAYS}
    parts = [Taking(known[key], role, sentence) for key, role, sentence in data["people"]]
    plain = {name: data[name] for name in _PLAIN if name in data}  # an earlier version knew fewer
    return Told(**plain, **chosen, **days, people=parts)


def words_of(told: Told) -> dict[str, tuple[str, str]]:
    """Key → (label, words) of all that two writers may have told differently."""
    place = clean_line(told.place)
    proposed = rules.propose_title(told.kind.name, place, told.occasion.name if told.occasion else "")
    return {
        "held_on": ("日期", _day(told.held_on)),
        "ended_on": ("到哪天", _day(told.ended_on)),
        "time_of_day": ("钟点", told.time_of_day),
        "kind": ("哪类事", told.kind.name),
        "place": ("在哪里", place),
        "people": ("谁做的", _names(_taking(told), told.names)),
        "visited": ("看望了哪些五老", _names(_visited(told), told.visited)),
        "content": ("做了什么", clean_text(told.content)),
        "youth_count": ("受益孩子", f"{told.youth_count}人"),
        "other_count": ("其他大人", f"{told.other_count}人"),
        "effect": ("效果", clean_text(told.effect)),
        "team": ("服务队", told.team.name if told.team else ""),
        "occasion": ("节点", told.occasion.name if told.occasion else ""),
        "title": ("标题", clean_line(told.title) or proposed),
        "milestone": ("可以写进大事记", "是" if told.milestone else "否"),
        "paper_date": ("纸上写的日期", _day(told.paper_date)),
        "late_reason": ("为什么现在才记", clean_line(told.late_reason)),
    }


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _names(takings: Sequence[Taking], typed: Sequence[str]) -> str:
    """In the one order that two writers share, so that only who is there makes a difference."""
    return "、".join(sorted({*(t.person.name for t in takings), *typed}, key=stroke_key))


def _taking(told: Told) -> list[Taking]:
    return [t for t in told.people if t.role != VISITED]


def _visited(told: Told) -> list[Taking]:
    return [t for t in told.people if t.role == VISITED]


def merged(mine: Told, theirs: Told, choices: Mapping[str, str]) -> Told:
    """`mine` with what was chosen of `theirs`: key → "mine", "theirs" or "both" (two texts, one under the other)."""
    taken: dict[str, Any] = {}
    for key in words_of(mine):
        choice = choices.get(key, "mine")
        if key in rules.JOINED and choice == "both":
            taken[key] = rules.join_texts(key, getattr(theirs, key), getattr(mine, key)) or getattr(mine, key)
        elif key not in ("people", "visited"):
            taken[key] = getattr(theirs if choice == "theirs" else mine, key)
    acted = theirs if choices.get("people") == "theirs" else mine
    called_on = theirs if choices.get("visited") == "theirs" else mine
    people = [*_taking(acted), *_visited(called_on)]
    return replace(mine, **taken, people=people, names=acted.names, visited=called_on.visited)
