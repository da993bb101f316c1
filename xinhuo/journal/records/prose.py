"""The words of a 轮值汇报: plain sentences a clerk would sign, drawn from records, nothing invented.

A paragraph tells one category: how often, who, how many were reached, then examples. It opens in one of a few shapes,
turn by turn, never in the shape of the paragraph above; examples are chosen by rule.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xinhuo.journal.records.facts import RecordFacts, ReportFacts, ReportParagraphDraft
from xinhuo.journal.records.rules import CATEGORIES

PROBLEMS, NEXT = "problems", "next"  # a person's own, behind all that is drafted
_ROUTINE, _REST = "routine", "rest"
_MAIN = 5  # categories that even the shortest report tells of
_EACH = 3  # examples of one category at most
_EFFECT = 42
_NAMED = 3  # people, places and occasions named in a sentence; more are 等
_CLAUSE = 24  # behind a longer clause, what came of it is a sentence of its own
_SHAPES = ("occasion", "who", "count", "place", "day")
_SHAPES_OF_UNITS = ("who", "occasion", "count", "day")  # of an office: 文化礼堂 of which unit?
# How often, with the verb and the measure word of each category; the heading before it has said of what.
_COUNTS = {
    "theme_education": "开展活动{}次",
    "station": "开展辅导{}次",
    "law": "举办活动{}次",
    "mediation": "参与调解{}起",
    "care": "开展帮扶{}次",
    "visit": "走访慰问{}次",
    "family": "举办活动{}次",
    "heart": "开展活动{}次",
    "science": "组织活动{}次",
    "arts": "举办活动{}次",
    "environment": "开展监督{}次",
    "training": "开展培训{}次",
    "other": "开展工作{}项",
}
_TAUGHT = {"theme_education", "station", "law", "family", "science", "training"}
_CONCERNED = {"mediation", "environment"}
# How a deed begins that has no subject of its own: 带孩子清扫楼道, 逐户看望老同志; not 为了晒场两家争了几句.
_DEED = re.compile(
    r"(?:开展|举办|召开|组织|参加|走访|看望|看护|慰问|调解|辅导|指导|巡查|清扫|打扫|宣讲|上门|逐户|会同|围绕"
    r"|给孩|给学|给青|到(?![会场站了])|带|讲|教|请|用|陪|写|劝|帮|送|捐)"
)
_GROWN = re.compile(r"\d+[多余]?[名个位户]?(?:家长|群众|居民|村民|邻居|农户)|(?:家长|群众|居民|村民|邻居|农户)\d+|到会")
_END = re.compile(r"[。；，、！？：\s]+$")
_HAN = "\u4e00-\u9fff“”《》（）"
_HALF_WIDTH = re.compile(rf"(?<=[{_HAN}\d])[,;:!?](?=[{_HAN}]|$)|(?<=[{_HAN}])[,;:!?](?=[{_HAN}\d]|$)")
_FULL_WIDTH = str.maketrans(",;:!?", "，；：！？")
_BLANK = re.compile(
    rf"(?<=[{_HAN}，。；、])[ ]+(?=\d)|(?<=\d)[ ]+(?=[{_HAN}，。；、])|(?<=[{_HAN}，。；、])[ ]+(?=[{_HAN}])"
)


def title(unit: str, year: int, month: int) -> str:
    """柳湾村关工委2026年1—11月工作汇报, the same on the page and on paper."""
    return f"{unit}{year}年{span(month)}工作汇报"


def span(month: int) -> str:
    """1—11月, or 1月."""
    return "1月" if month == 1 else f"1—{month}月"


def heading_of(key: str) -> str:
    """The heading of a paragraph by its key."""
    return {"opening": "", _ROUTINE: "会议和学习", _REST: "其他各项", PROBLEMS: "问题和不足", NEXT: "下一步打算"}.get(
        key, CATEGORIES.get(key, "其他工作")
    )


def digest(text: str) -> str:
    """The fingerprint of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Room:
    """How much a report tells: so many examples in all, each so long; `main` keeps the largest categories only."""

    examples: int
    longest: int = 66
    main: bool = False


def draft(facts: ReportFacts, room: Room) -> list[ReportParagraphDraft]:
    """All paragraphs within `room`, the last two (问题和不足, 下一步打算) empty: they are the person's own.

    A digest is of the records that its paragraph speaks of: a person's own words are marked when these change, and not
    when another paragraph has grown.
    """
    made = [
        ReportParagraphDraft(key, heading_of(key), text, digest(repr(tuple(records))))
        for key, text, records in _texts(facts, room)
    ]
    return [*made, *(ReportParagraphDraft(key, heading_of(key), "", digest("")) for key in (PROBLEMS, NEXT))]


