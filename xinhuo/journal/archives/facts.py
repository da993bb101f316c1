from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Item:
    """One fact that a paper is made of: a record, a person's own paragraph, what stands on a cover.

    `key` says which one it is, at any time; `title` is what a person calls it; `values` are (word, text).
    """

    key: str
    title: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Change:
    """What became of one fact after the paper was sealed; `parts` are (word, as sealed, as it is now)."""

    how: Literal["添了", "改了", "没有了"]
    title: str
    parts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Subject:
    """Which paper of a unit: its kind, year, and the last month that it tells of (12 for a whole year)."""

    kind: str
    unit_id: str
    year: int
    month: int
