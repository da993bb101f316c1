from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One thing to do (要办的事): what, why, where it is done, and how it stands ("todo", "half" or "ok").

    `mine`: it waits for this very person, as an approval does; it stands first.
    """

    title: str
    hint: str
    url: str
    status: str
    state: str = "todo"
    mine: bool = False


@dataclass(frozen=True)
class UnitRow:
    """A unit in the office's overview, in the office's own order: never by merit."""

    name: str
    url: str
    this_month: int
    this_year: int
    youth: int
    quiet: str
