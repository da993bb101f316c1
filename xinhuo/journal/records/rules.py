from datetime import date

from xinhuo.ground.kernel.errors import RuleBroken

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


def check_participant(name: str, gone_on: date | None, held_on: date) -> None:
    """Nobody takes part after having left."""
    if gone_on and held_on > gone_on:
        said = f"{gone_on.year}年{gone_on.month}月{gone_on.day}日"
        raise RuleBroken(f"{name}{said}已不在队。请去掉，或核对日期。", "people")


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
