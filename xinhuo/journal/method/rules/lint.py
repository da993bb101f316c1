"""What a pack may not ask for, and where it contradicts itself."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from xinhuo.ground.kernel.period import Period
from xinhuo.journal.method.facts import BUILDS, RECURS, Duty, Known, Pack
from xinhuo.journal.method.rules.days import EXAMPLES, FIRST_YEAR, LAST_YEAR, RULES, WorkCalendar, due_day, due_said

Place = tuple[str, int, str]
# Criteria that no method may hold (domain X14; 中央网信委2023年、国办函〔2026〕12号).
FORBIDDEN = {
    "publicity_count": "刊登、宣传的篇数",
    "leader_comment": "领导的批示",
    "photo_count": "照片的张数",
    "login": "登录的次数",
    "study_minutes": "学习的时长",
    "likes": "点赞",
}
_WORDS = {
    "刊登篇数|刊发篇数|录用篇数|宣传篇数|转发": "publicity_count",
    "批示次数|批示件数|领导批示数": "leader_comment",
    "照片数|照片张数|[一二三四五六七八九十\\d]+张照片": "photo_count",
    "登录率|登录次数|打卡|在线时长|安装率": "login",
    "学习时长|学时排名|学习积分": "study_minutes",
    "点赞|积分|排名": "likes",
}
GRACE = {"monthly": 28, "quarterly": 80, "roster": 28, "yearly": 180, "two_years": 180, "joining": 365, "event": 0}
"""The most days of grace: more would run into the next time."""


def forbidden_in(text: str) -> str:
    """What a text asks for that may not be asked for, in words; "" for nothing."""
    plain = text.lower().replace("-", "_")
    for code, word in FORBIDDEN.items():
        if code in plain:
            return word
    return next((FORBIDDEN[code] for words, code in _WORDS.items() if re.search(words, text)), "")


def faults_of(pack: Pack, known: Known) -> Iterator[tuple[Place, str]]:
    """(where, what is wrong) of everything that a pack may not say."""
    yield from _twice(pack)
    yield from _mechanisms(pack)
    if not pack.duties:
        yield ("", 0, ""), "一条应办的事也没有。请至少写一条。"
    for code in pack.unit_types:
        if code not in known.types:
            yield ("", 0, "unit_types"), f"没有“{code[:20]}”这种组织类型。"
    keys = {one.key for one in pack.mechanisms}
    for number, duty in enumerate(pack.duties):
        if duty.mechanism not in keys:
            yield ("duty", number, "mechanism"), f"没有“{duty.mechanism[:20]}”这一条机制。"
        for key, why in duty_faults(duty, known):
            yield ("duty", number, key), why


def _twice(pack: Pack) -> Iterator[tuple[Place, str]]:
    for section, keys in (
        ("group", [one.name for one in pack.groups]),
        ("mechanism", [one.key for one in pack.mechanisms]),
        ("duty", [one.key for one in pack.duties]),
    ):
        counted = Counter(keys)
        for number, key in enumerate(keys):
            if counted[key] > 1 and keys.index(key) != number:
                yield (section, number, "name" if section == "group" else "key"), f"“{key[:20]}”前面已经有了。"


def _mechanisms(pack: Pack) -> Iterator[tuple[Place, str]]:
    names = {one.name for one in pack.groups}
    for number, one in enumerate(pack.mechanisms):
        if one.group not in names:
            yield ("mechanism", number, "group"), f"没有“{one.group[:10]}”这一组。"


def duty_faults(duty: Duty, known: Known) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) of one duty."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", duty.key):
        yield "key", "key只能用小写字母、数字和短横。"
    yield from _criteria(duty)
    yield from _dates(duty)
    yield from _counting(duty, known)
    yield from _codes(duty, known)


def _criteria(duty: Duty) -> Iterator[tuple[str, str]]:
    said: Mapping[str, str] = {
        "key": duty.key,
        "title": duty.title,
        "hint": duty.hint,
        "measure": duty.measure,
        "params": " ".join(f"{name} {value}" for name, value in duty.params.items()),
    }
    for key, text in said.items():
        if word := forbidden_in(text):
            yield key, f"不许拿{word}当办没办到的标准。请去掉。"


def _dates(duty: Duty) -> Iterator[tuple[str, str]]:
    kind, recurs = duty.due.kind, RECURS[duty.recurs]
    if kind not in RULES[duty.recurs]:
        yield "due", f"{recurs}的事，期限要写成{EXAMPLES[duty.recurs]}这样。"
        return
    if duty.due.later and duty.recurs not in ("monthly", "quarterly"):
        yield "due", "次月只用于每月、每季度的事。"
    if not all(1 <= month <= 12 for month in duty.months) or len(set(duty.months)) != len(duty.months):
        yield "months", "月份要是1到12，不能重。"
    if duty.months and duty.recurs != "monthly":
        yield "months", f"{recurs}的事不用写哪几个月。"
    if duty.recurs == "two_years" and not FIRST_YEAR <= duty.first_year <= LAST_YEAR:
        yield "first_year", "每两年的事，要写从哪一年算起，像2026。"
    if duty.recurs != "two_years" and duty.first_year:
        yield "first_year", f"{recurs}的事不用写从哪一年算起。"
    if duty.grace > GRACE[duty.recurs]:
        yield "grace", f"宽限{duty.grace}天太长，会和下一次碰上。"
    yield from _opening(duty)


def _opening(duty: Duty) -> Iterator[tuple[str, str]]:
    if duty.opens is None:
        return
    if duty.recurs not in ("yearly", "two_years"):
        yield "opens", f"{RECURS[duty.recurs]}的事不用写从哪天起。"
    elif date(2001, *duty.opens) > due_day(duty.due, Period(2001), WorkCalendar()):
        month, day = duty.opens
        yield "opens", f"{month}月{day}日起，{due_said(duty.due)}就到期，前后矛盾。"


def _counting(duty: Duty, known: Known) -> Iterator[tuple[str, str]]:
    if duty.by_hand == bool(duty.measure):
        yield "by_hand" if duty.by_hand else "measure", "measure和by_hand，要写一样，只写一样。"
        return
    yield from _by_hand(duty) if duty.by_hand else _measured(duty, known)


def _by_hand(duty: Duty) -> Iterator[tuple[str, str]]:
    if duty.params:
        yield "params", "由人确认的事，不用写params。"
    if duty.recurs == "roster":
        yield "by_hand", "轮值月从排班里看，不能由人确认。"


def _measured(duty: Duty, known: Known) -> Iterator[tuple[str, str]]:
    if duty.if_any:
        yield "if_any", "从记录里数的事，不用写if_any。"
    takes = known.measures.get(duty.measure)
    if takes is None:
        yield "measure", f"没有“{duty.measure[:30]}”这种数法。请核对。"
        return
    for name in duty.params:
        if name not in takes:
            yield "params", f"{duty.measure}不认得“{name[:20]}”。请核对。"


def _codes(duty: Duty, known: Known) -> Iterator[tuple[str, str]]:
    wanted: tuple[tuple[str, tuple[Any, ...], frozenset[Any], str], ...] = (
        ("levels", duty.levels, known.levels, "层级"),
        ("types", duty.types, known.types, "组织类型"),
        ("told", duty.told, known.roles, "角色"),
        ("builds", duty.builds, frozenset(BUILDS), "建设"),
    )
    for key, codes, there, word in wanted:
        for code in codes:
            if code not in there:
                yield key, f"没有“{str(code)[:20]}”这种{word}。"
    if not duty.builds:
        yield "builds", "要写它建的是组织、队伍、制度、功能里的哪几样。"
    if duty.done_at and not known.may_open(duty.done_at):
        yield "done_at", f"没有“{duty.done_at[:30]}”这一页。"
