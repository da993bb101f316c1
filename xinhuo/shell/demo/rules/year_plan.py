"""A believable year of twelve units: what was done when, and by whom. Pure, with a fixed seed."""

from calendar import monthrange
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from xinhuo.shell.demo.facts import DemoPlace, DemoUnit, Elder, FixedDeed, PlannedDeed, Template

# Days around which an office's activities gather: 学雷锋, 清明, 五四, 六一, 七一, 国庆, 宪法日, the winter holidays.
_GATHER = {1: (18, 27), 2: (1, 8), 3: (3, 6), 4: (1, 6), 5: (2, 6), 6: (1, 4), 7: (1, 5), 10: (1, 6), 12: (2, 6)}
_BUSY = (3, 7, 8)  # two activities in these months, one in the others, now and then one more
_APART = 9  # so many records lie between two of the same make
_AGENDAS = (
    "传达上级会议精神，议全年计划初稿",
    "交流寒假活动，排定各队任务",
    "部署学雷锋和清明活动",
    "交流辅导站主题教育方案",
    "学习知识问答，准备六一活动",
    "半年工作交流，各单位逐个发言",
    "部署暑期安全和辅导站开课",
    "看暑期进度，议帮扶对象的开学准备",
    "交流暑期做法，布置国庆宣讲",
    "观摩辅导站档案，议重阳走访",
    "对照考核细则自查，推荐先进",
    "通报考核情况，商量明年打算",
)
_AFTER = (
    "当天传达给各位五老",
    "回来同支部书记商量了落实",
    "第二天在小组会上传达",
    "把要办的事抄在黑板上",
    "散会后同各队长碰了头",
)
_SENTENCES = (
    "我备课用了三个晚上，讲完嗓子哑了，心里高兴。",
    "我负责点名和送最后一个孩子。",
    "我带去了自己的老照片。",
    "有个孩子拉着我问了很久。",
    "我管茶水和药箱，也帮着维持秩序。",
    "腿脚不便，我坐着讲的，孩子们坐得更近了。",
    "我同家长谈了半小时。",
    "我写了横幅和黑板报。",
)


@dataclass
class _Hand:
    """What was dealt lately, so that neighbours differ, and who did how much, so that work is shared."""

    rng: Random
    recent: deque[int] = field(default_factory=lambda: deque(maxlen=_APART))
    told: Counter[tuple[int, str]] = field(default_factory=Counter)
    by_unit: dict[str, deque[int]] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)


def plan_year(
    year: int,
    place: DemoPlace,
    people: Mapping[str, Sequence[Elder]],
    templates: Sequence[Template],
    teams: Mapping[str, int],
    occasions: Mapping[str, tuple[int, int]],
    this_year: int = 0,
) -> list[PlannedDeed]:
    """All records of `year`, oldest first. `people` by unit (the 常务副主任 first), `teams`: kind → number of its team,
    `occasions`: code → first and last day as month × 100 + day. `this_year` is that of the duty months: what was met for
    before it are records as they were typed then, this year's meetings are held (`services/work.py`)."""
    hand = _Hand(Random(f"{year}"))
    units = {unit.name: unit for unit in place.units}
    deeds = [
        _deal(hand, day, units[name], people[name], templates, teams, occasions)
        for day, name in sorted(_days(year, place.units))
    ]
    deeds += _meetings(year, place.units, this_year) if year < this_year else []
    fixed = [f for f in (*place.fixed, *place.events(year)) if f.day.year == year]
    deeds += [_fixed(hand, f, people.get(f.unit, ()), teams, place.name) for f in fixed]
    return _with_slips(sorted(deeds, key=lambda d: (d.day, d.unit)))


def _days(year: int, units: Sequence[DemoUnit]) -> Iterator[tuple[date, str]]:
    """On which days a unit did something: at least once a month."""
    rng = Random(f"days {year}")
    for unit in units:
        for month in range(1, 13):
            last = monthrange(year, month)[1]
            low, high = _GATHER.get(month, (5, 25)) if rng.random() < 0.6 else (7, last - 2)
            first = rng.randint(low, high)
            yield date(year, month, first), unit.name
            if month in _BUSY or rng.random() < 0.07:
                yield date(year, month, (first + rng.randint(6, 16)) % (last - 1) + 1), unit.name


