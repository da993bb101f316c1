from collections.abc import Mapping
from datetime import date, datetime, timedelta

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.facts import Difference

# What measures and papers go by; the kinds an office names are data and point here. In the order of a report.
CATEGORIES = {
    "theme_education": "主题教育",
    "station": "校外教育辅导",
    "law": "法治教育",
    "mediation": "纠纷调解",
    "care": "关爱帮扶",
    "visit": "走访慰问",
    "family": "家庭教育",
    "heart": "心理关爱",
    "science": "科普助农",
    "arts": "文体艺术",
    "environment": "环境监督",
    "study": "学习",
    "training": "培训",
    "meeting": "会议",
    "other": "其他工作",
}
# Prose papers that a person edits, and in which own paragraphs stand.
PAPERS = {"report": "轮值汇报", "half_year": "半年小结", "year": "年度工作小结"}
ROLES = {"led": "牵头", "took_part": "参加", "spoke": "主讲", "was_visited": "被走访"}
LONGEST = {"title": ("标题", 60), "place": ("地点", 60), "content": ("“做了什么”", 1000), "effect": ("效果", 500)}
MOST_PEOPLE = 100_000
LONGEST_DAYS = 92
UNDO = timedelta(hours=24)
LATE_DAYS = 30
JOINED = {"content", "effect"}  # texts of which both may be kept, one under the other


class ChangedMeanwhile(RuleBroken):
    """Somebody else saved since the page was opened. `since` is the version that the writer had seen."""

    def __init__(self, since: int) -> None:
        super().__init__("您打开以后，别人改过这一笔。请看过两边再定。")
        self.since = since


def is_late(held_on: date, written_on: date) -> bool:
    """补记: more than 30 days between the deed and the writing."""
    return (written_on - held_on).days > LATE_DAYS


def may_undo(done_at: datetime, now: datetime) -> bool:
    """Within 24 hours a thing is undone by one tap. A clock that was set back counts as within."""
    return now - done_at <= UNDO


def check_withdrawal(written_at: datetime, now: datetime, reason: str) -> None:
    """After 24 hours a record is 作废 and wants a reason: somebody may have relied on it."""
    if not may_undo(written_at, now) and not reason:
        raise RuleBroken("记下超过一天了，作废要写缘由。请写一句为什么。", "reason")


def check_undo(made_at: datetime, now: datetime, same_unit: bool) -> None:
    """A change is undone within 24 hours, by the unit that made it."""
    if not same_unit:
        raise RuleBroken("这次是别的单位改的，您不能撤回。要改请点“改”。")
    if not may_undo(made_at, now):
        raise RuleBroken("改了超过一天，不能撤回了。要改请点“改”。")


def differences(
    seen: Mapping[str, tuple[str, str]] | None,
    mine: Mapping[str, tuple[str, str]],
    theirs: Mapping[str, tuple[str, str]],
) -> list[Difference]:
    """Where two texts of a record part: each maps a key to (label, words); `seen` is what both writers began with.

    What only one of them changed is proposed as that one has it; what both changed, as the second has it.
    """
    found = []
    for key, (label, words) in mine.items():
        other = theirs[key][1]
        if words == other:
            continue
        began = seen[key][1] if seen is not None else None
        found.append(
            Difference(
                key=key,
                label=label,
                mine=words,
                theirs=other,
                choice="theirs" if words == began else "mine",
                both=began not in (words, other),
                joined=join_texts(key, other, words),
            )
        )
    return found


def join_texts(key: str, theirs: str, mine: str) -> str:
    """Both texts, one under the other; '' where that makes no sense or would be too long."""
    if key not in JOINED or not theirs or not mine:
        return ""
    if mine in theirs or theirs in mine:
        return max(theirs, mine, key=len)
    both = f"{theirs}\n{mine}"
    return both if len(both) <= LONGEST[key][1] else ""


