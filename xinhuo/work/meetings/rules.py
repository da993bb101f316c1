import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.work.meetings.facts import Difference

PARTS = {
    "talk": "议事",
    "study": "集中学习",
    "duty_report": "轮值汇报",
    "exchange": "集中汇报",
    "consult": "疑难会诊",
    "oath": "宣誓",
    "training": "培训",
    "commend": "表彰",
}
ROLLED = ("study", "oath", "training", "commend")
"""Parts that people take part in by name: they take the roll of the meeting, and only who differs is changed."""

STATES = {"planned": "还没开", "held": "已开过", "cancelled": "不开了"}
STEPS = {
    "planned": {"close": "held", "cancel": "cancelled"},
    "held": {"reopen": "planned"},
    "cancelled": {"plan": "planned"},
}
CAME = {"present": "到会", "excused": "请假", "proxy": "委托", "absent": "缺席"}
COUNTED = ("present", "proxy")
WHOM = {"below": "下级各单位", "own": "本单位", "teams": "各服务队", "none": "不预先列"}
LONGEST_ITEM = 480  # minutes
LONGEST_SAID = 2000
LONGEST_SENTENCE = 100
MOST_ROWS = 40
_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_NUMBERS = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)")
# Whoever is a child is said without a name: 一名三年级学生, never 王小明同学, 张小红（9岁）, 学生李某. Words that only look like
# a name (许多同学, 高年级同学, 向小朋友讲) pass; so a few rare surnames do, too.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付邹孟熊秦邱"
    "江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔汤"
)
_GIVEN = re.compile(rf"(?!许多|高年|高中|周边|周围|周末|江边)[{_SURNAMES}][\u4e00-\u9fff×]{{1,2}}").pattern
_CHILD = re.compile(
    rf"{_GIVEN}(?:小?同学|小朋友)|[{_SURNAMES}]小?(?:同学|小朋友)|小[{_SURNAMES}明红军刚强丽华芳](?:小?同学|小朋友)|[{_SURNAMES}]某"
    rf"|(?:学生|孩子|儿童|男孩|女孩|少年|孙子|孙女|儿子|女儿)[：“]?(?:名叫|名字叫|叫|姓名是?){_GIVEN}|(?:名叫|叫做|叫作){_GIVEN}"
    rf"|{_GIVEN}(?:[（(](?:男|女)?[，,、]?)?(?:今年)?\d{{1,2}}岁|{_GIVEN}[，,、](?:男|女)[，,、。]"
)


class ChangedMeanwhile(RuleBroken):
    """Somebody else saved the minutes since the page was opened. `since` is the version that the writer had seen."""

    def __init__(self, since: int) -> None:
        super().__init__("您打开以后，别人也写过会议记录。请看过两边再定。")
        self.since = since


def step(state: str, verb: str) -> str:
    """The state that follows; RuleBroken where the verb isn't for this state."""
    if verb in STEPS[state]:
        return STEPS[state][verb]
    raise RuleBroken(
        {
            "planned": "这个会还没有结束，不用重开。",
            "held": "这个会已经结束了。要改请点“改到会”或“写记录”。",
            "cancelled": "这个会已经不开了。要开，请先恢复。",
        }[state]
    )


def check_plan(title: str, place: str, starts: time | None, ends: time | None) -> None:
    """A meeting has a title and a beginning, and ends after it began."""
    if not title:
        raise RuleBroken("还没有写会议名称。请写上。", "title")
    if len(title) > 60:
        raise RuleBroken(f"会议名称最多60个字，现在{len(title)}个。请短一点。", "title")
    if len(place) > 60:
        raise RuleBroken(f"地点最多60个字，现在{len(place)}个。请短一点。", "place")
    if starts is None:
        raise RuleBroken("还没有写几点开会。请写成9:00这样。", "starts_at")
    if ends is not None and ends <= starts:
        raise RuleBroken("散会的时间比开会早。请核对两个时间。", "ends_at")