def _deal(
    hand: _Hand,
    day: date,
    unit: DemoUnit,
    people: Sequence[Elder],
    templates: Sequence[Template],
    teams: Mapping[str, int],
    occasions: Mapping[str, tuple[int, int]],
) -> PlannedDeed:
    number = _choose(hand, day, unit, templates, occasions)
    template = templates[number]
    topic = min(
        template.topics, key=lambda t: (hand.told[number, unit.name + t], hand.told[number, t], hand.rng.random())
    )
    hand.told.update([(number, topic), (number, unit.name + topic)])
    team = teams.get(template.kind, 0)
    who = _who(hand, people, team, hand.rng.randint(*template.people))
    left = [e for e in people if e.name not in who]
    visited = [e.name for e in sorted(left, key=lambda e: e.birth)[:8]]
    hand.rng.shuffle(visited)
    youth, others = hand.rng.randint(*template.youth), hand.rng.randint(*template.others)
    slots = {
        "topic": topic,
        "unit": unit.name,
        "who": who[0],
        "youth": youth,
        "others": others,
        "n": hand.rng.randint(3, 9),
        "m": hand.rng.randint(2, 5),
    }
    spoken = _SENTENCES[hand.rng.randrange(len(_SENTENCES))]
    return PlannedDeed(
        day=day,
        unit=unit.name,
        kind=template.kind,
        title=template.title.format(**slots),
        place=template.place.format(**slots),
        content=template.content.format(**slots),
        effect=template.effect.format(**slots),
        people=who,
        visited=tuple(visited[: template.visited]),
        sentences=((hand.rng.choice(who), spoken),) if hand.rng.random() < 0.45 else (),
        time_of_day=hand.rng.choice(("上午", "下午", "下午", "")),
        occasion=template.occasion,
        youth=youth,
        others=others,
        milestone=template.milestone or (template.kind != "纠纷调解" and hand.rng.random() < 0.7),
    )


def _choose(
    hand: _Hand,
    day: date,
    unit: DemoUnit,
    templates: Sequence[Template],
    occasions: Mapping[str, tuple[int, int]],
) -> int:
    lately = hand.by_unit.setdefault(unit.name, deque(maxlen=_APART))
    fitting = [n for n, t in enumerate(templates) if _fits(t, day, unit, occasions)]
    fresh = [n for n in fitting if n not in lately and not _just_told(hand, n, templates[n])] or fitting
    weights = [templates[n].weight * (9 if templates[n].occasion else 1) for n in fresh]
    number = hand.rng.choices(fresh, weights)[0]
    hand.recent.append(number)
    lately.append(number)
    return number


def _just_told(hand: _Hand, number: int, template: Template) -> bool:
    """A day like 清明 is kept by many units at once: only the very neighbours must differ."""
    last = list(hand.recent)
    return number in (last[-2:] if template.occasion else last)


def _fits(template: Template, day: date, unit: DemoUnit, occasions: Mapping[str, tuple[int, int]]) -> bool:
    if day.month not in template.months or unit.type not in template.where:
        return False
    if not template.occasion:
        return True
    first, last = occasions[template.occasion]
    return first <= day.month * 100 + day.day <= last


def _who(hand: _Hand, people: Sequence[Elder], team: int, count: int) -> tuple[str, ...]:
    """People of the unit: those of the team first, and who did less before who did more."""
    ranked = sorted(people, key=lambda e: hand.done[e.name] - 1.5 * (e.team == team) + 2 * hand.rng.random())
    who = tuple(e.name for e in ranked[:count])
    hand.done.update(who)
    return who


def meeting_day(year: int, month: int) -> date:
    """The day of the monthly 例会: the first weekday from the 9th on."""
    return next(d for d in (date(year, month, n) for n in range(9, 14)) if d.weekday() < 5)


def _meetings(year: int, units: Sequence[DemoUnit], this_year: int) -> Iterator[PlannedDeed]:
    """The monthly 例会 at the office: one routine record of each unit, whose 常务副主任 was there."""
    rng = Random(f"meetings {year}")
    for month, agenda in enumerate(_AGENDAS, 1):
        day = meeting_day(year, month)
        duty = next(u.name for u in units if u.duty_in(year, this_year) == month)
        for unit in units:
            mine = "本单位作轮值汇报" if unit.name == duty else f"听{duty}轮值汇报"
            yield PlannedDeed(
                day=day,
                unit=unit.name,
                kind="例会",
                title=f"{month}月例会",
                place="办事处三楼会议室",
                content=f"参加{month}月例会：{mine}；{agenda}。",
                effect=f"{rng.choice(_AFTER)}。",
                people=(unit.keeper,),
                time_of_day="上午",
            )


def _fixed(hand: _Hand, told: FixedDeed, people: Sequence[Elder], teams: Mapping[str, int], office: str) -> PlannedDeed:
    return PlannedDeed(
        day=told.day,
        unit=told.unit or office,
        kind=told.kind,
        title=told.title,
        place=told.place or told.unit,
        content=told.content,
        effect=told.effect,
        people=_who(hand, people, teams.get(told.kind, 0), told.people) if told.people else (),
        occasion=told.occasion,
        youth=told.youth,
        others=told.others,
        milestone=True,
    )


def _with_slips(deeds: list[PlannedDeed]) -> list[PlannedDeed]:
    """As in life: a few are written down from paper a month later, one is taken back."""
    usual = [n for n, deed in enumerate(deeds) if deed.kind not in ("例会", "会议") and not deed.milestone]
    for n in usual[5 :: max(len(usual) // 5, 1)]:
        deeds[n] = replace(deeds[n], days_late=36 + n % 20)
    if usual:
        deeds[usual[2]] = replace(deeds[usual[2]], withdrawn=True)
    return deeds
