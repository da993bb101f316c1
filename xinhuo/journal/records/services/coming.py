"""A row of a 台账 on its way in: what it will be, and whether it is there already."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from xinhuo.ground.kernel.text import clean_line, clean_text
from xinhuo.journal.records import rules
from xinhuo.journal.records.ledgers.reading import LedgerRow
from xinhuo.journal.records.models import RecordKind
from xinhuo.journal.records.services.taking_part import LEAVE_OUT, ONLY_TEXT, Part
from xinhuo.who.organisation.models import Unit

SAME, LIKE, APART = "same", "like", "apart"
_NEAR = 0.8
_NAMED = 3
_ALSO = re.compile(r"\n?(?:[^\n]*等\d+人参加。|五老\d+人参加。|参加的还有[^\n]*。)$")


def bare(text: str) -> str:
    """A text as it is compared: its letters and digits."""
    return re.sub(r"[\W_]+", "", text)


def bare_content(text: str) -> str:
    """What was done, as it is compared: without the line that an import writes behind it (`Coming.content`)."""
    return bare(_ALSO.sub("", text)) or bare(text)


@dataclass(frozen=True)
class Known:
    """What is compared of a thing done: of a row, or of a record that stands already."""

    title: str
    content: str
    place: str
    pk: Any = None
    withdrawn: bool = False

    def likeness(self, other: "Known") -> str:
        """SAME, LIKE (a person decides) or APART, for two things of one unit and day."""
        apart = bool(self.place and other.place and self.place != other.place)
        if self.content and self.content == other.content:
            return LIKE if apart else SAME
        if not self.title or self.title != other.title:
            return APART
        if not (self.content and other.content):
            return LIKE if apart else SAME
        near = SequenceMatcher(None, self.content, other.content, autojunk=False).ratio() >= _NEAR
        return SAME if near and not apart else LIKE


@dataclass(eq=False)
class Coming:
    """A row that was understood: its unit, its kind once it is known, who took part."""

    row: LedgerRow
    unit: Unit
    order: int
    today: date
    counts_as: str = ""
    kind: RecordKind | None = None
    parts: list[Part] = field(default_factory=list)
    folded: list[LedgerRow] = field(default_factory=list)
    like: str = ""
    answer: str = ""
    withdrawn: bool = False

    @property
    def key(self) -> str:
        return f"{self.row.sheet}!{self.row.number}"

    @property
    def where(self) -> str:
        """For a person: 3月·第8行."""
        return f"{self.row.sheet}·第{self.row.number}行"

    @property
    def held_on(self) -> date:
        return self.row.days.held_on

    @property
    def ended_on(self) -> date | None:
        """The last day; of a month that is not over, today."""
        end = self.row.days.ended_on
        if end and self.row.days.whole_month and end > self.today >= self.held_on:
            return self.today if self.today > self.held_on else None
        return end

    @property
    def place(self) -> str:
        return clean_line(self.row.place)

    @property
    def title(self) -> str:
        """As written, else proposed."""
        written = clean_line(self.row.title)
        return written or (rules.propose_title(self.kind.name, self.place) if self.kind else "")

    @property
    def youth(self) -> int:
        return max(row.youth or (row.total if self.counts_as == "youth" else 0) for row in self.rows)

    @property
    def other(self) -> int:
        return max(row.other or (row.total if self.counts_as == "other" else 0) for row in self.rows)

    @property
    def rows(self) -> list[LedgerRow]:
        return [self.row, *self.folded]

    @property
    def names(self) -> dict[str, str]:
        """Name → role, of all rows that tell of it."""
        found: dict[str, str] = {}
        for row in self.rows:
            for name, role in row.people:
                found.setdefault(name, role)
        return found

    @property
    def content(self) -> str:
        """What was done, and whom the table names beside the people of the roster."""
        written = clean_text(self.row.content)
        said = self._also(written)
        return f"{written}\n{said}" if written and said else written or said

    def _also(self, written: str) -> str:
        names = [part.name for part in self.parts if part.fate != LEAVE_OUT]
        others = [part.name for part in self.parts if part.fate == ONLY_TEXT]
        others += [group for row in self.rows for group in row.groups]
        more = max(row.more for row in self.rows)
        if more > len(names):
            who = f"{'、'.join(names[:_NAMED])}等" if names else "五老"
            return "" if f"{more}人" in written else f"{who}{more}人参加。"
        missing = [name for name in dict.fromkeys(others) if name not in written]
        return f"参加的还有{'、'.join(missing)}。" if missing else ""

    @property
    def known(self) -> Known:
        """A proposed title tells nothing of a row that says what was done."""
        title = self.row.title or ("" if self.row.content else self.title)
        return Known(bare(clean_line(title)), bare_content(clean_text(self.row.content)), bare(self.place))

    @property
    def nobody(self) -> bool:
        """Neither people nor counts: nothing that a record could stand on."""
        decided = all(not part.waits for part in self.parts)
        return decided and not any(part.takes_part for part in self.parts) and not self.youth and not self.other

    @property
    def waits(self) -> bool:
        """For a person's answer."""
        asks_total = any(row.total for row in self.rows) and not self.counts_as
        return (
            self.kind is None or asks_total or bool(self.like and not self.answer) or any(p.waits for p in self.parts)
        )

    def waits_for(self) -> str:
        """Why it does not come in yet, for the table that goes back."""
        if self.kind is None:
            return f"类别“{self.row.kind[:10]}”还没有选。" if self.row.kind else "没有写类别，还没有选。"
        if any(row.total for row in self.rows) and not self.counts_as:
            return "人数说的是谁，还没有选。"
        names = "、".join(part.name for part in self.parts if part.waits)
        return f"{names[:20]}是谁，还没有选。" if names else "和已有的一笔像，还没有选是不是同一件。"

    def check(self) -> None:
        """The rules of a record. Raises RuleBroken."""
        rules.check_dates(self.held_on, self.ended_on, self.today, self.unit.opened_on, self.unit.closed_on)
        rules.check_counts(self.youth, self.other)
        rules.check_lengths(self.title, self.place, self.content, clean_text(self.row.effect))


