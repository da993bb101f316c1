"""Which backups are kept, and when the next is due. Times are the office's own, without a zone, as the file names say."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

DAYS, WEEKS, MONTHS = 7, 4, 12
UPDATES = 5  # backups before an update that are kept
OLD = timedelta(days=2)  # a newest backup older than this wants a hand
DAILY, UPDATE, BY_HAND = "daily", "update", "manual"
_NAME = re.compile(r"xinhuo-(daily|update|manual)-(\d{8}-\d{6})(?:-\d+)?\.zip(?:\.locked)?")


def file_name(kind: str, now: datetime, again: int = 0, locked: bool = False) -> str:
    """Like `xinhuo-daily-20261124-031500.zip`; `again` tells apart what was made in the same second."""
    more = f"-{again}" if again else ""
    return f"xinhuo-{kind}-{now:%Y%m%d-%H%M%S}{more}.zip{'.locked' if locked else ''}"


def told_by_name(name: str) -> tuple[str, datetime] | None:
    """Kind and time of a backup, from its file name; None for any other file."""
    found = _NAME.fullmatch(name)
    if not found:
        return None
    try:
        return found[1], datetime.fromisoformat(found[2].replace("-", "T"))
    except ValueError:
        return None


def to_keep(made: Iterable[datetime], now: datetime) -> set[datetime]:
    """The newest backup of each of the last 7 days, 4 weeks and 12 months that have one.

    Days without a backup cost nothing: periods are counted by what is there. What lies after `now` was made by another
    clock, so it is kept and counts for nothing.
    """
    made = set(made)
    past = sorted((one for one in made if one <= now), reverse=True)
    kept = made - set(past)
    for period, most in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        newest: dict[object, datetime] = {}
        for one in past:
            newest.setdefault(period(one), one)
        kept |= set(list(newest.values())[:most])
    return kept


def updates_to_keep(made: Iterable[datetime]) -> set[datetime]:
    """The newest backups made before an update."""
    return set(sorted(made, reverse=True)[:UPDATES])


def is_due(made: Iterable[datetime], now: datetime) -> bool:
    """Has today none yet?"""
    return not any(one.date() == now.date() and one <= now for one in made)


def ahead(made: Iterable[datetime], now: datetime) -> bool:
    """Is there a backup from tomorrow or later? Then the clock was set back."""
    return any(one > now + timedelta(minutes=5) for one in made)


def is_old(newest: datetime | None, now: datetime) -> bool:
    """Has there been no backup for too long?"""
    return newest is None or now - newest > OLD


def _day(one: datetime) -> object:
    return one.date()


def _week(one: datetime) -> object:
    return one.isocalendar()[:2]


def _month(one: datetime) -> object:
    return one.year, one.month
