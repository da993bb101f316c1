import re
from collections.abc import Mapping, Sequence
from datetime import date

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line, mark_of
from xinhuo.journal.records.facts import RecordFacts
from xinhuo.year.yearbook.facts import ChronicleEntryFacts, ChronicleMonthFacts, Line

LONGEST = 120  # characters of one line: two printed rows
NAMED = 3  # people named in a line; more are counted
FIRST_YEAR = 1990  # 中国关工委 was founded in 1990; older volumes come in as they are
SUMMARIES = {6: "half_year", 12: "year"}  # the last month of a 小结 → its kind
MONTHS = ("一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月")

_SENTENCE = re.compile(r"[。！？!?；;\n]+")
_NAMED_EVENT = re.compile(r"《[^》]+》|“[^”]+”")
_COUNTED = re.compile(r"\d\s*(?:余|多)?(?:人|名|位|户)")
# A sentence that names its own subject: 三位五老…, 老战士…, 法治队…; the people's names then stand beside it.
_ELDERS = re.compile(r"^[一两三四五六七八九十\d]+[位名](?:“?五老”?|老\w{2})")
_SUBJECT = re.compile(
    r"^(?:“?五老”?(?:志愿者)?|退休(?:老师|教师|干部|工人)|老(?:战士|党员|教师|干部|专家|模范|同志)|[^，、在]{0,10}(?:服务队|宣讲队|讲师团|辅导站)"
    r"|[\u4e00-\u9fff]{2}队)(?=[^员长伍里，、学])"
)
_FOR_THEM = ("care", "visit", "family", "heart")


class WrittenMeanwhile(RuleBroken):
    """Somebody else decided the same lines since the page was opened; `theirs` has them by key, as they stand now."""

    def __init__(self, theirs: Mapping[str, Line]) -> None:
        super().__init__("您打开以后，别人改过这个月。请看过两边再存。", f"text_{next(iter(theirs))}")
        self.theirs = theirs


def line_mark(included: bool, text: str) -> str:
    """What the page carries for each line, to notice that somebody else decided it meanwhile."""
    return mark_of(f"{included:d}{clean_line(text)}")


def meets(line: Line, seen: str, included: bool, text: str) -> str:
    """How a choice meets what stands there now: "new" words to save, "old" ones that were only looked at, or a "clash".

    `seen` is the `line_mark` on the page ('' from a page without one).
    """
    now, mine = line_mark(line.included, line.text), line_mark(included, text)
    if seen in ("", now) or mine == now:
        return "new"
    return "old" if mine == seen else "clash"


def propose_text(facts: RecordFacts) -> str:
    """One sentence for a record: who, where, what, and how many came or what came of it; at most LONGEST characters."""
    what = _what(facts)
    subject, deed = _subject(facts, what)
    where = "" if _says_where(facts, what) else f"在{facts.place}"
    result = _result(facts, what)
    name = _event_name(facts, what)
    room = LONGEST - len(name) - len(subject) - len(where) - len(result) - 1
    if room < 20:
        name, room = "", room + len(name)
    return f"{name}{subject}{where}{_cut(deed, room)}{result}。"


def _what(facts: RecordFacts) -> str:
    """The first sentence of what was done, else the title."""
    told = next((part.strip(" ，、,") for part in _SENTENCE.split(facts.content) if part.strip(" ，、,")), "")
    if told:
        return told
    return facts.title if facts.title.startswith(("开展", "举办", "召开", "组织", "参加")) else f"开展{facts.title}"


def _subject(facts: RecordFacts, what: str) -> tuple[str, str]:
    """Who did it, and the rest of the sentence."""
    who = _who(facts, what)
    first = next((name for name in facts.participants if what.startswith(name)), "")
    if first and what[len(first) : len(first) + 1] not in "、，和与等":
        return first, what[len(first) :]
    elders, subject = _ELDERS.match(what), _SUBJECT.match(what)
    if elders:
        return f"{who if len(facts.participants) <= NAMED else ''}{elders.group()}", what[elders.end() :]
    if subject:
        return f"{subject.group()}（{who}）" if who else subject.group(), what[subject.end() :]
    return who, what


def _who(facts: RecordFacts, what: str) -> str:
    names = facts.participants
    if not names or facts.category == "meeting" or any(name in what for name in names):
        return ""
    if len(names) <= NAMED:
        return "、".join(names)
    return f"{'、'.join(names[:2])}等{len(names)}人"


def _says_where(facts: RecordFacts, what: str) -> bool:
    return not facts.place or facts.place in what or "在" in what[:14]


def _event_name(facts: RecordFacts, what: str) -> str:
    """What people called an event: “清明祭英烈”主题教育：; '' where the title says no more than kind and place."""
    found = _NAMED_EVENT.search(facts.title)
    if found is None or found.group() in what or found.group().strip("《》“”") == "五老":
        return ""
    return f"{found.group()}{facts.kind}："


def _result(facts: RecordFacts, what: str) -> str:
    """How many came, never 「0人」 and never twice; after a mediation what came of it."""
    if facts.category == "mediation":
        effect = re.split("[，。；\n]", facts.effect)[0].strip()
        return f"，{effect}" if 0 < len(effect) <= 20 else ""
    if _COUNTED.search(what):
        return ""
    if facts.category == "meeting":
        there = len(facts.participants) + facts.other_count + facts.youth_count
        return f"，到会{there}人" if there > 1 else ""
    if facts.category == "visit" and facts.visited_count:
        return f"，走访{facts.visited_count}人"
    return _came(facts)


