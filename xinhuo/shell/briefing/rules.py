from collections.abc import Sequence

from xinhuo.shell.briefing.facts import Line

FIRST = 3  # of what waits for a leader: more is too much for one page
LONGEST = 40  # characters of what was done
SHOWN = 12  # of anything else


def few(lines: Sequence[Line], most: int, rest: str) -> tuple[Line, ...]:
    """At most `most` lines; the others are counted in one more: 还有4件."""
    if len(lines) <= most:
        return tuple(lines)
    left = sum(line.counts for line in lines[most:])
    return (*lines[:most], Line(rest.format(n=left), counts=left))


def short(text: str) -> str:
    """The beginning of a text, on one line."""
    line = text.split("\n", 1)[0]
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}……"


def falls_in(first: int, last: int, month: int) -> bool:
    """Does an occasion from `first` to `last` (month × 100 + day, perhaps over New Year) touch `month`?"""
    begins, ends = first // 100, last // 100
    return begins <= month <= ends if begins <= ends else month >= begins or month <= ends
