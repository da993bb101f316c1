"""Pairs measured in turn, A B A B …, so that a ratio holds when the machine's speed drifts."""

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Pair:
    """One comparison: medians in seconds (None: of ratios only), and the median of the ratios turn by turn."""

    what: str
    against: str
    ours: float | None
    bare: float | None
    ratio: float
    note: str = ""

    def row(self) -> str:
        """A line of the table in docs/performance.md."""
        times = f"{_ms(self.ours)} | {_ms(self.bare)} | {self.ratio:.2f}"
        return f"| {self.what} | {self.against} | {times} | {self.note} |"


def _ms(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds * 1000:,.0f}" if seconds >= 0.1 else f"{seconds * 1000:.2f}"


def seconds(work: Work) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pair(what: str, ours: Work, against: str, bare: Work, turns: int, note: str = "", warm: bool = True) -> Pair:
    """`ours` against `bare`; `warm`: one uncounted turn first."""
    if warm:
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


def peak() -> int:
    """The most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
