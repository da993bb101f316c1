"""What a person's word must say."""

from dataclasses import dataclass
from datetime import date, timedelta

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.method.facts import Duty, Occurrence

SHORTEST = 2


@dataclass(frozen=True)
class Word:
    """When it was done and how, in one sentence. `none`: there was nothing of the kind this time."""

    done_on: date
    note: str
    none: bool = False


def check_word(duty: Duty, one: Occurrence, word: Word, today: date, longest: int) -> None:
    """RuleBroken where the word cannot be so."""
    if word.done_on > today:
        raise RuleBroken("日期不能晚于今天。请写办好的那一天。", "done_on")
    first = one.period.start - timedelta(days=366 if duty.recurs == "two_years" else 0)
    if word.done_on < first:
        raise RuleBroken(f"这一次是{first.year}年{first.month}月以后的。请核对日期。", "done_on")
    if word.none and not duty.if_any:
        raise RuleBroken("这件事每次都要办，不能写“这次没有”。", "none")
    if len(word.note) < SHORTEST:
        raise RuleBroken("还没有写怎么办的。请写一句话。", "note")
    if len(word.note) > longest:
        raise RuleBroken(f"最多{longest}个字，现在{len(word.note)}个。请短一点。", "note")