def _came(facts: RecordFacts) -> str:
    counts = [f"青少年{facts.youth_count}人"] if facts.youth_count else []
    counts += [f"群众{facts.other_count}人"] if facts.other_count else []
    if not counts:
        return ""
    return f"，惠及{'、'.join(counts)}" if facts.category in _FOR_THEM else f"，{'、'.join(counts)}参加"


def _cut(text: str, room: int) -> str:
    """`text` within `room` characters, ended at a comma where one is near, never inside a number or a name's quote."""
    text = text.rstrip("，、,：: ")
    if len(text) <= room:
        return text
    head = text[:room]
    comma = max(head.rfind("，"), head.rfind("、"), head.rfind(","))
    return head[:comma] if comma >= room // 2 else f"{head[: room - 1]}…"


def with_unit(text: str, unit: str) -> str:
    """A lower unit's line as the upper one prints it: it begins with the unit's name."""
    if not unit or text.startswith(unit):
        return text
    return _cut(f"{unit}{text}", LONGEST) if len(unit) + len(text) > LONGEST else f"{unit}{text}"


def check_text(text: str) -> str:
    """A line as it may be printed: 1 … LONGEST characters, closed by a full stop."""
    text = text.strip()
    if not text:
        raise RuleBroken("还没有写这件事。请写一句话：谁，在哪里，做了什么。", "text")
    if text[-1] not in "。！？…":
        text += "。"
    if len(text) > LONGEST:
        raise RuleBroken(f"这一句太长了，最多{LONGEST}字。请再精简些。", "text")
    return text


def check_day(day: date | None, year: int, today: date, opened_on: date | None, closed_on: date | None) -> date:
    """The day of an event added by hand: of that year, not to come, in the unit's life."""
    if day is None:
        raise RuleBroken("还没有写是哪一天。请写上月和日。", "day")
    if day.year != year:
        raise RuleBroken(f"这一本是{year}年的。请写{year}年里的日期。", "day")
    if day > today:
        raise RuleBroken("这一天还没有到。请写已经过去的日期。", "day")
    if (opened_on and day < opened_on) or (closed_on and day > closed_on):
        raise RuleBroken("那一天这个单位不在。请核对日期。", "day")
    return day


def check_quiet(year: int, month: int, today: date, printed: int) -> None:
    """本月无 may be said of a month that is over and has no line."""
    if not 1 <= month <= 12:
        raise RuleBroken("没有这个月份。请从页面上选。", "month")
    if (year, month) >= (today.year, today.month):
        raise RuleBroken("这个月还没有过完。请到下个月再确认。", "month")
    if printed:
        raise RuleBroken(f"{month}月已经编入{printed}件事，不能写“本月无”。", "month")


def known_year(year: int, today: date, opened_on: date | None, closed_on: date | None) -> bool:
    """Is there a 大事记 of `year` for a unit with this life?"""
    first = max(FIRST_YEAR, opened_on.year if opened_on else FIRST_YEAR)
    last = min(today.year, closed_on.year if closed_on else today.year)
    return first <= year <= last


def year_to_open(today: date) -> int:
    """In January the last year, whose papers are being finished."""
    return today.year - (today.month == 1)


def day_said(held_on: date, ended_on: date | None) -> str:
    """「6日」, 「6日至8日」, 「30日至7月2日」."""
    if ended_on is None or ended_on == held_on:
        return f"{held_on.day}日"
    if (ended_on.year, ended_on.month) == (held_on.year, held_on.month):
        return f"{held_on.day}日至{ended_on.day}日"
    year = f"{ended_on.year}年" if ended_on.year != held_on.year else ""
    return f"{held_on.day}日至{year}{ended_on.month}月{ended_on.day}日"


def months_of(lines: Sequence[Line], quiet: set[int]) -> tuple[ChronicleMonthFacts, ...]:
    """Included lines by month and day; a second event of a day reads 「同日」; a quiet month only without lines."""
    found = []
    for month in range(1, 13):
        own = sorted((n for n in lines if n.included and n.held_on.month == month), key=lambda n: (n.held_on, n.key))
        if own:
            found.append(ChronicleMonthFacts(month, _entries(own)))
        elif month in quiet:
            found.append(ChronicleMonthFacts(month, quiet=True))
    return tuple(found)


def _entries(lines: Sequence[Line]) -> tuple[ChronicleEntryFacts, ...]:
    entries, last = [], ""
    for line in lines:
        day = day_said(line.held_on, line.ended_on)
        entries.append(ChronicleEntryFacts("同日" if day == last else day, line.text, line.unit, line.key))
        last = day
    return tuple(entries)


def summary_title(unit: str, year: int, month: int) -> str:
    """柳湾村关工委2026年上半年工作小结, 柳湾村关工委2026年度工作小结."""
    return f"{unit}{year}年{'上半年' if month == 6 else '度'}工作小结"


def period_said(month: int) -> str:
    """The months of a 小结 in its own words: 上半年, 全年."""
    return "上半年" if month == 6 else "全年"
