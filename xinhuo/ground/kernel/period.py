"""A run of whole months within one calendar year: what a paper or a measure is about."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """Months `first`…`last` of `year`, both included."""

    year: int
    first: int = 1
    last: int = 12

    @property
    def start(self) -> date:
        return date(self.year, self.first, 1)

    @property
    def end(self) -> date:
        return date(self.year, self.last, monthrange(self.year, self.last)[1])

    @property
    def months(self) -> range:
        return range(self.first, self.last + 1)


def whole_age(born: date, today: date) -> int:
    """周岁 on `today` for a birth known to the month; a birthday counts from the month's first day."""
    return today.year - born.year - (today.month < born.month)
