"""The words of a 轮值汇报: plain sentences a clerk would sign, drawn from records, nothing invented.

Sentence patterns rotate by place, so neighbouring paragraphs never open alike; examples are chosen by rule.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from xinhuo.journal.records.facts import RecordFacts, ReportFacts, ReportParagraphDraft
from xinhuo.journal.records.rules import CATEGORIES

_MAIN = 5  # categories that even the shortest report tells of
_EACH = 3  # examples of one category at most
_EFFECT = 42
_FOR_THEM = ("care", "visit")  # one does not educate whom one visits
_ROUTINE, _REST = "routine", "rest"
NEXT = "next"
_CHILDREN = re.compile(r"\d+(?:多)?(?:名|个|位)?(?:青少年|少年|孩子|学生|儿童|小朋友)|(?:青少年|孩子|学生)\d+")
_END = re.compile(r"[。；，、！？\s]+$")


def title(unit: str, year: int, month: int) -> str:
    """柳湾村关工委2026年1—11月工作汇报, the same on the page and on paper."""
    return f"{unit}{year}年{span(month)}工作汇报"


def span(month: int) -> str:
    """1—11月, or 1月."""
    return "1月" if month == 1 else f"1—{month}月"


def heading_of(key: str) -> str:
    """The heading of a paragraph by its key."""
    return {"opening": "", _ROUTINE: "会议和学习", _REST: "其他各项", NEXT: "下一步打算"}.get(
        key, CATEGORIES.get(key, "其他工作")
    )


def digest(text: str) -> str:
    """What a person's own paragraph remembers of the draft it was written on."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Room:
    """How much a report tells: so many examples in all, each so long; `main` keeps the largest categories only."""

    examples: int
    longest: int = 66
    main: bool = False


def draft(facts: ReportFacts, room: Room) -> list[ReportParagraphDraft]:
    """All paragraphs within `room`, the last one (下一步打算) empty: it is the person's own."""
    texts = _texts(facts, room)
    made = [ReportParagraphDraft(key, heading_of(key), text, digest(text)) for key, text in texts]
    return [*made, ReportParagraphDraft(NEXT, heading_of(NEXT), "", digest(""))]


def most_examples(facts: ReportFacts) -> int:
    """How many examples there are to choose from."""
    return sum(len(_examples(rows)) for key, rows in _groups(facts).items() if key != _ROUTINE and len(rows) > 1)


def categories_with_examples(facts: ReportFacts) -> int:
    """How many categories have an example to tell beside their counts."""
    return sum(bool(_examples(rows)) for key, rows in _groups(facts).items() if key != _ROUTINE and len(rows) > 1)


def _groups(facts: ReportFacts) -> dict[str, list[RecordFacts]]:
    groups: dict[str, list[RecordFacts]] = {}
    for record in facts.records:
        key = _ROUTINE if record.routine or record.category in ("meeting", "study") else record.category
        groups.setdefault(key, []).append(record)
    return groups


def _texts(facts: ReportFacts, room: Room) -> list[tuple[str, str]]:
    groups = _groups(facts)
    order = [c for c in CATEGORIES if c in groups]
    kept = sorted(order, key=lambda c: -len(groups[c]))[:_MAIN] if room.main else order
    chosen = _chosen([groups[c] for c in order if c in kept], room.examples)
    found = [("opening", _opening(facts, groups))]
    for place, key in enumerate(c for c in order if c in kept):
        found.append((key, _group(key, groups[key], place, chosen, room.longest)))
    rest = [f"{CATEGORIES[c]}{len(groups[c])}次" for c in order if c not in kept]
    if rest:
        found.append((_REST, f"此外还有{'、'.join(rest)}。"))
    if _ROUTINE in groups:
        found.append((_ROUTINE, _meetings(groups[_ROUTINE])))
    return found


def _chosen(groups: Sequence[Sequence[RecordFacts]], most: int) -> set[str]:
    """The first `most` examples, turn by turn: each category tells its best one before any tells a second."""
    best = [_examples(rows) for rows in groups if len(rows) > 1]
    turns = [rows[turn].record_id for turn in range(_EACH) for rows in best if turn < len(rows)]
    return set(turns[:most])


def _opening(facts: ReportFacts, groups: dict[str, list[RecordFacts]]) -> str:
    months = "1月" if facts.month == 1 else f"1至{facts.month}月"
    work = [r for key, rows in groups.items() if key != _ROUTINE for r in rows]
    if not work:
        tail = "主要是参加会议和学习，情况如下。" if groups else "没有开展活动的记录。"
        return f"{facts.year}年{months}，{facts.unit_full}{tail}"
    people = {name for r in work for name in r.participants}
    turns = sum(len(r.participants) for r in work)
    said = [f"开展各类活动{len(work)}次"]
    if people:
        said.append(f"{len(people)}名五老参加" + (f"（{turns}人次）" if turns > len(people) else ""))
    said += _reached(work)
    return f"{facts.year}年{months}，{facts.unit_full}{'，'.join(said)}。现将主要工作汇报如下。"


