"""Who in the roster is the person of a row: found for the whole file in a few queries, never by a guess."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xinhuo.ground.kernel.crypt import fingerprint
from xinhuo.ground.kernel.scope import Scope
from xinhuo.who.people.models import Person

_AT_ONCE = 5_000  # values in one IN (…): far below what SQLite and PostgreSQL take
DOUBTFUL = 5
NO_MATCH = 9


@dataclass(frozen=True)
class Marks:
    """What a person is known by. `unit` is the unit's id, or its name where it does not exist yet."""

    name: str
    birth: date | None
    id_print: str
    phone_print: str
    unit: Any

    @classmethod
    def of_person(cls, person: Person) -> "Marks":
        """The marks of someone in the roster."""
        return cls(person.name, person.birth_month, person.id_print, person.phone_print, person.unit_id)

    @classmethod
    def of_words(cls, said: dict[str, Any], unit: Any) -> "Marks":
        """The marks of a row of a file."""
        return cls(
            said["name"],
            said.get("birth_month"),
            fingerprint(said.get("id_number", "")),
            fingerprint(said.get("phone", "")),
            unit,
        )

    def strength(self, other: "Marks") -> int:
        """1 … 4 by the first rule under which both are one person, 5 for a bare name of the same unit, else NO_MATCH."""
        if self.id_print and other.id_print:
            return 1 if self.id_print == other.id_print else NO_MATCH
        if self.name != other.name:
            return NO_MATCH
        same_birth = self.birth is not None and self.birth == other.birth
        same_phone = bool(self.phone_print) and self.phone_print == other.phone_print
        here = self.unit == other.unit
        only_names = here and self.bare and other.bare
        doubtful = here and (self.bare or other.bare)
        rules = (same_birth and same_phone, same_birth and here, same_phone or only_names, doubtful)
        return next((number for number, holds in enumerate(rules, 2) if holds), NO_MATCH)

    @property
    def bare(self) -> bool:
        """No more than a name in a unit, as when someone was met while writing a record."""
        return not (self.birth or self.phone_print or self.id_print)


@dataclass
class Index:
    """Things with marks, found by the ID number, or by the name with the phone or the unit.

    No rule of `Marks.strength` makes one person of two rows that share neither, so that a thousand namesakes elsewhere cost
    nothing.
    """

    by_mark: dict[tuple[str, ...], list[tuple[Marks, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, marks: Marks, thing: Any) -> None:
        """Make `thing` findable."""
        for key in _keys(marks):
            self.by_mark[key].append((marks, thing))

    def named_here(self, marks: Marks) -> bool:
        """Is there anyone of this name in this unit?"""
        return (marks.name, "unit", str(marks.unit)) in self.by_mark

    def like(self, marks: Marks) -> tuple[int, list[Any]]:
        """The strongest rule that finds anyone, and all whom it finds."""
        found: dict[int, list[Any]] = defaultdict(list)
        for known, thing in (one for key in _keys(marks) for one in self.by_mark.get(key, ())):
            strength = marks.strength(known)
            if strength != NO_MATCH and thing not in found[strength]:
                found[strength].append(thing)
        strongest = min((s for s in found if found[s]), default=NO_MATCH)
        return strongest, found.get(strongest, [])


def _keys(marks: Marks) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [(marks.name, "unit", str(marks.unit))]
    if marks.phone_print:
        keys.append((marks.name, "phone", marks.phone_print))
    if marks.id_print:
        keys.append(("id", marks.id_print))
    return keys


def index_of_roster(scope: Scope, marks: Sequence[Marks]) -> Index:
    """Everyone in reach who might be someone of the file: by ID number or by name, a few queries for any number of rows."""
    index, seen = Index(), set()
    rows = Person.objects.within(scope).select_related("unit")
    wanted = (("id_print__in", {m.id_print for m in marks} - {""}), ("name__in", {m.name for m in marks}))
    for lookup, values in wanted:
        for some in _in_parts(sorted(values)):
            for person in rows.filter(**{lookup: some}):
                if person.pk not in seen:
                    seen.add(person.pk)
                    index.add(Marks.of_person(person), person)
    return index


def _in_parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def in_parts(values: Iterable[Any]) -> Iterator[Sequence[Any]]:
    """`values` in parts that fit into one query."""
    return _in_parts(list(values))