def check_dates(
    held_on: date, ended_on: date | None, today: date, opened_on: date | None, closed_on: date | None
) -> None:
    """The day is past, in order, and the unit existed on it."""
    if held_on > today:
        raise RuleBroken("活动日期不能晚于今天。请改成活动当天的日期。", "held_on")
    if held_on.year < 1990:  # 中国关工委 was founded in 1990
        raise RuleBroken("活动日期太早了。请核对年份。", "held_on")
    if ended_on and ended_on < held_on:
        raise RuleBroken("结束日期早于开始日期。请核对两个日期。", "ended_on")
    if ended_on and (ended_on > today or (ended_on - held_on).days > LONGEST_DAYS):
        raise RuleBroken("结束日期不对：不能晚于今天，也不超过三个月。", "ended_on")
    if opened_on and held_on < opened_on:
        raise RuleBroken(
            f"单位{opened_on.year}年{opened_on.month}月{opened_on.day}日才成立。请核对活动日期。", "held_on"
        )
    if closed_on and held_on > closed_on:
        raise RuleBroken(
            f"单位{closed_on.year}年{closed_on.month}月{closed_on.day}日已撤销。请核对活动日期。", "held_on"
        )


def check_participant(name: str, gone_on: date | None, held_on: date, deceased: bool = False) -> None:
    """Nobody takes part after having left, or died."""
    if gone_on and held_on > gone_on:
        said = f"{gone_on.year}年{gone_on.month}月{gone_on.day}日"
        how = "老同志已于" + said + "去世" if deceased else said + "已不在队"
        raise RuleBroken(f"{name}{how}。请去掉，或核对日期。", "people")


def check_counts(youth_count: int, other_count: int) -> None:
    """Head counts are whole and believable."""
    if youth_count < 0 or other_count < 0:
        raise RuleBroken("人数不能是负的。没有就填0。", "youth_count")
    if youth_count > MOST_PEOPLE:
        raise RuleBroken("孩子的人数太大了。请核对。", "youth_count")
    if other_count > MOST_PEOPLE:
        raise RuleBroken("大人的人数太大了。请核对。", "other_count")


def check_lengths(title: str, place: str, content: str, effect: str) -> None:
    """Each text fits its place on paper."""
    for field, text in (("title", title), ("place", place), ("content", content), ("effect", effect)):
        name, longest = LONGEST[field]
        if len(text) > longest:
            raise RuleBroken(f"{name}最多{longest}个字，现在{len(text)}个。请短一点。", field)


def paper_said(paper: str, month: int) -> str:
    """6月轮值汇报, 半年小结."""
    return f"{month}月{PAPERS[paper]}" if paper == "report" else PAPERS[paper]


def propose_title(kind: str, place: str, occasion: str = "") -> str:
    """A title from what was chosen: 荷塘社区广场学雷锋纪念日主题活动."""
    what = f"{occasion}{kind}" if occasion and occasion not in kind else kind
    title = f"{place}{what}" if place else what
    return title[: LONGEST["title"][1]]


def check_kind_name(name: str, category: str) -> str:
    """The name of a kind of work, 1 … 20 characters, in a known category."""
    said = "".join(name.split())
    if not said:
        raise RuleBroken("还没有写名称。请写上，比如“法治教育”。", "name")
    if len(said) > 20:
        raise RuleBroken(f"名称最多20个字，现在{len(said)}个。请短一点。", "name")
    if category not in CATEGORIES:
        raise RuleBroken("还没有选归到哪一类。请选一类。", "category")
    return said


def check_place(name: str) -> str:
    """A place, 1 … 60 characters."""
    if not name:
        raise RuleBroken("还没有写地点。请写上，比如“村文化礼堂”。", "place")
    if len(name) > 60:
        raise RuleBroken(f"地点最多60个字，现在{len(name)}个。请短一点。", "place")
    return name


def check_occasion(name: str, first: int, last: int) -> str:
    """A fixed point of the year: 1 … 20 characters, two days that every leap year has."""
    if not name:
        raise RuleBroken("还没有写节点的名称。请写上，比如“开学季”。", "name")
    if len(name) > 20:
        raise RuleBroken(f"名称最多20个字，现在{len(name)}个。请短一点。", "name")
    for day, field in ((first, "first"), (last, "last")):
        try:
            date(2024, *divmod(day, 100))
        except ValueError as wrong:
            raise RuleBroken("没有这一天。请写几月几日，比如9月1日。", field) from wrong
    return name


def falls_on(mark: int, first: int, last: int) -> bool:
    """Does month × 100 + day lie between two such marks? A point may run over New Year (12月25日 to 1月5日)."""
    return first <= mark <= last if first <= last else mark >= first or mark <= last
