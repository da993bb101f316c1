from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.work.reports.facts import Turn

MONTHS = tuple(range(1, 13))
YEARS = (2000, 2100)
LONGEST_REASON = 60
LONGEST_TITLE = 40
LONGEST_TEXT = 20_000


def propose(
    units: Sequence[str], last: Sequence[Turn] = (), months: Sequence[int] = MONTHS, twice: bool = False
) -> list[Turn]:
    """A fair roster of `units` (in the office's own order) over `months`: everyone in turn.

    `last` is last year's. Each unit comes one turn earlier than last year; whoever was first comes last, so nobody reports
    in January what was reported in December. More units than months: several in a month, as even as can be. Fewer: with
    `twice` some come a second time (next year the others), else months stay empty, spread over the year. A unit that is new
    comes at the end.
    """
    months = sorted(set(months))
    if not units or not months:
        return []
    room = min(len(months), 2 * len(units)) if twice else 0
    count = max(len(units), room)
    queue = _queue(units, last)
    if last and count % len(queue) == 0:  # going on from where last year ended would give everyone the same month
        queue = queue[1:] + queue[:1]
    return [Turn(months[n * len(months) // count], queue[n % len(queue)]) for n in range(count)]


def _queue(units: Sequence[str], last: Sequence[Turn]) -> list[str]:
    """Who reported longest ago comes first; who never did comes last."""
    ended = {turn.unit: place for place, turn in enumerate(sorted(last, key=lambda turn: turn.month))}
    return sorted(units, key=lambda unit: ended.get(unit, len(last)))


def chosen_units(beside: Sequence[str], last: Collection[str], new: Collection[str]) -> list[str]:
    """Who is on the roster by default: as last year, with who is new since; without a last year everyone."""
    return [unit for unit in beside if not last or unit in last or unit in new]


def check_year(year: int, today: date) -> None:
    """A roster is set for this year, or from October on for the next."""
    if year != today.year and not (year == today.year + 1 and today.month >= 10):
        raise RuleBroken("只能排今年的；10月起可以排明年的。请换一年。", "year")


def check_turns(turns: Sequence[Turn], given: Collection[tuple[str, int]] = ()) -> None:
    """At least one turn, no unit twice in a month, and who has reported already stays where that was."""
    if not turns:
        raise RuleBroken("还没有排任何单位。请至少选一个月。")
    if any(turn.month not in MONTHS for turn in turns):
        raise RuleBroken("月份是1到12。请重新选。")
    if max(Counter((turn.unit, turn.month) for turn in turns).values()) > 1:
        raise RuleBroken("有个单位同一个月排了两次。请改一个月。")
    if set(given) - {(turn.unit, turn.month) for turn in turns}:
        raise RuleBroken("已经讲过的月份不能改。请改别的月份。")


def check_reason(reason: str, field: str = "reason") -> str:
    """Why, in a few words."""
    said = " ".join(reason.split())
    if not said:
        raise RuleBroken("还没有写缘由。请写一句，比如“换届”。", field)
    if len(said) > LONGEST_REASON:
        raise RuleBroken(f"缘由最多{LONGEST_REASON}个字，现在{len(said)}个。请短一点。", field)
    return said


def check_swap(one: tuple[int, bool], other: tuple[int, bool], same_unit: bool) -> None:
    """Two turns are exchanged: (month, given) each, of one year; neither was given yet."""
    if one[1] or other[1]:
        raise RuleBroken("讲过了的不能再换。请选还没有讲的。", "other")
    if same_unit or one[0] == other[0]:
        raise RuleBroken("换了和不换一样。请选另一个月的另一个单位。", "other")


def check_deferral(month: int, to: int, words: str) -> str:
    """A later month of the same year, and who allowed it: 允许经批准改期."""
    if month >= 12:
        raise RuleBroken("12月的不能再往后改。请和别的单位换个月。", "month")
    if not month < to <= 12:
        raise RuleBroken(f"要改到{month}月以后。请重新选一个月。", "month")
    said = " ".join(words.split())
    if not said:
        raise RuleBroken("还没有写谁同意的。请写一句，比如“李主任同意”。", "words")
    if len(said) > LONGEST_REASON:
        raise RuleBroken(f"最多{LONGEST_REASON}个字，现在{len(said)}个。请短一点。", "words")
    return said


def check_given(year: int, month: int, day: date, today: date) -> None:
    """A report is given on a day that has come, not before its month."""
    if day > today:
        raise RuleBroken("日期不能晚于今天。请改成开会那天的日期。", "day")
    if day < date(year, month, 1):
        raise RuleBroken(f"这一份讲到{month}月，不会在{month}月以前讲。请核对日期。", "day")
    if day > date(year + 1, 3, 31):
        raise RuleBroken("日期离轮值的年度太远了。请核对年份。", "day")


def month_of_merger(day: date, year: int) -> int:
    """From which month of `year` on a merged unit's turns go over: that of the merger, in later years all."""
    return day.month if year == day.year else 1


def differences(before: Sequence[tuple[str, int]], after: Sequence[tuple[str, int]]) -> list[str]:
    """What became of a roster, a unit a sentence: (name, month) each. 柳湾村由3月改到5月."""
    was, now = _by_name(before), _by_name(after)
    told = []
    for name in dict.fromkeys([*was, *now]):
        old, new = was.get(name, ""), now.get(name, "")
        if old == new:
            continue
        told.append(
            f"{name}由{old}改到{new}" if old and new else f"{name}排在{new}" if new else f"{name}不再排（原{old}）"
        )
    return told


def _by_name(turns: Sequence[tuple[str, int]]) -> dict[str, str]:
    found: dict[str, list[int]] = {}
    for name, month in sorted(turns, key=lambda turn: turn[1]):
        found.setdefault(name, []).append(month)
    return {name: "、".join(f"{month}月" for month in months) for name, months in found.items()}


def short_name(name: str, longest: int = 5) -> str:
    """How the wheel calls a unit: 荷塘 of 荷塘社区; a long name is cut."""
    for ending in ("社区", "街道", "村"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            name = name.removesuffix(ending)
            break
    return name if len(name) <= longest else name[: longest - 1] + "…"


def span(month: int) -> str:
    """1月, or 1至6月."""
    return "1月" if month == 1 else f"1至{month}月"


def reminder(unit: str, month: int) -> str:
    """A courteous text for the group chat, before the meeting; ≤ 200 characters."""
    return (
        f"{unit[:40]}的同志好！{month}月例会轮到贵单位汇报，从1月讲到当月。稿子薪火已按平时记的起好，请登录看一遍，"
        "要改的改，再添上问题和打算。开会时带一份到会就行，时间、地点以会议通知为准。谢谢！"
    )


def call_text(title: str, due_on: date) -> str:
    """A courteous text for the group chat about a call; names nobody who has not handed in yet; ≤ 200 characters."""
    ask = f"各位同志好！“{title[:LONGEST_TITLE]}”请在{due_on.month}月{due_on.day}日前交。"
    how = "薪火里已按平时记的起好稿，登录后看一遍、改一改就能交；写在纸上的，交到办公室也一样。"
    return f"{ask}{how}已经交了的不用再交，谢谢！"


def check_call(title: str, due_on: date, today: date, units: int, known: Mapping[str, object], topic: str) -> str:
    """What is asked for: a known topic, a title of 1 … 40 characters, a believable day, some units."""
    said = " ".join(title.split())
    if topic not in known:
        raise RuleBroken("还没有选题目。请选一种。", "topic")
    if not said:
        raise RuleBroken("还没有写标题。请写上，比如“2027年工作计划”。", "title")
    if len(said) > LONGEST_TITLE:
        raise RuleBroken(f"标题最多{LONGEST_TITLE}个字，现在{len(said)}个。请短一点。", "title")
    if (due_on - today).days > 400:
        raise RuleBroken("交稿日期太远了。请核对年份。", "due_on")
    if not units:
        raise RuleBroken("还没有选哪些单位交。请至少选一个。", "units")
    return said


def check_text(text: str, on_paper: bool) -> None:
    """What is handed in says something, unless it lies on paper."""
    if not text and not on_paper:
        raise RuleBroken("还没有写内容。请写上再交。", "text")
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(f"太长了，最多{LONGEST_TEXT}字。请精简。", "text")
    if text and not on_paper and len(text) < 10:
        raise RuleBroken("内容太短了。请写完再交，没写完可以先放着。", "text")


def check_handed(day: date, today: date) -> None:
    """A paper was handed in on a day that has come."""
    if day > today:
        raise RuleBroken("交的日期不能晚于今天。请核对。", "day")
    if (today - day).days > 400:
        raise RuleBroken("交的日期太早了。请核对年份。", "day")