def most_examples(facts: ReportFacts) -> int:
    """How many examples there are to choose from."""
    return sum(len(_examples(rows)) for rows in _sources(_groups(facts)))


def categories_with_examples(facts: ReportFacts) -> int:
    """How many paragraphs have an example to tell beside their counts."""
    return sum(bool(_examples(rows)) for rows in _sources(_groups(facts)))


def _groups(facts: ReportFacts) -> dict[str, list[RecordFacts]]:
    """Records by paragraph, in the order of the report; meetings and study are one paragraph, the last."""
    groups: dict[str, list[RecordFacts]] = {key: [] for key in (*CATEGORIES, _ROUTINE)}
    for record in facts.records:
        last = record.routine or record.category in ("meeting", "study")
        groups[_ROUTINE if last else record.category].append(record)
    return {key: rows for key, rows in groups.items() if rows}


def _sources(groups: dict[str, list[RecordFacts]]) -> Iterator[list[RecordFacts]]:
    """Where each paragraph finds its examples; one with a single record tells it anyway."""
    for key, rows in groups.items():
        if key == _ROUTINE:
            yield [record for record in rows if not record.routine]
        elif len(rows) > 1:
            yield rows


def _texts(facts: ReportFacts, room: Room) -> list[tuple[str, str, Sequence[RecordFacts]]]:
    """Key, text and records of each paragraph."""
    groups = _groups(facts)
    order = [key for key in groups if key != _ROUTINE]
    kept = sorted(order, key=lambda c: -len(groups[c]))[:_MAIN] if room.main else order
    chosen = _chosen(list(_sources(groups)), room.examples)
    work = [record for key in order for record in groups[key]]
    found: list[tuple[str, str, Sequence[RecordFacts]]] = [("opening", _opening(facts, work), work or facts.records)]
    shape = ""
    for place, key in enumerate(c for c in order if c in kept):
        told = [r for r in groups[key] if r.record_id in chosen]
        shape, text = _paragraph(key, groups[key], told, place, shape, room.longest, facts)
        found.append((key, text, groups[key]))
    rest = [c for c in order if c not in kept]
    if rest:
        said = "、".join(f"{CATEGORIES[c]}{len(groups[c])}{_COUNTS[c][-1]}" for c in rest)
        found.append((_REST, f"此外还有{said}。", [record for c in rest for record in groups[c]]))
    if _ROUTINE in groups:
        told = [r for r in groups[_ROUTINE] if r.record_id in chosen]
        found.append((_ROUTINE, _meetings(groups[_ROUTINE], told, room.longest, facts), groups[_ROUTINE]))
    return found


def _opening(facts: ReportFacts, work: Sequence[RecordFacts]) -> str:
    voice = facts.voice
    months = voice.span or ("1月" if facts.month == 1 else f"1至{facts.month}月")
    head = f"{facts.year}年{months}，{voice.subject or facts.unit_full}"
    if not work:
        return head + ("以会议和学习为主，情况如下。" if facts.records else "暂无活动记录。")
    said = [f"{head}开展{'各类' if len(work) > 1 else ''}活动{len(work)}次"]
    people = voice.elders or len({name for r in work for name in r.participants})
    turns = sum(len(r.participants) for r in work)
    if people:
        said.append(f"“五老”{people}人{f'、{turns}人次' if turns > people else ''}参加")
    return f"{'，'.join([*said, *_reached(work)])}。{voice.lead}"


def _reached(records: Sequence[RecordFacts], what: str = "") -> list[str]:
    """受教育青少年99人次、家长和群众12人次; not what `what` has told. One does not educate whom one visits."""
    youth, others = sum(r.youth_count for r in records), sum(r.other_count for r in records)
    unit = "人" if len(records) == 1 else "人次"
    said = [f"青少年{youth}{unit}"] if youth and not tells(what, youth) else []
    said += [f"家长和群众{others}{unit}"] if others and not (tells(what, others) or _GROWN.search(what)) else []
    categories = {r.category for r in records if r.youth_count or r.other_count}
    if not said:
        return []
    if said[0].startswith("家长") and not categories <= _CONCERNED:
        return [f"{said[0]}参加"]
    verb = "受教育" if categories <= _TAUGHT else "涉及" if categories <= _CONCERNED else "惠及"
    return [verb + "、".join(said)]


def tells(text: str, count: int) -> bool:
    """Does `text` say this number of people already, as 24人, 24名, 24位?"""
    return re.search(rf"(?<!\d){count}[多余]?[名个位人](?!次)", text) is not None


