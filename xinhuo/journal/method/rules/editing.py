"""What an office may change of a duty on a page: dates, thresholds, wording. Structure is edited in the file."""

from dataclasses import dataclass, replace

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line
from xinhuo.journal.method.facts import Duty, Known
from xinhuo.journal.method.rules.days import due_said, read_due
from xinhuo.journal.method.rules.lint import duty_faults
from xinhuo.journal.method.rules.packs import LONGEST, enough_said, read_enough, read_opens


@dataclass(frozen=True)
class Edited:
    """What was typed, as it was typed."""

    title: str
    hint: str
    due: str
    opens: str = ""
    grace: int = 0
    enough: str = ""
    first_year: int = 0


def edited(duty: Duty, said: Edited, known: Known) -> Duty:
    """The duty as it is to be; RuleBroken names the field where it cannot."""
    title, hint = clean_line(said.title), clean_line(said.hint)
    for field, text in (("title", title), ("hint", hint)):
        if len(text) > LONGEST[field]:
            raise RuleBroken(f"最多{LONGEST[field]}个字，现在{len(text)}个。请短一点。", field)
    if not title:
        raise RuleBroken("还没有写叫什么。请写上。", "title")
    now = replace(
        duty,
        title=title,
        hint=hint,
        due=read_due(said.due),
        opens=read_opens(said.opens),
        grace=said.grace,
        enough=duty.enough if duty.by_hand else read_enough(said.enough),
        first_year=said.first_year,
    )
    for key, why in duty_faults(now, known):
        raise RuleBroken(why, key)
    if (now.enough.share is None) != (duty.enough.share is None):
        raise RuleBroken(f"这一条原来写成{enough_said(duty.enough)}这样。请照这样写。", "enough")
    return now


def check_year(year: int, this_year: int) -> None:
    """A year that is over keeps the method that held in it."""
    if year < this_year:
        raise RuleBroken(f"{year}年已经过去，那一年的工作法不再改。请改今年的。")
    if year > this_year + 1:
        raise RuleBroken("最早只能先改下一年的。请换一个年度。")


def said_of(duty: Duty) -> dict[str, object]:
    """What a page may change of a duty, for the trail."""
    return {
        "叫什么": duty.title,
        "怎样算办到": duty.hint,
        "期限": due_said(duty.due),
        "从哪天起": f"{duty.opens[0]}月{duty.opens[1]}日" if duty.opens else "",
        "宽限": duty.grace,
        "多少算够": "" if duty.by_hand else enough_said(duty.enough),
        "从哪一年算起": duty.first_year,
        "用不用": "用" if duty.on else "停用",
    }