def fold(comings: list[Coming]) -> tuple[list[Coming], list[Coming]]:
    """Rows that tell of the same thing (one for each participant) become one. Returns what is left, and what was folded."""
    kept: dict[tuple[Any, date], list[Coming]] = {}
    left: list[Coming] = []
    folded: list[Coming] = []
    for coming in comings:
        near = kept.setdefault((coming.unit.pk, coming.held_on), [])
        first = next((one for one in near if one.known.likeness(coming.known) == SAME), None)
        if first is None:
            near.append(coming)
            left.append(coming)
        else:
            first.folded.append(coming.row)
            folded.append(coming)
    return left, folded


def compare(
    comings: list[Coming], standing: Mapping[tuple[Any, date], list[Known]], answers: Mapping[str, str]
) -> None:
    """Set `like` to the record that a row may repeat, `answer` to what is so: SAME by itself or by a person, APART by one."""
    taken: set[Any] = set()
    for wanted in (SAME, LIKE):
        for coming in comings:
            near = standing.get((coming.unit.pk, coming.held_on)) if not coming.answer else None
            found = _first(coming, near or (), wanted, taken)
            if found is None:
                continue
            coming.like, coming.withdrawn = str(found.pk), found.withdrawn
            coming.answer = SAME if wanted == SAME else answers.get(f"like-{coming.key}", "")
            if coming.answer == SAME:
                taken.add(found.pk)


def _first(coming: Coming, near: Sequence[Known], wanted: str, taken: set[Any]) -> Known | None:
    """A record that nobody else claims, one that stands before one that was withdrawn; the latter only when it is the same."""
    fits = [k for k in near if k.pk not in taken and coming.known.likeness(k) == wanted]
    standing = [k for k in fits if not k.withdrawn]
    return next(iter(standing or (fits if wanted == SAME else ())), None)
