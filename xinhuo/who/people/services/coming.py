"""A row of a roster that was understood, and a row that asks."""

from dataclasses import dataclass, field
from typing import Any

from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person, Team, label_of

SOMEONE_NEW, LEAVE_OUT = "new", ""


@dataclass(eq=False)
class Coming:
    """A row that was understood: whom it means and what it would change. `unit` is None for a unit still to be made."""

    sheet: str
    number: int
    said: dict[str, Any]
    unit: Unit | None
    unit_name: str
    order: int
    teams: tuple[Team, ...] = ()
    care: tuple[str, ...] = ()
    person: Person | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    changes_teams: bool = False
    namesake: bool = False
    start: int = 0

    @property
    def key(self) -> str:
        """How a form names the row (two people may stand side by side in one)."""
        return f"{self.sheet}!{self.number}!{self.order}"

    @property
    def name(self) -> str:
        return str(self.said["name"])

    @property
    def place(self) -> Any:
        """The unit as marks compare it."""
        return self.unit.pk if self.unit else self.unit_name

    @property
    def home(self) -> Unit:
        """The unit, once it is there."""
        if self.unit is None:
            raise LookupError(self.unit_name)
        return self.unit

    @property
    def someone(self) -> Person:
        """The person of the roster, where the row means one."""
        if self.person is None:
            raise LookupError(self.name)
        return self.person

    @property
    def moves(self) -> bool:
        """Someone of the roster who stands in another unit now."""
        return self.person is not None and (self.unit is None or self.person.unit_id != self.unit.pk)

    def agrees_with(self, earlier: "Coming") -> bool:
        """Do both rows say the same where both say something?"""
        both = [name for name, value in self.said.items() if _plain(value) and _plain(earlier.said.get(name))]
        if self.place != earlier.place or any(_plain(self.said[n]) != _plain(earlier.said[n]) for n in both):
            return False
        return not self.teams or not earlier.teams or set(self.teams) == set(earlier.teams)

    def add_to(self, earlier: "Coming") -> None:
        """What only this row says goes to the earlier one."""
        earlier.said |= {n: v for n, v in self.said.items() if _plain(v) and not _plain(earlier.said.get(n))}
        earlier.teams = earlier.teams or self.teams
        earlier.care = tuple(dict.fromkeys([*earlier.care, *self.care]))

    @property
    def labels(self) -> list[str]:
        """What changes, in words."""
        words = [label_of(name) for name in self.changes]
        return [*words, *(["服务队"] if self.changes_teams else [])]


def _plain(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class Question:
    """A row that fits more than one person, or one with a doubt: a person decides."""

    coming: Coming
    choices: tuple[Person, ...]
    reason: str