def _reached(records: Sequence[RecordFacts], how: str = "受教育") -> list[str]:
    youth, others = sum(r.youth_count for r in records), sum(r.other_count for r in records)
    said = [f"{how}青少年{youth}人次"] if youth else []
    return said + ([f"家长和群众{others}人次"] if others else [])


def _group(key: str, records: Sequence[RecordFacts], place: int, chosen: set[str], longest: int) -> str:
    if len(records) == 1:
        only = _sentence(records[0], longest, alone=True)
        return f"{only}。" if place % 2 == 0 else f"有1次：{only}。"
    said = [_count(records, place)]
    who = _people(records)
    said += [who] if who else []
    said += _reached(records, "惠及" if key in _FOR_THEM else "受教育")
    text = "，".join(said) + "。"
    told = [record for record in records if record.record_id in chosen]
    return text + "".join(f"{_sentence(record, longest)}。" for record in told)


def _count(records: Sequence[RecordFacts], place: int) -> str:
    """How often and where, with an opening that its neighbours do not have."""
    n = len(records)
    occasions = list(dict.fromkeys(r.occasion for r in records if r.occasion))
    places = list(dict.fromkeys(r.place for r in records if r.place))
    patterns = [
        f"开展活动{n}次",
        f"做了{n}次",
        f"先后组织{n}次",
        f"共有{n}次",
        f"{_months(records)}共{n}次",
    ]
    if place % 5 == 0 and occasions:
        return f"结合{'、'.join(occasions[:3])}等节点，开展活动{n}次"
    if place % 5 == 2 and places:
        return f"在{'、'.join(places[:2])}等处组织{n}次"
    return patterns[place % 5]


def _months(records: Sequence[RecordFacts]) -> str:
    first, last = records[0].held_on.month, records[-1].held_on.month
    return f"{first}月" if first == last else f"{first}月到{last}月"


def _people(records: Sequence[RecordFacts]) -> str:
    names = list(dict.fromkeys(name for r in records for name in r.participants))
    if not names:
        return ""
    if len(names) <= 3:
        return f"{'、'.join(names)}参加"
    return f"{'、'.join(names[:3])}等{len(names)}名五老参加"


def _examples(records: Sequence[RecordFacts]) -> list[RecordFacts]:
    """The best examples first: milestones, then those that tell an effect; never two that read the same."""
    ranked = sorted(records, key=lambda r: (not r.milestone, not r.effect, r.held_on, r.record_id))
    chosen: list[RecordFacts] = []
    for record in ranked:
        if len(chosen) < _EACH and record.content and all(record.content != c.content for c in chosen):
            chosen.append(record)
    return chosen


def _sentence(record: RecordFacts, longest: int, alone: bool = False) -> str:
    """One record in one sentence: the day, what was done, who, what came of it. `alone`: it is all its paragraph says."""
    day = f"{record.held_on.month}月{record.held_on.day}日"
    what = _short(record.content, longest) or record.title
    said = [f"{day}，{what}{_where_and_who(record, what, alone)}"]
    effect = _short(record.effect, _EFFECT)
    if alone and record.youth_count and not _CHILDREN.search(effect):
        said.append(f"{'惠及' if record.category in _FOR_THEM else '受教育'}青少年{record.youth_count}人")
    return "，".join([*said, *([effect] if effect else [])])


def _where_and_who(record: RecordFacts, what: str, alone: bool) -> str:
    """Place and people in brackets: the sentence may have a subject of its own, so they never stand before it."""
    said = [record.place] if alone and record.place and record.place not in what else []
    names = record.participants
    if names and not any(name in what for name in names):
        said.append(f"{'、'.join(names[:2])}{f'等{len(names)}人' if len(names) > 2 else ''}参加")
    return f"（{'，'.join(said)}）" if said else ""


def _short(text: str, longest: int) -> str:
    """The text without its final mark; a long one is cut behind a clause, never inside a word."""
    line = _END.sub("", re.sub(r"\s*\n\s*", "；", text.strip()))
    if len(line) <= longest:
        return line
    cut = max(line.rfind(mark, 0, longest) for mark in "。；，")
    return _END.sub("", line[:cut] if cut > longest // 3 else line[: longest - 1] + "…")


def _meetings(records: Sequence[RecordFacts]) -> str:
    kinds: dict[str, int] = {}
    for record in records:
        kinds[record.kind] = kinds.get(record.kind, 0) + 1
    said = [f"{kind}{count}次" for kind, count in kinds.items()]
    return f"参加{'、'.join(said)}。"
