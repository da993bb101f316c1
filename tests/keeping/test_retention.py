"""Which backups stay: 7 days, 4 weeks, 12 months, whatever the calendar, the holidays and the clock do."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinhuo.shell.keeping.rules.retention import (
    DAYS,
    MONTHS,
    WEEKS,
    ahead,
    file_name,
    is_due,
    is_old,
    to_keep,
    told_by_name,
    updates_to_keep,
)

moments = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31)).map(lambda one: one.replace(microsecond=0))
many = st.sets(moments, max_size=60)


def days(first: datetime, count: int) -> list[datetime]:
    return [first + timedelta(days=n) for n in range(count)]


@given(many, moments)
def test_the_newest_stays_and_never_more_than_wanted(made: set[datetime], now: datetime) -> None:
    kept = to_keep(made, now)
    past = {one for one in made if one <= now}
    assert kept <= made
    assert made - past <= kept  # what another clock made is not ours to throw away
    assert len(kept & past) <= DAYS + WEEKS + MONTHS
    assert not past or max(past) in kept


@given(many, moments)
def test_keeping_twice_is_keeping_once(made: set[datetime], now: datetime) -> None:
    kept = to_keep(made, now)
    assert to_keep(kept, now) == kept


@given(many, moments, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_what_went_is_not_missed_later(made: set[datetime], now: datetime, later: timedelta) -> None:
    """To throw away today and again tomorrow keeps the same as tomorrow's look at all that ever was."""
    made = {one for one in made if one <= now}
    then = now + later
    assert to_keep(to_keep(made, now) | {then}, then) == to_keep(made | {then}, then)


@given(st.lists(moments, min_size=1, max_size=40, unique=True))
def test_a_machine_that_is_often_off_keeps_its_history(made: list[datetime]) -> None:
    """The last seven days that have a backup, not the last seven of the calendar."""
    kept = to_keep(made, datetime(2030, 1, 1))
    by_day = {one.date() for one in made}
    assert {one.date() for one in kept} >= set(sorted(by_day)[-DAYS:])
    weeks = sorted({one.isocalendar()[:2] for one in made})[-WEEKS:]
    assert {one.isocalendar()[:2] for one in kept} >= set(weeks)
    months = sorted({(one.year, one.month) for one in made})[-MONTHS:]
    assert {(one.year, one.month) for one in kept} >= set(months)


@pytest.mark.parametrize("first", [datetime(2027, 3, 1, 3), datetime(2027, 10, 5, 23, 59, 59)])
def test_two_years_day_by_day_over_the_leap_day(first: datetime) -> None:
    there: set[datetime] = set()
    for now in days(first, 731):
        there = to_keep(there | {now}, now)
        assert now in there
        assert len(there) <= DAYS + WEEKS + MONTHS
        assert {one for one in days(now - timedelta(days=6), 7) if one >= first} <= there
    months = {(one.year, one.month) for one in there}
    assert len(months) == MONTHS
    assert (2028, 2) not in months or datetime(2028, 2, 29) in {
        one.replace(hour=0, minute=0, second=0) for one in there
    }


def test_the_last_of_february_stands_for_it() -> None:
    made = days(datetime(2028, 2, 1, 3), 60)
    kept = to_keep(made, made[-1])
    assert datetime(2028, 2, 29, 3) in kept
    assert datetime(2028, 2, 28, 3) not in kept


def test_the_week_of_new_year_is_one_week() -> None:
    """29 December 2025 to 4 January 2026 is one week (ISO 8601), in two years."""
    made = days(datetime(2025, 12, 29, 3), 7)
    kept = to_keep([*made, *days(datetime(2026, 1, 12, 3), 14)], datetime(2026, 1, 25, 4))
    assert [one for one in made if one in kept] == [datetime(2025, 12, 31, 3), datetime(2026, 1, 4, 3)]  # month, week


def test_the_same_week_of_two_years_is_two_weeks() -> None:
    often_off = [datetime(2025, 1, 8), datetime(2025, 1, 30), *days(datetime(2026, 1, 5), 7)]  # weeks 2, 5 and 2
    assert to_keep(often_off, datetime(2026, 1, 12)) == set(often_off)


def test_a_clock_set_back_throws_nothing_away() -> None:
    made = days(datetime(2026, 11, 1, 3), 24)
    back = datetime(2026, 11, 3, 12)
    kept = to_keep(made, back)
    assert set(made[3:]) <= kept
    assert ahead(made, back)
    assert not ahead(made, made[-1])


def test_a_clock_that_ran_ahead_once_costs_nothing() -> None:
    made = [*days(datetime(2026, 11, 1, 3), 7), datetime(2036, 1, 1)]
    assert to_keep(made, datetime(2026, 11, 7, 4)) == set(made)


def test_due_once_a_day() -> None:
    assert is_due([], datetime(2026, 11, 24, 0, 1))
    assert is_due([datetime(2026, 11, 23, 23, 59)], datetime(2026, 11, 24, 0, 1))
    assert not is_due([datetime(2026, 11, 24, 0, 0)], datetime(2026, 11, 24, 23, 59))
    assert is_due([datetime(2026, 11, 24, 12)], datetime(2026, 11, 24, 9))  # made by a clock that was ahead


def test_old_after_two_days() -> None:
    now = datetime(2026, 11, 24, 12)
    assert is_old(None, now)
    assert not is_old(now - timedelta(days=2), now)
    assert is_old(now - timedelta(days=2, seconds=1), now)


def test_five_before_updates() -> None:
    made = days(datetime(2026, 1, 1), 9)
    assert updates_to_keep(made) == set(made[-5:])


@given(moments, st.integers(0, 30), st.sampled_from(["daily", "update", "manual"]), st.booleans())
def test_a_name_tells_kind_and_time(moment: datetime, again: int, kind: str, locked: bool) -> None:
    assert told_by_name(file_name(kind, moment, again, locked)) == (kind, moment)


@pytest.mark.parametrize("name", ["", "xinhuo-daily-20261399-250000.zip", "xinhuo-daily-20261124.zip", "名册.xlsx"])
def test_other_files_are_none_of_ours(name: str) -> None:
    assert told_by_name(name) is None
