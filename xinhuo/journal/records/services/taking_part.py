"""Who in the roster is meant by the names of a 台账: found for the whole file in a few queries, never by a guess."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from xinhuo.ground.kernel.scope import Scope
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Membership, Person
from xinhuo.who.people.services.matching import in_parts

NEW, ONLY_TEXT, LEAVE_OUT = "new", "text", "out"
FATES = {NEW: "添进名册（待补）", ONLY_TEXT: "不是本单位的人，只写在内容里", LEAVE_OUT: "不记这个人"}
UNKNOWN_ALL = "unknown"
_GONE = ("left", "deceased")
_SAID = {"left": "退出", "deceased": "去世"}


@dataclass(eq=False)
class Asked:
    """A name that a person decides about: why, who it may be, and in which rows it stands."""

    key: str
    name: str
    unit: Unit
    reason: str
    why: str
    choices: tuple[Person, ...] = ()
    rows: list[str] = field(default_factory=list)

    @property
    def fates(self) -> dict[str, str]:
        """What may be chosen besides the people: nobody is added to a unit that is closed."""
        return {code: word for code, word in FATES.items() if code != NEW or self.unit.closed_on is None}


@dataclass(frozen=True)
class Part:
    """A name of a row, decided or not: a person, or one of NEW, ONLY_TEXT, LEAVE_OUT, or '' while it is asked."""

    name: str
    role: str
    person: Person | None = None
    fate: str = ""

    @property
    def waits(self) -> bool:
        return self.person is None and not self.fate

    @property
    def takes_part(self) -> bool:
        return self.person is not None or self.fate == NEW


class Roster:
    """The people whom the names of a file may mean, with where they belonged."""

    def __init__(
        self, scope: Scope, names: Collection[str], units: Collection[Unit], answers: Mapping[str, str]
    ) -> None:
        self.answers = answers
        self.asked: dict[str, Asked] = {}
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        self.homes: dict[UUID, set[UUID]] = defaultdict(set)
        for some in in_parts(sorted(names)):
            for person in Person.objects.within(scope).filter(name__in=some).select_related("unit"):
                self.by_name[person.name].append(person)
                self.homes[person.pk].add(person.unit_id)
        ids = [person.pk for people in self.by_name.values() for person in people]
        for some in in_parts(ids):
            spells = Membership.objects.filter(person__in=some, unit__in=units)
            for person_id, unit_id in spells.values_list("person_id", "unit_id"):
                self.homes[person_id].add(unit_id)

    def part(self, unit: Unit, name: str, role: str, day: date, where: str) -> Part:
        """Who it is in `unit` on `day`; `where` is the row, for the question."""
        own = [p for p in self.by_name[name] if unit.pk in self.homes[p.pk]]
        here = [p for p in own if not _gone(p, day)]
        if len(here) == 1:
            return Part(name, role, here[0])
        if here:
            return self._ask("two", unit, name, role, where, here, f"{unit.name}有{len(here)}位{name}。请选是哪一位。")
        if own:
            return self._ask("gone", unit, name, role, where, (), _gone_words(own[0]))
        others = [p for p in self.by_name[name] if not _gone(p, day)]
        if others:
            why = f"{unit.name}没有{name}，别的单位有。请看是不是同一位。"
            return self._ask("elsewhere", unit, name, role, where, others, why)
        return self._ask("unknown", unit, name, role, where, (), f"{unit.name}的名册里没有{name}。")

    def _ask(
        self, reason: str, unit: Unit, name: str, role: str, where: str, choices: Sequence[Person], why: str
    ) -> Part:
        key = f"who-{reason}-{unit.pk}-{name}"
        asked = self.asked.setdefault(key, Asked(key, name, unit, reason, why, tuple(choices)))
        asked.rows.append(where)
        answer = self.answers.get(key, "") or (self.answers.get(UNKNOWN_ALL, "") if reason == "unknown" else "")
        chosen = next((p for p in choices if str(p.pk) == answer), None)
        return Part(name, role, chosen, answer if chosen is None and answer in asked.fates else "")


def _gone(person: Person, day: date) -> bool:
    return person.status in _GONE and person.status_since is not None and person.status_since < day


def _gone_words(person: Person) -> str:
    day = person.status_since
    since = f"{day.year}年{day.month}月{day.day}日" if day else ""
    return f"{person.name}{since}已{_SAID[person.status]}，这几行在那以后。请看怎么办。"