def _paragraph(
    key: str,
    records: Sequence[RecordFacts],
    told: Sequence[RecordFacts],
    place: int,
    above: str,
    longest: int,
    facts: ReportFacts,
) -> tuple[str, str]:
    """The shape in which a paragraph opens, unlike the one above it, and its text."""
    count = _COUNTS[key].format(len(records))
    if len(records) == 1:
        shape = next(s for s in (("day", "count"), ("count", "day"))[place % 2] if s != above)
        return shape, ("" if shape == "day" else f"{count}：") + _sentence(
            records[0], longest, alone=True, of=_whose(records[0], facts)
        )
    who = _units(records) if facts.voice.subject else _who(records)
    shapes = _SHAPES_OF_UNITS if facts.voice.subject else _SHAPES
    turned = shapes[place % len(shapes) :] + shapes[: place % len(shapes)]
    shape = next(s for s in turned if s != above and _front(s, records, who))
    said = [_front(shape, records, who) + count]
    said += [f"{who}参加"] if who and shape != "who" else []
    text = f"{'，'.join([*said, *_visited(records), *_reached(records)])}。"
    return shape, text + _examples_told(told, longest, facts, "其中" if shape == "day" else "")


def _front(shape: str, records: Sequence[RecordFacts], who: str) -> str:
    """How a paragraph in this shape begins, or nothing when its records have nothing for it."""
    if shape == "occasion":
        return _occasions(records)
    if shape == "who":
        return f"{who}先后" if who else ""
    if shape == "place":
        places = list(dict.fromkeys(_place(r) for r in records))
        more = f"等{len(places)}处" if len(places) > _NAMED else ""
        return f"在{'、'.join(places[:_NAMED])}{more}" if all(places) else ""
    if shape == "day":
        months = sorted({r.held_on.month for r in records})
        return "、".join(f"{m}月" for m in months) if len(months) <= _NAMED else f"{months[0]}月至{months[-1]}月，"
    return "先后"


def _occasions(records: Sequence[RecordFacts]) -> str:
    """结合清明、六一等节点: 等 only where something is left unsaid, nothing where most had no occasion."""
    named = list(dict.fromkeys(r.occasion for r in records if r.occasion))
    with_one = sum(bool(r.occasion) for r in records)
    if not named or with_one * 2 < len(records) or (len(named) == 1 and with_one < len(records)):
        return ""
    whole = with_one == len(records) and len(named) <= _NAMED
    return f"结合{'、'.join(named[:_NAMED])}{'' if whole else '等节点'}，"


def _who(records: Sequence[RecordFacts], most: int = _NAMED) -> str:
    """廖锦芳、邱卫东、周德顺等5人: who took part most, first."""
    names = [name for name, _ in Counter(name for r in records for name in r.participants).most_common()]
    return "、".join(names) if len(names) <= _NAMED else f"{'、'.join(names[:most])}等{len(names)}人"


def _units(records: Sequence[RecordFacts]) -> str:
    """荷塘社区、柳湾村等8个单位: who did most, first."""
    names = [name for name, _ in Counter(record.unit for record in records).most_common()]
    return "、".join(names) if len(names) <= _NAMED else f"{'、'.join(names[:2])}等{len(names)}个单位"


def _whose(record: RecordFacts, facts: ReportFacts) -> str:
    """The unit of a record where an office speaks of several; nothing for the office's own."""
    return record.unit if facts.voice.subject and record.unit != facts.unit else ""


def _visited(records: Sequence[RecordFacts]) -> list[str]:
    visited = sum(r.visited_count for r in records)
    return [f"看望老同志{visited}人次"] if visited else []


def _meetings(records: Sequence[RecordFacts], told: Sequence[RecordFacts], longest: int, facts: ReportFacts) -> str:
    """参加例会11次、集中学习2次，另有会议1次: what is routine was attended; who called the others is not known."""
    kinds = Counter((not record.routine, record.kind) for record in records)
    routine, single = (
        "、".join(f"{k}{n}次" for (own, k), n in kinds.items() if own == which) for which in (False, True)
    )
    said = [f"{'各单位共' if facts.voice.subject else ''}参加{routine}"] if routine else []
    said += [f"{'另有' if routine else '共有'}{single}"] if single else []
    return f"{'，'.join(said)}。{_examples_told(told, longest, facts)}"


# One record in one sentence or two.


def _chosen(sources: Sequence[Sequence[RecordFacts]], most: int) -> set[str]:
    """The first `most` examples, turn by turn and the longest list first: each tells its best one before any a second."""
    best = [_examples(rows) for rows in sorted(sources, key=len, reverse=True)]
    turns = [rows[turn].record_id for turn in range(_EACH) for rows in best if turn < len(rows)]
    return set(turns[:most])


