"""The words of a 轮值汇报: plain sentences a clerk would sign, drawn from records, nothing invented.

Sentence patterns rotate by place, so neighbouring paragraphs never open alike; examples are chosen by rule.
"""

import hashlib
import re
from collections.abc import Sequence

from xinhuo.journal.records.facts import RecordFacts, ReportFacts, ReportParagraphDraft
from xinhuo.journal.records.rules import CATEGORIES

# How much is told, from full to short, until it fits two pages: examples a category; -1 tells the main categories only.
LEVELS = (3, 2, 1, 0, -1)
_MAIN = 5
_CONTENT, _EFFECT = 66, 42
_ROUTINE, _REST = "routine", "rest"
NEXT = "next"
_END = re.compile(r"[。；，、！？\s]+$")


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


def draft(facts: ReportFacts, level: int) -> list[ReportParagraphDraft]:
    """All paragraphs at one level of `LEVELS`, the last one (下一步打算) empty: it is the person's own."""
    texts = _texts(facts, LEVELS[level])
    made = [ReportParagraphDraft(key, heading_of(key), text, digest(text)) for key, text in texts]
    return [*made, ReportParagraphDraft(NEXT, heading_of(NEXT), "", digest(""))]


def _texts(facts: ReportFacts, examples: int) -> list[tuple[str, str]]:
    groups: dict[str, list[RecordFacts]] = {}
    for record in facts.records:
        key = _ROUTINE if record.routine or record.category in ("meeting", "study") else record.category
        groups.setdefault(key, []).append(record)
    order = [c for c in CATEGORIES if c in groups and c != "other"] + (["other"] if "other" in groups else [])
    found = [("opening", _opening(facts, groups))]
    kept = order if examples >= 0 else sorted(order, key=lambda c: -len(groups[c]))[:_MAIN]
    for place, key in enumerate(c for c in order if c in kept):
        found.append((key, _group(key, groups[key], place, examples)))
    rest = [f"{CATEGORIES[c]}{len(groups[c])}次" for c in order if c not in kept]
    if rest:
        found.append((_REST, f"此外还有{'、'.join(rest)}。"))
    if _ROUTINE in groups:
        found.append((_ROUTINE, _meetings(groups[_ROUTINE])))
    return found


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


def _reached(records: Sequence[RecordFacts]) -> list[str]:
    youth, others = sum(r.youth_count for r in records), sum(r.other_count for r in records)
    said = [f"受教育青少年{youth}人次"] if youth else []
    return said + ([f"家长和群众{others}人次"] if others else [])


def _group(key: str, records: Sequence[RecordFacts], place: int, examples: int) -> str:
    if len(records) == 1:
        told = _sentence(records[0], first=True)
        return f"{told}。" if place % 2 == 0 else f"{CATEGORIES[key]}有1次，{told}。"
    said = [_count(key, records, place)]
    who = _people(records)
    said += [who] if who else []
    said += _reached(records)
    text = "，".join(said) + "。"
    chosen = _examples(records, examples)
    return text + "".join(f"{_sentence(record)}。" for record in chosen)


def _count(key: str, records: Sequence[RecordFacts], place: int) -> str:
    """How often and where, with an opening that its neighbours do not have."""
    name, n = CATEGORIES[key], len(records)
    occasions = list(dict.fromkeys(r.occasion for r in records if r.occasion))
    places = list(dict.fromkeys(r.place for r in records if r.place))
    patterns = [
        f"开展{name}活动{n}次",
        f"{name}做了{n}次",
        f"先后组织{name}{n}次",
        f"共有{name}{n}次",
        f"{_months(records)}，{name}方面做了{n}次",
    ]
    if place % 5 == 0 and occasions:
        return f"结合{'、'.join(occasions[:3])}等节点，开展{name}活动{n}次"
    if place % 5 == 2 and places:
        return f"在{'、'.join(places[:2])}等处组织{name}{n}次"
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


def _examples(records: Sequence[RecordFacts], most: int) -> list[RecordFacts]:
    """Milestones and records that tell an effect first, spread over the months, then in the order of days."""
    ranked = sorted(records, key=lambda r: (not r.milestone, not r.effect, not r.content, r.held_on, r.record_id))
    chosen: list[RecordFacts] = []
    for record in ranked:
        if len(chosen) < most and record.content and all(record.content != c.content for c in chosen):
            chosen.append(record)
    return sorted(chosen, key=lambda r: (r.held_on, r.record_id))


def _sentence(record: RecordFacts, first: bool = False) -> str:
    """One record in one sentence: the day, what was done, who, what came of it."""
    day = f"{record.held_on.month}月{record.held_on.day}日"
    what = _short(record.content, _CONTENT) or record.title
    where = f"在{record.place}" if record.place and record.place not in what and first else ""
    names = [n for n in record.participants if n not in what]
    who = ""
    if names and len(names) == len(record.participants):
        who = f"（{'、'.join(names[:2])}{f'等{len(names)}人' if len(names) > 2 else ''}参加）"
    said = [f"{day}{where}，{what}{who}" if not where else f"{day}，{where}{what}{who}"]
    if record.youth_count and "青少年" not in record.effect and first:
        said.append(f"受教育青少年{record.youth_count}人")
    effect = _short(record.effect, _EFFECT)
    return "，".join([*said, *([effect] if effect else [])])


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
