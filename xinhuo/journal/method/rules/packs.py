"""Method packs as text: read with every fault told by line and reason, written back word for word."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line
from xinhuo.journal.method.facts import RECURS, Due, Duty, Enough, Group, Known, Mechanism, Pack, Param, Recurs
from xinhuo.journal.method.rules.days import check_date, read_due
from xinhuo.journal.method.rules.lint import faults_of

_CODES: dict[str, Recurs] = {word: code for code, word in RECURS.items()}
_HEADER = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]")
_KEY = re.compile(r"\s*([A-Za-z_]\w*)\s*=")
_AT_LINE = re.compile(r"\(at line (\d+)")
_SHARE = re.compile(r"(\d{1,3})%")
_OPENS = re.compile(r"(\d{1,2})月(\d{1,2})日")
LONGEST = {"title": 60, "hint": 200, "text": 600, "name": 60, "key": 40}
MOST = 200_000  # characters of a file
_SECTIONS: Mapping[str, frozenset[str]] = {
    "": frozenset({"name", "unit_types"}),
    "group": frozenset({"name", "title"}),
    "mechanism": frozenset({"key", "group", "number", "title", "text"}),
    "duty": frozenset({
        "key", "mechanism", "title", "hint", "builds", "on", "levels", "types", "told", "recurs", "months", "first_year",
        "opens", "due", "grace", "measure", "params", "enough", "by_hand", "if_any", "done_at",
    }),
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong, and in which line of the file (0: of the file as a whole)."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"第{self.line}行：{self.reason}" if self.line else self.reason


class PackBroken(RuleBroken):
    """A pack that is not taken in: all its faults, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda one: one.line))
        super().__init__(str(self.faults[0]), "file")


class Lines:
    """Where in a file each table and each of its keys stands: `tomllib` does not tell."""

    def __init__(self, text: str) -> None:
        self.at: dict[tuple[str, int, str], int] = {}
        counted: dict[str, int] = {}
        section, within = "", False
        for number, line in enumerate(text.splitlines(), 1):
            if not within and (found := _HEADER.match(line)):
                section = found[1]
                counted[section] = counted.get(section, -1) + 1
                self.at[section, counted[section], ""] = number
            elif not within and (found := _KEY.match(line)):
                self.at.setdefault((section, counted.get(section, 0), found[1]), number)
            within ^= (line.count('"""') + line.count("'''")) % 2 == 1

    def of(self, section: str, number: int, key: str = "") -> int:
        """The line of a key, else of its table."""
        return self.at.get((section, number, key)) or self.at.get((section, number, ""), 0)


def read_pack(text: str, known: Known) -> Pack:
    """The pack that `text` (TOML) tells; PackBroken with every fault, by line."""
    text = text.replace("\r\n", "\n").lstrip("\ufeff")
    if len(text) > MOST:
        raise PackBroken([Fault(0, "文件太大了。工作法的文件只有几十KB。")])
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        found = _AT_LINE.search(str(broken))
        line = int(found[1]) if found else text.count("\n") + 1
        raise PackBroken([Fault(line, "写法不对。请对照导出的文件，看引号、括号、等号。")]) from broken
    reading = _Reading(said, Lines(text))
    pack = reading.pack()
    if reading.faults:
        raise PackBroken(reading.faults)
    faults = [Fault(reading.lines.of(*place), why) for place, why in faults_of(pack, known)]
    if faults:
        raise PackBroken(faults)
    return _in_order(pack)


def _in_order(pack: Pack) -> Pack:
    """Duties in the order of the mechanisms, as the article goes."""
    place = {one.key: number for number, one in enumerate(pack.mechanisms)}
    return replace(pack, duties=tuple(sorted(pack.duties, key=lambda one: place.get(one.mechanism, len(place)))))


def trusted_pack(text: str) -> Pack:
    """A pack that was read before and is kept: what it names may have gone since, its shape has not."""
    return _Reading(tomllib.loads(text), Lines("")).pack()


