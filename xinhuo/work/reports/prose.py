"""The words that are proposed for a call: what was done, counted; nothing invented, everything to be changed by a person."""

from collections.abc import Callable

from xinhuo.work.reports.facts import DoneBefore, DraftFacts, Topic

_ORDINALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_NAMED = 6
SOURCES = ("people", "work", "points", "kinds", "station", "so_far", "so_far_points", "own")


def draft(topic: Topic, facts: DraftFacts) -> str:
    """The text for `topic` in paragraphs, 一、二、三、 in front; a paragraph that has nothing to say is left out."""
    paragraphs: list[str] = []
    for heading in topic.headings:
        said = _TELLERS[heading.source](facts) + heading.closing.format(year=facts.year)
        if said:
            paragraphs.append(f"{_ORDINALS[len(paragraphs)]}、{heading.title}。{said}")
    return "\n".join(paragraphs)


def title_of(topic: Topic, year: int) -> str:
    """How a call is called by default: 2027年工作计划."""
    return f"{year}年{topic.name.removeprefix('年度')}"


def _people(facts: DraftFacts) -> str:
    elders = facts.last.elders or facts.so_far.elders
    return f"{facts.unit_full}现有“五老”志愿者{elders}人。" if elders else ""


def _work(facts: DraftFacts) -> str:
    return _counted(facts.last, f"{facts.last.year}年")


def _so_far(facts: DraftFacts) -> str:
    months = "1月" if facts.until == 1 else f"1至{facts.until}月"
    return _counted(facts.so_far, f"{facts.so_far.year}年{months}") + _examples(facts.so_far)


def _examples(done: DoneBefore) -> str:
    told = "；".join(f"{day.month}月{day.day}日，{title}" for day, title in done.examples)
    return f"其中，{told}。" if told else ""


def _counted(done: DoneBefore, when: str) -> str:
    if not done.counts:
        return ""
    said = "、".join(f"{name}{count}次" for name, count in done.counts)
    youth = f"，参加的青少年{done.youth}人次" if done.youth else ""
    return f"{when}开展{said}{youth}。"


def _points(facts: DraftFacts) -> str:
    return _pointed(facts.last, "照往年的做法，")


def _so_far_points(facts: DraftFacts) -> str:
    return _pointed(facts.so_far, "")


def _pointed(done: DoneBefore, lead: str) -> str:
    if not done.points:
        return ""
    months: dict[int, list[str]] = {}
    for month, what in done.points:
        months.setdefault(month, []).append(what)
    return (
        lead
        + "；".join(f"{month}月，{'、'.join(dict.fromkeys(said))}" for month, said in sorted(months.items()))
        + "。"
    )


def _kinds(facts: DraftFacts) -> str:
    kinds = facts.last.kinds or facts.so_far.kinds
    return f"{'、'.join(kinds[:_NAMED])}{'等' if len(kinds) > _NAMED else ''}是常用的活动。" if kinds else ""


def _station(facts: DraftFacts) -> str:
    done = facts.last
    if not done.station:
        return ""
    months = "、".join(f"{month}月" for month in done.station_months)
    youth = f"，参加的青少年{done.station_youth}人次" if done.station_youth else ""
    return f"{done.year}年在{months}开展校外教育辅导{done.station}次{youth}。"


def _own(facts: DraftFacts) -> str:
    return ""


_TELLERS: dict[str, Callable[[DraftFacts], str]] = {
    "people": _people, "work": _work, "points": _points, "kinds": _kinds, "station": _station,
    "so_far": _so_far, "so_far_points": _so_far_points, "own": _own,
}  # fmt: skip
