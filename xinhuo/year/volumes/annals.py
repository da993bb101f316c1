"""An older 大事记 as its lines: which month, which day, which sentence. A line without a day stays under its month.

Pure: knows no database and no clock. Nothing is made into a record.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xinhuo.ground.intake.cells import Unclear
from xinhuo.journal.records.ledgers.days import Around, Days, bare_month, days, year_in

LONGEST = 2_000  # characters of one line
_N = re.compile(r"(?:\d{1,2}|[一二三四五六七八九]?十?[一二三四五六七八九十])").pattern
_YEAR = re.compile(r"(?:(?:\d{4}|[零〇○一二三四五六七八九]{4})\s*[年./-]\s*)").pattern
_TO = re.compile(r"\s*(?:[-—–~～]+|至|到)\s*").pattern
_DAY = re.compile(
    rf"(?:{_YEAR}?{_N}\s*(?:月|[./-])\s*{_N}\s*[日号]?(?:{_TO}{_YEAR}?(?:{_N}\s*(?:月|[./])\s*)?{_N}\s*[日号]?)?)"
).pattern
_ONLY_DAY = re.compile(rf"(?:{_N}\s*[日号](?:{_TO}{_N}\s*[日号])?)").pattern
_MONTH = re.compile(rf"(?:{_YEAR}?{_N}\s*月(?:份|上旬|中旬|下旬|初|中|底|末|间)?)").pattern
_LEAD = re.compile(
    rf"^[（(【]?(?P<said>{_DAY}|{_ONLY_DAY}|{_MONTH}|同日|当日|是日|同月|本月|当月)[）)】]?"
    r"(?P<after>(?:\s*[（(]?(?:星期|周)[一二三四五六日天][）)]?)?[\s，,：:、.．；;]*)(?P<text>.+)$",
    re.DOTALL,
)
_NUMBERED = re.compile(rf"^[（(]?\d{{1,3}}[、）)]\s*(?={_N}\s*[月日]|\d)")
_TITLE = re.compile(r"大事记|编年|目录|^\d{4}年$|关工委$|^\d{4}年度?$")
_SAME_DAY = frozenset(("同日", "当日", "是日"))
_MONTH_ONLY = re.compile(rf"^{_YEAR}?({_N})\s*月")
_VAGUE = re.compile(r"(?:上旬|中旬|下旬|初|中|底|末|间)$")


@dataclass(frozen=True)
class Line:
    """A line as it stands in its month (0: none known): the day as it is printed (「5日」, 「同日」, '' for none)."""

    month: int
    day: str
    text: str


@dataclass(frozen=True)
class Annals:
    """A whole volume: lines by month, those of no month at the end; titles; what a person should look at."""

    lines: tuple[Line, ...]
    titles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def months(self) -> list[tuple[int, list[Line]]]:
        """(month, its lines), January first, 0 last, months without lines left out."""
        found = [(month, [line for line in self.lines if line.month == month]) for month in (*range(1, 13), 0)]
        return [(month, lines) for month, lines in found if lines]

    @property
    def undated(self) -> int:
        return sum(not line.day for line in self.lines)


def read_annals(texts: Sequence[str], year: int) -> Annals:
    """The lines of an older 大事记 of `year`."""
    reading = _Reading(year)
    for text in filter(str.strip, texts):
        reading.take(text)
    notes = []
    if reading.others:
        notes.append(f"有{reading.others}行写的是别的年份，也照样收着，请核对是不是这一年的")
    if reading.impossible:
        notes.append(f"有{reading.impossible}行的日期不对（比如2月30日），照原文收着")
    return Annals(tuple(reading.lines), tuple(reading.titles), tuple(notes))


class _Reading:
    """One walk down the lines."""

    def __init__(self, year: int) -> None:
        self.year, self.month, self.day = year, 0, ""
        self.lines: list[Line] = []
        self.titles: list[str] = []
        self.others = self.impossible = 0

    def take(self, text: str) -> None:
        """A heading of a month, a title, or something that happened."""
        text = text.strip()
        month = bare_month(text) if "月" in text else 0
        if month:
            self.month, self.day = month, ""
            return
        if not self.lines and not self.month and len(text) < 40 and _TITLE.search(text):
            self.titles.append(text)
            return
        found = _LEAD.match(_NUMBERED.sub("", text))
        if found is None:
            self.lines.append(Line(self.month, "", text[:LONGEST]))
        else:
            self._dated(found["said"], found["text"].strip(), text)

    def _dated(self, said: str, sentence: str, whole: str) -> None:
        if said in _SAME_DAY:
            self.lines.append(Line(self.month, "同日" if self.day else "", sentence[:LONGEST]))
            return
        plain = "".join(said.split())
        month = _MONTH_ONLY.match(plain)
        if (month and plain.endswith(("月", "月份"))) or _VAGUE.search(plain) or plain in ("同月", "本月", "当月"):
            self._of_month(plain, sentence)
            return
        try:
            when = days(plain, Around(self.year, self.month))
        except Unclear:
            self.impossible += 1
            self.lines.append(Line(self.month, "", whole[:LONGEST]))
            return
        self.others += bool(year_in(plain)) and when.held_on.year != self.year
        self.month, self.day = when.held_on.month, _said(when)
        self.lines.append(Line(self.month, self.day, sentence[:LONGEST]))

    def _of_month(self, plain: str, sentence: str) -> None:
        """「3月，…」, 「3月上旬，…」: no day is known, what is known of it stays."""
        found = _MONTH_ONLY.match(plain)
        if found:
            self.month = bare_month(f"{found[1]}月")
        self.day = ""
        vague = _VAGUE.search(plain)
        self.lines.append(Line(self.month, vague[0] if vague else "", sentence[:LONGEST]))


def _said(when: Days) -> str:
    """「5日」, 「5日至7日」, 「30日至7月2日」."""
    first, last = when.held_on, when.ended_on
    if last is None:
        return f"{first.day}日"
    return f"{first.day}日至{last.day}日" if last.month == first.month else f"{first.day}日至{last.month}月{last.day}日"
