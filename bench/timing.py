"""Pairs measured in turn, A B A B …, so that a ratio holds when the machine's speed drifts."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """One comparison: medians in seconds, and the median of the ratios turn by turn."""

    what: str
    against: str
    ours: float
    bare: float
    ratio: float
    note: str = ""

    def row(self) -> str:
        """A line of the table in docs/performance.md."""
        times = f"{self.ours * 1000:.1f} | {self.bare * 1000:.1f} | {self.ratio:.1f}"
        return f"| {self.what} | {self.against} | {times} | {self.note} |"


def seconds(work: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pair(
    what: str, ours: Callable[[], object], against: str, bare: Callable[[], object], turns: int, note: str = ""
) -> Pair:
    """`ours` against `bare`, one uncounted turn first."""
    ours()
    bare()
    times = [(seconds(ours), seconds(bare)) for _ in range(turns)]
    return Pair(
        what,
        against,
        statistics.median(a for a, _ in times),
        statistics.median(b for _, b in times),
        statistics.median(a / b for a, b in times),
        note,
    )
