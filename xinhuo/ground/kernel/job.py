"""A job: something long, done beside the pages. Each app registers its kinds in `jobs.py`, found at start-up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken


class Tell(Protocol):
    """Says how far a job is: `done` of `total` steps (0: not known), and what it does just now."""

    def __call__(self, done: int, total: int, words: str) -> None: ...


def quiet(done: int, total: int, words: str) -> None:
    """For a job that is done while its page waits: nobody asks how far it is."""


@dataclass(frozen=True)
class Outcome:
    """What came of a job, as its page shows it.

    `facts`: (label, number, unit), at most six; `notes`: sentences; `lists`: (heading, hint, lines); `links`: (word, address),
    the first is the way on; `extra`: what its own app reads again (plain JSON); `file`: a workbook to fetch, under `file_name`,
    on the button `file_word`.
    """

    facts: tuple[tuple[str, int, str], ...] = ()
    notes: tuple[str, ...] = ()
    lists: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    file: bytes = field(default=b"", repr=False)
    file_name: str = ""
    file_word: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the table of jobs; the file is kept beside it."""
        return {"facts": self.facts, "notes": self.notes, "lists": self.lists, "links": self.links, "extra": self.extra}


Write = Callable[[], Outcome]


class Stale(RuleBroken):
    """Raised by a `Write` that finds the facts changed since it was prepared: it is prepared anew, a few times."""


@dataclass(frozen=True)
class Kind:
    """A kind of job. `action`: the right that it needs; `again`: the page (URL name) from which it is begun.

    `prepare(by, payload, tell)` does all that is slow, without a transaction: reading, matching, checking, building rows. The
    callable that it returns writes, and is run in the one transaction in which the job becomes done: so that others wait for
    it as shortly as can be, and a job that was cut off has changed nothing. It raises RuleBroken or Unreadable with a sentence.
    """

    key: str
    title: str
    action: str
    again: str
    prepare: Callable[[Actor, dict[str, Any], Tell], Write]


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make `kind` known by its key; a key is taken once."""
    if kind.key in _KINDS:
        raise ValueError(kind.key)
    _KINDS[kind.key] = kind
    return kind


def kind_named(key: str) -> Kind:
    """The kind; LookupError for one that nobody registered."""
    return _KINDS[key]


def kinds() -> Iterable[Kind]:
    """All kinds, by key."""
    return [_KINDS[key] for key in sorted(_KINDS)]
