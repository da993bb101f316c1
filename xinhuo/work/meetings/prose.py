"""What a meeting says in sentences: texts to paste into a chat, and what its record says."""

from collections.abc import Sequence

from xinhuo.work.meetings import rules
from xinhuo.work.meetings.facts import MeetingFacts, Settled

LONGEST_TEXT = 200  # what is read at a glance in a group chat
LONGEST_RECORD = 1000


def _fitted(head: str, parts: Sequence[str], tail: str, more: str) -> str:
    """Head, as many parts as fit, tail. What does not fit is said to be more."""
    whole = head + "".join(parts) + tail
    if len(whole) <= LONGEST_TEXT:
        return whole
    kept: list[str] = []
    for part in parts:
        if len(head) + sum(map(len, kept)) + len(part) + len(more) + len(tail) > LONGEST_TEXT:
            break
        kept.append(part)
    return (head + "".join(kept) + more)[: LONGEST_TEXT - len(tail)] + tail


def notice(facts: MeetingFacts) -> str:
    """A courteous notice of at most 200 characters: when, where, what to bring. It asks for no answer."""
    when = rules.span_said(facts.starts_at, facts.ends_at)
    where = f"在{facts.place}" if facts.place else ""
    head = f"各位同志：{facts.title}定于{rules.day_said(facts.held_on)}{when}{where}召开。"
    bring = f"请带上{facts.bring}。" if facts.bring else ""
    points = [one.title for one in facts.items]
    subject = f"主要是{'、'.join(points)}。" if points else ""
    tail = f"来不了的，请委托一位同志。路上注意安全。{facts.unit_full}"
    for parts in ([bring, subject], [bring], []):
        if len(head + "".join(parts) + tail) <= LONGEST_TEXT:
            return head + "".join(parts) + tail
    return _fitted(head, [], f"。{facts.unit_full}", "")


def agenda(facts: MeetingFacts) -> str:
    """The agenda in a few lines, at most 200 characters."""
    head = f"{facts.title}议程（{facts.held_on.month}月{facts.held_on.day}日）："
    lines = []
    for one in facts.items:
        at = f"{one.starts.hour}:{one.starts.minute:02d}" if one.starts else ""
        speaker = f"（{one.speaker}）" if one.speaker else ""
        lines.append(f"\n{at}{one.title}{speaker}")
    return _fitted(head, lines, "", "\n其余见通知。")


def open_items(title: str, settled: Sequence[Settled]) -> str:
    """What is still to be done, with who and by when, at most 200 characters."""
    lines = []
    for number, one in enumerate((row for row in settled if row.settled_on is None), 1):
        due = f"，{one.due_on.month}月{one.due_on.day}日前" if one.due_on else ""
        lines.append(f"\n{number}.{one.text}（{one.doer}{due}）")
    if not lines:
        return f"{title}议定的事都办好了，谢谢大家。"
    return _fitted(f"{title}议定的事，请记着办：", lines, "\n辛苦大家。", "\n其余见会议纪要。")


def record_content(facts: MeetingFacts) -> str:
    """What the record of a unit says was done: the points, what was studied, what was decided."""
    said = [f"{facts.title}。"]
    study = [one.about or one.title for one in facts.items if one.part == "study"]
    if study:
        said.append(f"集中学习{'、'.join(study)}。")
    said += [f"听取{one}。" for one in facts.reports]
    talks = [one.title for one in facts.items if one.part != "study"]
    if talks:
        said.append(f"议程：{'、'.join(talks)}。")
    if facts.settled:
        decided = "；".join(one.text.rstrip("。；") for one in facts.settled)
        said.append(f"议定：{decided}。")
    whole = "".join(said)
    return whole if len(whole) <= LONGEST_RECORD else f"{whole[: LONGEST_RECORD - 8]}……等，见记录。"


def roll_said(facts: MeetingFacts) -> str:
    """应到12人，到会10人，请假2人；列席1人；另有5人."""
    said = [rules.count_said(row.state for row in facts.roll if not row.guest)]
    guests = sum(row.guest for row in facts.roll)
    if guests:
        said.append(f"列席{guests}人")
    if facts.others:
        said.append(f"另有{facts.others}人")
    return "；".join(said)