class _Reading:
    """One file under way: values of the right kind, faults beside them."""

    def __init__(self, said: Mapping[str, Any], lines: Lines) -> None:
        self.said, self.lines, self.faults = said, lines, list[Fault]()
        self.place = ("", 0)

    def pack(self) -> Pack:
        top = {k: v for k, v in self.said.items() if k not in ("group", "mechanism", "duty")}
        self._keys("", 0, top)
        name, unit_types = self._text(top, "name", wanted=True), self._texts(top, "unit_types")
        return Pack(
            name=name,
            unit_types=unit_types,
            groups=tuple(self._each("group", self._group)),
            mechanisms=tuple(self._each("mechanism", self._mechanism)),
            duties=tuple(self._each("duty", self._duty)),
        )

    def _each(self, section: str, read: Callable[[Mapping[str, Any]], Any]) -> list[Any]:
        rows = self.said.get(section, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.faults.append(Fault(0, f"{section}要写成[[{section}]]，一段一个。"))
            return []
        found = []
        for number, row in enumerate(rows):
            self._keys(section, number, row)
            found.append(read(row))
        return found

    def _keys(self, section: str, number: int, row: Mapping[str, Any]) -> None:
        self.place = (section, number)
        for key in row:
            if key not in _SECTIONS[section]:
                self._fault(key, f"不认得“{key[:20]}”这一项。请核对拼写。")

    def _fault(self, key: str, reason: str) -> None:
        self.faults.append(Fault(self.lines.of(*self.place, key), reason))

    def _group(self, row: Mapping[str, Any]) -> Group:
        return Group(self._text(row, "name", wanted=True), self._text(row, "title"))

    def _mechanism(self, row: Mapping[str, Any]) -> Mechanism:
        words = {key: self._text(row, key, wanted=key != "text") for key in ("key", "group", "number", "title", "text")}
        return Mechanism(**words)

    def _duty(self, row: Mapping[str, Any]) -> Duty:
        return Duty(
            key=self._text(row, "key", wanted=True),
            mechanism=self._text(row, "mechanism", wanted=True),
            title=self._text(row, "title", wanted=True),
            recurs=_CODES.get(self._one_of(row, "recurs", tuple(_CODES)), "yearly"),
            due=self._due(row),
            hint=self._text(row, "hint"),
            builds=self._texts(row, "builds"),
            on=self._flag(row, "on", True),
            levels=self._numbers(row, "levels"),
            types=self._texts(row, "types"),
            told=self._texts(row, "told"),
            months=self._numbers(row, "months"),
            first_year=self._number(row, "first_year"),
            opens=self._opens(row),
            grace=self._number(row, "grace"),
            measure=self._text(row, "measure"),
            params=self._params(row),
            enough=self._enough(row),
            by_hand=self._flag(row, "by_hand", False),
            if_any=self._flag(row, "if_any", False),
            done_at=self._text(row, "done_at"),
        )

    def _text(self, row: Mapping[str, Any], key: str, wanted: bool = False) -> str:
        value = row.get(key, "")
        if not isinstance(value, str):
            self._fault(key, f"{key}要写成引号里的字。")
            return ""
        value, most = clean_line(value), LONGEST.get(key, 60)
        if len(value) > most:
            self._fault(key, f"{key}最多{most}个字，现在{len(value)}个。")
        if wanted and not value:
            self._fault(key, f"还没有写{key}。请补上。")
        return value

    def _texts(self, row: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self._fault(key, f'{key}要写成一串字，像["a", "b"]。')
            return ()
        return tuple(clean_line(one) for one in value)

    def _numbers(self, row: Mapping[str, Any], key: str) -> tuple[int, ...]:
        value = row.get(key, [])
        if not isinstance(value, list) or not all(type(one) is int for one in value):
            self._fault(key, f"{key}要写成一串数，像[5, 6]。")
            return ()
        return tuple(value)

    def _number(self, row: Mapping[str, Any], key: str) -> int:
        value = row.get(key, 0)
        if type(value) is not int or value < 0:
            self._fault(key, f"{key}要写成数，不能是负的。")
            return 0
        return value

    def _flag(self, row: Mapping[str, Any], key: str, else_: bool) -> bool:
        value = row.get(key, else_)
        if not isinstance(value, bool):
            self._fault(key, f"{key}只能写true或false。")
            return else_
        return value

    def _one_of(self, row: Mapping[str, Any], key: str, words: Sequence[str]) -> str:
        value = self._text(row, key, wanted=True)
        if value and value not in words:
            self._fault(key, f"没有“{value[:10]}”。可以写{'、'.join(words)}。")
        return value

    def _due(self, row: Mapping[str, Any]) -> Due:
        try:
            return read_due(self._text(row, "due", wanted=True) or "事前")
        except RuleBroken as broken:
            self._fault("due", broken.message)
            return Due("before")

    def _opens(self, row: Mapping[str, Any]) -> tuple[int, int] | None:
        text = self._text(row, "opens")
        try:
            return read_opens(text)
        except RuleBroken as broken:
            self._fault("opens", broken.message)
            return None

    def _enough(self, row: Mapping[str, Any]) -> Enough:
        try:
            return read_enough(row.get("enough", 1))
        except RuleBroken as broken:
            self._fault("enough", broken.message)
            return Enough()

    def _params(self, row: Mapping[str, Any]) -> dict[str, Param]:
        value = row.get("params", {})
        if not isinstance(value, dict):
            self._fault("params", "params要写成{ 名称 = 值 }。")
            return {}
        found: dict[str, Param] = {}
        for name, one in value.items():
            if isinstance(one, str | bool) or type(one) is int:
                found[name] = one
            elif isinstance(one, list) and all(isinstance(word, str) for word in one):
                found[name] = tuple(one)
            else:
                self._fault("params", f"params里的“{name[:20]}”只能是字、数或一串字。")
        return found


def read_enough(value: Any) -> Enough:
    """What suffices as it is written: 2, "2" or "90%"."""
    if type(value) is int or (isinstance(value, str) and value.isascii() and value.isdigit()):
        if not 1 <= int(value) <= 100_000:
            raise RuleBroken("至少要1。请改大一些，或把这一条停用。", "enough")
        return Enough(count=int(value))
    if isinstance(value, str) and (found := _SHARE.fullmatch(value.strip())) and 1 <= int(found[1]) <= 100:
        return Enough(share=int(found[1]) / 100)
    raise RuleBroken("做到多少算够没看懂。请写成2，或者90%。", "enough")


def enough_said(enough: Enough) -> str:
    """The inverse of `read_enough`."""
    return str(enough.count) if enough.share is None else f"{round(enough.share * 100)}%"


def read_opens(text: str) -> tuple[int, int] | None:
    """Month and day as they are written (12月15日); None for nothing."""
    if not text.strip():
        return None
    found = _OPENS.fullmatch(text.strip())
    if found is None:
        raise RuleBroken("从哪天起没看懂。请写成“12月15日”这样。", "opens")
    try:
        return check_date(int(found[1]), int(found[2]))
    except RuleBroken as broken:
        raise RuleBroken(broken.message, "opens") from broken