def _examples(records: Sequence[RecordFacts]) -> list[RecordFacts]:
    """The best examples first: milestones, what tells an effect, a month not yet told; never two that read the same."""
    left = [record for record in records if record.content]
    chosen: list[RecordFacts] = []
    while left and len(chosen) < _EACH:
        months, units = {record.held_on.month for record in chosen}, {record.unit for record in chosen}
        best = min(
            left,
            key=lambda r: (
                r.unit in units, r.held_on.month in months, not r.milestone, not r.effect, r.held_on, r.record_id,
            ),
        )  # fmt: skip
        chosen.append(best)
        left = [record for record in left if record.content != best.content]
    return chosen


def _examples_told(records: Sequence[RecordFacts], longest: int, facts: ReportFacts, lead: str = "") -> str:
    return lead + "".join(_sentence(r, longest, of=_whose(r, facts)) for r in records) if records else ""


def _sentence(record: RecordFacts, longest: int, alone: bool = False, of: str = "") -> str:
    """The day, who, what was done, what came of it. `alone`: all that its paragraph says, so also where and how many.

    People stand before a deed that has no subject of its own, else behind it; before all the unit (`of`), if one.
    """
    what, effect = _what(record, longest), _effect(record)
    who = "" if any(name in what for name in record.participants) else _who([record], 2)
    where = _where(record, what) if alone else ""
    came = [effect] if effect else []
    if alone or not effect:
        came = [*_reached([record], what + effect), *came]
    if who and _DEED.match(what):
        return f"{_days(record)}，{_joined(of + who + where + what, came)}。"
    if who and alone:
        came.insert(0, f"{who}{'参与' if '参加' in effect else '参加'}")
    if of and of not in what[: len(of) + 4]:
        there = f"，{of}" if _DEED.match(what) else f"在{of}，"
        return f"{_days(record)}{there}{_joined(what, came)}。"
    return f"{_days(record)}{where}，{_joined(what, came)}。"


def _where(record: RecordFacts, what: str) -> str:
    """在文化礼堂, unless the sentence says where, or its first words say it almost."""
    place = _place(record)
    said = not place or place in what or place[-3:] in what[:12] or "在" in what[:8]
    return "" if said else f"在{place}"


def _joined(what: str, came: Sequence[str]) -> str:
    """What was done and what came of it; behind a long clause a new sentence begins."""
    stop = "。" if len(what) > _CLAUSE or "。" in what else "，"
    return stop.join([what, "，".join(came)]) if came else what


def _days(record: RecordFacts) -> str:
    first, last = record.held_on, record.ended_on or record.held_on
    said = f"{first.month}月{first.day}日"
    if last == first:
        return said
    return f"{said}至{'' if last.month == first.month else f'{last.month}月'}{last.day}日"


def _place(record: RecordFacts) -> str:
    """The place as the own unit says it: 文化礼堂, not 柳湾村文化礼堂; nothing for the unit as a whole."""
    return _tidy(record.place).removeprefix(record.unit)


def _what(record: RecordFacts, longest: int) -> str:
    """What was done, without the day that the sentence begins with; else the title as a deed."""
    told = re.sub(rf"^(?:今天[，,]?|(?:{record.held_on.year}年)?{_days(record)}[，,]?)", "", _tidy(record.content))
    if told:
        return _short(told, longest)
    named = record.kind if record.title == f"{record.place}{record.kind}" else _tidy(record.title)
    return named if _DEED.match(named) else f"开展{named}"


def _effect(record: RecordFacts) -> str:
    return _short(re.sub(r"^效果[：，]", "", _tidy(record.effect)), _EFFECT)


def _tidy(text: str) -> str:
    """What was typed, as it stands in a line of print: full-width marks between Chinese, no blanks beside numbers."""
    line = re.sub(r"\s*\n\s*", "；", text.strip())
    marked = _HALF_WIDTH.sub(lambda mark: mark.group().translate(_FULL_WIDTH), line)
    return _BLANK.sub("", marked).replace("；；", "；").replace("。；", "。")


def _short(text: str, longest: int) -> str:
    """The text without its final mark; a long one ends behind a sentence, else behind a clause, never inside a word."""
    line = _END.sub("", text)
    if len(line) <= longest:
        return line
    for marks in ("。；！？", "，"):
        cut = max(line.rfind(mark, 0, longest + 1) for mark in marks)
        if cut > longest // 3:
            return _END.sub("", line[:cut])
    return line[: longest - 1] + "…"
