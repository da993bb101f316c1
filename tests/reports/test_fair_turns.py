"""The proposed roster is fair, whatever units and months there are."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.work.reports import rules
from xinhuo.work.reports.facts import Turn

UNITS = [f"单位{n}" for n in range(40)]
TWELVE = UNITS[:12]
months = st.sets(st.integers(1, 12), min_size=1).map(sorted)
sizes = st.integers(1, 40)


def years(count: int, units: list[str], which: list[int], twice: bool) -> list[list[Turn]]:
    found: list[list[Turn]] = []
    for _ in range(count):
        found.append(rules.propose(units, found[-1] if found else (), which, twice))
    return found


def test_the_first_year_follows_the_offices_own_order() -> None:
    assert rules.propose(TWELVE) == [Turn(n + 1, unit) for n, unit in enumerate(TWELVE)]


def test_next_year_everyone_comes_one_month_earlier_and_january_comes_last() -> None:
    first, second = years(2, TWELVE, list(rules.MONTHS), False)
    was, now = {t.unit: t.month for t in first}, {t.unit: t.month for t in second}
    assert now == {unit: 12 if month == 1 else month - 1 for unit, month in was.items()}


def test_in_twelve_years_everyone_has_each_month_once() -> None:
    had = Counter((turn.unit, turn.month) for year in years(12, TWELVE, list(rules.MONTHS), False) for turn in year)
    assert set(had.values()) == {1}
    assert len(had) == 144


@given(sizes, months, st.booleans())
def test_everyone_has_a_turn_and_nobody_much_more_than_another(size: int, which: list[int], twice: bool) -> None:
    for turns in years(3, UNITS[:size], which, twice):
        each = Counter(turn.unit for turn in turns)
        assert set(each) == set(UNITS[:size])
        assert max(each.values()) - min(each.values()) <= 1
        assert max(each.values()) <= (2 if twice else 1)
        assert {turn.month for turn in turns} <= set(which)
        assert max(Counter((turn.unit, turn.month) for turn in turns).values()) == 1


@given(sizes, months, st.booleans())
def test_months_are_filled_evenly(size: int, which: list[int], twice: bool) -> None:
    """Several in a month where there are many units; empty months only where there are few."""
    for turns in years(3, UNITS[:size], which, twice):
        each = [sum(turn.month == month for turn in turns) for month in which]
        assert max(each) - min(each) <= 1
        assert size < len(which) or min(each) >= 1
        assert turns == sorted(turns, key=lambda turn: turn.month)


@given(st.integers(2, 40), st.booleans())
def test_nobody_keeps_all_its_months_and_turns_lie_apart(size: int, twice: bool) -> None:
    """Between two turns of a unit lie as many months as a fair round allows, over the turn of the year too."""
    told = years(4, UNITS[:size], list(rules.MONTHS), twice)
    apart = min(size, 12) - 1 if twice or size >= 12 else 12 // 2
    for unit in UNITS[:size]:
        when = [12 * n + turn.month for n, turns in enumerate(told) for turn in turns if turn.unit == unit]
        assert min(b - a for a, b in pairwise(when)) >= min(apart, 11)
        for one, other in pairwise(told):
            was = [turn.month for turn in one if turn.unit == unit]
            assert size > 12 or was != [turn.month for turn in other if turn.unit == unit]


@given(st.integers(3, 11))
def test_who_came_twice_this_year_is_not_first_to_come_twice_again(size: int) -> None:
    one, other = years(2, UNITS[:size], list(rules.MONTHS), True)[:2]
    often, again = (Counter(turn.unit for turn in turns) for turns in (one, other))
    once = {unit for unit, count in often.items() if count == 1}
    twice = {unit for unit, count in again.items() if count == 2}
    assert not once or once <= twice or twice <= once


def test_thirteen_units_one_month_has_two_and_it_goes_round() -> None:
    told = years(13, UNITS[:13], list(rules.MONTHS), False)
    for turns in told:
        assert sorted(Counter(turn.month for turn in turns).values()) == [1] * 11 + [2]
    had = {unit: [t.month for turns in told for t in turns if t.unit == unit] for unit in UNITS[:13]}
    assert all(set(found) == set(range(1, 13)) for found in had.values())


def test_who_is_new_comes_last_and_who_is_gone_leaves_no_hole() -> None:
    last = rules.propose(TWELVE)
    turns = rules.propose([*TWELVE[1:], "新设村"], last)
    assert [turn.month for turn in turns] == list(range(1, 13))
    assert [turn.unit for turn in turns] == [*TWELVE[2:], "新设村", TWELVE[1]]


def test_nothing_to_propose_is_nothing() -> None:
    assert rules.propose([]) == []
    assert rules.propose(TWELVE, (), ()) == []


def test_who_is_on_it_by_default() -> None:
    assert rules.chosen_units(["甲", "乙"], [], []) == ["甲", "乙"]
    assert rules.chosen_units(["甲", "乙", "丙"], ["甲"], ["丙"]) == ["甲", "丙"]


@pytest.mark.parametrize(
    ("year", "today", "may"),
    [
        (2026, date(2026, 1, 1), True),
        (2027, date(2026, 9, 30), False),
        (2027, date(2026, 10, 1), True),
        (2025, date(2026, 1, 1), False),
        (2028, date(2026, 12, 31), False),
    ],
)
def test_next_years_may_be_set_from_october_on(year: int, today: date, may: bool) -> None:
    if may:
        rules.check_year(year, today)
    else:
        with pytest.raises(RuleBroken):
            rules.check_year(year, today)


@given(st.text(min_size=1, max_size=60), st.integers(1, 12), st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_texts_for_the_group_chat_are_short_and_courteous(name: str, month: int, day: date) -> None:
    for text in (rules.reminder(name, month), rules.call_text(name, day)):
        assert len(text) <= 200
        assert text.endswith("谢谢！")


def test_what_became_of_a_roster_is_told_by_unit() -> None:
    before, after = [("柳湾村", 3), ("东桥村", 5), ("荷塘村", 6)], [("柳湾村", 5), ("东桥村", 5), ("新村", 1)]
    assert rules.differences(before, after) == ["柳湾村由3月改到5月", "荷塘村不再排（原6月）", "新村排在1月"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("荷塘社区", "荷塘"),
        ("柳湾村", "柳湾"),
        ("清河街道", "清河"),
        ("王村", "王村"),
        ("第一实验小学分校", "第一实验…"),
    ],
)
def test_the_wheel_calls_a_unit_short(name: str, short: str) -> None:
    assert rules.short_name(name) == short