def check_day(day: date, opened_on: date | None, closed_on: date | None) -> None:
    """A day on which the unit is there, in a year that can be meant."""
    if not 1990 <= day.year <= 2100:
        raise RuleBroken("开会日期的年份不对。请核对。", "held_on")
    if (opened_on and day < opened_on) or (closed_on and day > closed_on):
        raise RuleBroken("这个单位那天不在（没成立或已撤销）。请核对日期。", "held_on")


def schedule(starts: time, lengths: Sequence[int]) -> list[time]:
    """When each point begins. RuleBroken where the day would not be long enough."""
    now, found = starts.hour * 60 + starts.minute, []
    for length in lengths:
        if now >= 24 * 60:
            raise RuleBroken("议程排到半夜以后了。请核对每项几分钟。")
        found.append(time(now // 60, now % 60))
        now += length
    return found


def check_agenda(starts: time, ends: time | None, lengths: Sequence[int]) -> None:
    """The points fit between beginning and end."""
    if any(not 0 <= length <= LONGEST_ITEM for length in lengths):
        raise RuleBroken(f"一项议程从0到{LONGEST_ITEM}分钟。请核对几分钟。")
    schedule(starts, lengths)
    over = starts.hour * 60 + starts.minute + sum(lengths)
    if over > 24 * 60:
        raise RuleBroken("议程排到半夜以后了。请核对每项几分钟。")
    if ends is not None and over > ends.hour * 60 + ends.minute:
        late = over - ends.hour * 60 - ends.minute
        raise RuleBroken(f"议程比散会时间长{late}分钟。请改散会时间或时长。", "ends_at")


def check_close(day: date, today: date, taken: bool) -> None:
    """What has not been held isn't closed, nor what nobody entered the roll of."""
    if day > today:
        raise RuleBroken(f"会要到{day.month}月{day.day}日才开。请开过再结束。")
    if not taken:
        raise RuleBroken("还没有登记到会。请先登记谁到了。")


def check_came(name: str, state: str, words: str) -> None:
    """A known state; whoever sent somebody says whom."""
    if state not in CAME:
        raise RuleBroken(f"{name[:10]}到了没有，没有选对。请重新选。")
    if state == "proxy" and not words:
        raise RuleBroken(f"{name[:10]}委托了谁还没写。请写上名字。")
    if len(words) > 40:
        raise RuleBroken(f"{name[:10]}的说明最多40个字。请短一点。")


def check_resolution(text: str, doer: str) -> str:
    """What was decided, 1 … 200 characters."""
    if not text:
        raise RuleBroken("议定了什么还没写。请写一句话。")
    if len(text) > 200:
        raise RuleBroken(f"议定事项最多200个字，现在{len(text)}个。请短一点。")
    if len(doer) > 40:
        raise RuleBroken("“谁来办”最多40个字。请短一点。")
    return text


def check_said(label: str, text: str) -> str:
    """A text of the minutes that fits."""
    if len(text) > LONGEST_SAID:
        raise RuleBroken(f"“{label[:8]}”最多{LONGEST_SAID}个字，现在{len(text)}个。请短一点。")
    return text


def check_sentence(text: str, field: str = "sentence") -> str:
    """A problem in one sentence, by which no child can be told."""
    if not text:
        raise RuleBroken("还没有写是什么难题。请写一句话。", field)
    if len(text) > LONGEST_SENTENCE:
        raise RuleBroken(f"难题用一句话说，最多{LONGEST_SENTENCE}个字。请短一点。", field)
    return check_no_child(text, field)


def check_no_child(text: str, field: str) -> str:
    """Words by which a child could be known are refused: a name beside 同学 or an age, a number of a person."""
    if _NUMBERS.search(text):
        raise RuleBroken("这里不写电话和身份证号。请去掉号码。", field)
    found = _CHILD.search(text)
    if found:
        raise RuleBroken(f"“{found[0][:8]}”像是说出了孩子是谁。请改成“一名学生”。", field)
    return text


def propose_title(kind: str, routine: bool, day: date) -> str:
    """十二月常务副主任例会; 2026年队长会议."""
    return f"{_MONTHS[day.month - 1]}月{kind}" if routine else f"{day.year}年{kind}"


def part_of_title(title: str) -> str:
    """Which part of a meeting a point is, by its title: 集中学习 is a study; anything else is talked over."""
    words = {
        "学习": "study", "轮值": "duty_report", "汇报交流": "exchange", "集中汇报": "exchange", "会诊": "consult",
        "宣誓": "oath", "领誓": "oath", "培训": "training", "表彰": "commend", "颁奖": "commend",
    }  # fmt: skip
    return next((part for word, part in words.items() if word in title), "talk")


def read_agenda(text: str) -> list[list[object]]:
    """The usual agenda of a kind, a point a line: 25 集中学习. RuleBroken for a line without minutes."""
    found: list[list[object]] = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        said = re.fullmatch(r"(\d{1,3})\s*分?钟?\s*(.{1,60})", line)
        if not said or int(said[1]) > LONGEST_ITEM:
            raise RuleBroken(f"“{line[:10]}”没看懂。请写成“25 集中学习”。", "agenda")
        title = said[2].strip()
        found.append([title, int(said[1]), part_of_title(title)])
    if len(found) > MOST_ROWS:
        raise RuleBroken(f"议程最多{MOST_ROWS}项。请合并几项。", "agenda")
    return found


def day_said(day: date) -> str:
    """12月8日（周二）."""
    return f"{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"


def time_said(at: time) -> str:
    """上午9:00, 中午12:00, 下午2:30, 晚上7:00."""
    hour = at.hour
    part = "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    return f"{part}{hour if hour <= 12 else hour - 12}:{at.minute:02d}"


def span_said(starts: time, ends: time | None) -> str:
    """上午9:00至11:00, 上午9:00至下午2:30."""
    if ends is None:
        return time_said(starts)
    until = time_said(ends)
    return f"{time_said(starts)}至{until[2:] if until[:2] == time_said(starts)[:2] else until}"


def part_of_day(at: time) -> str:
    """上午, 下午 or 晚上, as a record says it."""
    return "上午" if at.hour < 12 else "下午" if at.hour < 18 else "晚上"


def differences(
    seen: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, tuple[str, str]]
) -> list[Difference]:
    """Where two texts part. `theirs` maps a key to (label, words); `seen` is what both began with.

    What only one changed is proposed as that one has it; what both changed, as the second has it.
    """
    found = []
    for key, (label, other) in theirs.items():
        words = mine.get(key, other)  # what came into being meanwhile, the second never saw
        if words == other:
            continue
        began = seen.get(key, "")
        joined = "" if began in (words, other) or not _is_text(key) else join(other, words)
        found.append(Difference(key, label, words, other, "theirs" if words == began else "mine", joined))
    return found


def _is_text(key: str) -> bool:
    return key == "remarks" or key.startswith(("said_", "answer_"))


def join(theirs: str, mine: str) -> str:
    """Both texts, one under the other; '' where one is empty or they would be too long together."""
    if not theirs or not mine:
        return ""
    if mine in theirs or theirs in mine:
        return max(theirs, mine, key=len)
    both = f"{theirs}\n{mine}"
    return both if len(both) <= LONGEST_SAID else ""


def merged(mine: Mapping[str, str], theirs: Mapping[str, str], choices: Mapping[str, str]) -> dict[str, str]:
    """`mine` with what was chosen of `theirs`: key → "mine", "theirs" or "both"."""
    found = dict(mine)
    for key, choice in choices.items():
        if key not in theirs:
            continue
        if choice == "theirs":
            found[key] = theirs[key]
        elif choice == "both":
            found[key] = join(theirs[key], mine.get(key, "")) or mine.get(key, "")
    return found


def took_part(state: str, flipped: bool) -> bool:
    """Did someone take part in a part of the meeting: by the roll, or otherwise than the roll?"""
    return (state in COUNTED) != flipped


def count_said(states: Iterable[str]) -> str:
    """应到12人，到会10人，委托1人，请假1人."""
    rows = list(states)
    counts = [f"{word}{rows.count(code)}人" for code, word in CAME.items() if rows.count(code)]
    return "，".join([f"应到{len(rows)}人", *counts]) if rows else "没有预先列名单"
