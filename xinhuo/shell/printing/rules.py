from collections.abc import Sequence
from datetime import date

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.printing.facts import BOOK, KINDS, Made, Pile, Wanted

MOST_COPIES = 9
LONGEST_WORDS = 60
MOST_DOCUMENTS = 300  # in one file: about a minute of typesetting
FIRST_YEAR = 2000


def check_wanted(wanted: Wanted, copies: int, words: str, today: date) -> None:
    """Raises RuleBroken where no such paper can be asked for today."""
    if wanted.kind not in KINDS or not FIRST_YEAR <= wanted.year <= today.year or not 1 <= wanted.month <= 12:
        raise RuleBroken("没有这一份文书。请从文书的页面上点“请街道代印”。")
    if wanted.kind == "report" and (wanted.year, wanted.month) > (today.year, today.month):
        raise RuleBroken("这个月还没有到，没有汇报可印。请选已经到了的月份。")
    if not 1 <= copies <= MOST_COPIES:
        raise RuleBroken(f"份数从1到{MOST_COPIES}。请重新选一个。", "copies")
    if len(words) > LONGEST_WORDS:
        raise RuleBroken(f"捎的话最多{LONGEST_WORDS}个字。请短一点。", "words")


def title_of(wanted: Wanted, person: str = "") -> str:
    """How a list calls a paper, under the name of its unit: 2026年10月轮值汇报, 周德顺2026年业绩记载簿."""
    word = KINDS.get(wanted.kind, "文书")
    if wanted.kind == "report":
        return f"{wanted.year}年{wanted.month}月{word}"
    if wanted.kind == "year":
        return f"{wanted.year}{word}"  # 2026年度工作小结
    whose = person if wanted.kind == BOOK else ""
    return f"{whose}{wanted.year}年{word}" + ("（全部）" if wanted.kind == "books" else "")


def said_of_state(asked_on: date, copies: int, printed_on: date | None) -> str:
    """What the village reads: 已印好，12月21日；or that it waits."""
    if printed_on is not None:
        return f"已印好，{printed_on.month}月{printed_on.day}日，{copies}份"
    return f"{asked_on.month}月{asked_on.day}日请的，{copies}份，还没有印"


def copies_repeated(piles: Sequence[Pile]) -> bool:
    """Is every copy in the file itself? Not where that would be too long: then the slip says how many to print."""
    return _documents(piles, every_copy=True) <= MOST_DOCUMENTS


def check_length(piles: Sequence[Pile]) -> None:
    """Raises RuleBroken where even one copy each is too much for one file."""
    if _documents(piles, every_copy=False) > MOST_DOCUMENTS:
        raise RuleBroken("太多了，一次印不下。请一个单位一个单位地印。")


def _documents(piles: Sequence[Pile], every_copy: bool) -> int:
    return sum(len(made.documents) * (made.copies if every_copy else 1) for pile in piles for made in pile.papers)


def is_printable(made: Made) -> bool:
    """Is there anything of it to print?"""
    return bool(made.documents)
