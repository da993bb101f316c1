"""When a duty falls due and how it stands: pure rules, over any year, any table of holidays, any facts."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.share import Share
from xinhuo.journal.method.facts import Confirmed, Due, Duty, DutyStanding, Enough, Mechanism, Pack
from xinhuo.journal.method.rules import days
from xinhuo.journal.method.rules.standing import cells, judge, period_said, periods_said, shown_state, sum_up, wanting

YEARS = st.integers(2000, 2099)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
TABLES = st.builds(
    lambda off, working: days.WorkCalendar(frozenset(off), frozenset(working)),
    st.lists(DAYS, max_size=40),
    st.lists(DAYS),
)
DUES = st.one_of(
    st.builds(lambda later: Due("last_working_day", later=later), st.integers(0, 1)),
    st.builds(lambda day, later: Due("day", day=day, later=later), st.integers(1, 31), st.integers(0, 1)),
    st.builds(
        lambda month, day, behind: Due("date", month=month, day=day, next_year=behind),
        st.integers(1, 12), st.integers(1, 28), st.booleans(),
    ),
    st.builds(lambda day: Due("days_after", day=day), st.integers(1, 365)),
    st.just(Due("before")),
)  # fmt: skip
NOBODY = uuid4()


def duty(recurs: str, due: str, **said: object) -> Duty:
    return Duty("d", "m", "开例会", recurs, days.read_due(due), **said)


@given(DUES)
def test_a_due_rule_reads_back_as_it_is_written(due: Due) -> None:
    assert days.read_due(days.due_said(due)) == due


@pytest.mark.parametrize(
    "text", ["", "月底", "2月30日", "2月29日", "13月1日", "32日", "0天内", "次年次月5日", "31", "事后"]
)
def test_a_date_that_no_year_has_or_nobody_reads_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        days.read_due(text)
    assert len(broken.value.message) <= 40


@given(YEARS, st.integers(1, 12), TABLES)
def test_the_last_working_day_is_worked_and_no_later_one_is(year: int, month: int, table: days.WorkCalendar) -> None:
    found = table.last_working_day(year, month)
    after = [found + timedelta(days=n) for n in range(1, 32)]
    assert (found.year, found.month) == (year, month)
    assert not any(table.works(day) for day in after if day.month == month)
    assert table.works(found) or found == days.last_of(year, month)


def test_a_table_that_leaves_no_working_day_gives_the_last_day() -> None:
    whole = frozenset(date(2026, 2, n) for n in range(1, 29))
    assert days.WorkCalendar(whole).last_working_day(2026, 2) == date(2026, 2, 28)


def test_the_last_working_day_knows_holidays_and_working_weekends() -> None:
    table = days.WorkCalendar(off=frozenset({date(2026, 9, 30)}), working=frozenset({date(2026, 2, 28)}))
    assert table.last_working_day(2026, 9) == date(2026, 9, 29)
    assert table.last_working_day(2026, 2) == date(2026, 2, 28)  # a Saturday that is worked
    assert table.last_working_day(2026, 5) == date(2026, 5, 29)  # the 31st is a Sunday


@given(
    st.sampled_from([("monthly", 12), ("quarterly", 4), ("yearly", 1), ("event", 1)]),
    DUES, YEARS, st.integers(0, 60), TABLES,
)  # fmt: skip
def test_each_time_has_its_own_period_and_none_ends_before_it_opens(
    recurs: tuple[str, int], due: Due, year: int, grace: int, table: days.WorkCalendar
) -> None:
    one = Duty("d", "m", "开例会", recurs[0], due, grace=grace)
    found = days.occurrences(one, days.periods(one, year), table)
    assert len(found) == recurs[1]
    assert [month for each in found for month in each.period.months] == list(range(1, 13))
    assert all(each.last - each.due == timedelta(days=grace) for each in found)
    if due.kind in ("last_working_day", "day", "days_after"):
        assert [each.due for each in found] == sorted(each.due for each in found)
        assert all(each.opens <= each.due for each in found)


@given(YEARS, st.integers(2000, 2099))
def test_every_two_years_is_every_second_one(year: int, first: int) -> None:
    one = duty("two_years", "6月30日", first_year=first)
    assert days.comes_in(one, year) != days.comes_in(one, year + 1)
    assert days.comes_in(one, first)


def test_the_thirty_first_of_a_short_month_is_its_last_day() -> None:
    found = days.occurrences(duty("monthly", "31日"), days.months_of(2027, [2, 4]), days.WorkCalendar())
    assert [one.due for one in found] == [date(2027, 2, 28), date(2027, 4, 30)]


def test_what_december_leaves_is_due_in_january() -> None:
    found = days.occurrences(duty("monthly", "次月5日"), days.months_of(2026, [12]), days.WorkCalendar())
    assert found[0].due == date(2027, 1, 5)
    [joined] = days.occurrences(duty("joining", "90天内"), days.months_of(2026, [11]), days.WorkCalendar())
    assert joined.due == date(2027, 2, 28)


@given(DAYS, DAYS, DAYS, st.sampled_from(["monthly", "quarterly", "yearly"]), YEARS)
def test_a_unit_owes_nothing_from_before_it_was_there_or_after(
    opened: date, closed: date, since: date, recurs: str, year: int
) -> None:
    one = duty(recurs, "最后一个工作日" if recurs != "yearly" else "6月30日")
    for each in days.occurrences(one, days.periods(one, year), days.WorkCalendar()):
        if days.lives(each, opened, closed, since):
            assert opened <= each.due <= max(closed, each.due)
            assert closed >= min(each.due, each.period.end)
            assert each.due >= since


MEASURED = st.one_of(st.integers(0, 30), st.builds(Share, st.integers(0, 12), st.integers(0, 12)))
ENOUGH = st.one_of(
    st.builds(Enough, st.integers(1, 12)), st.builds(lambda n: Enough(share=n / 100), st.integers(1, 100))
)


@given(MEASURED, ENOUGH, DAYS, st.integers(0, 28))
def test_one_time_stands_in_exactly_one_way(value: int | Share, enough: Enough, day: date, grace: int) -> None:
    one = duty("monthly", "25日", grace=grace, enough=enough, measure="records.held")
    [time] = days.occurrences(one, [Period(2026, 6, 6)], days.WorkCalendar())
    judged = judge(one, time, value, None, day)
    if isinstance(value, Share) and value.whole == 0:
        assert judged.state == "not_obliged"
    elif wanting(value, enough) == 0:
        assert judged.state == "done"
    else:
        assert judged.state == ("overdue" if day > time.last else "open")


def test_grace_is_time_that_is_still_open() -> None:
    one = duty("monthly", "25日", grace=3, measure="records.held")
    [time] = days.occurrences(one, [Period(2026, 6, 6)], days.WorkCalendar())
    states = [judge(one, time, 0, None, date(2026, 6, day)).state for day in (25, 26, 28, 29)]
    assert states == ["open", "open", "open", "overdue"]


@given(st.integers(0, 12), st.integers(0, 12), st.integers(1, 100))
def test_what_is_wanting_of_a_share_would_suffice_and_one_less_would_not(part: int, whole: int, share: int) -> None:
    enough, gap = Enough(share=share / 100), wanting(Share(part, whole), Enough(share=share / 100))
    assert wanting(Share(part + gap, whole), enough) == 0
    if gap:
        assert wanting(Share(part + gap - 1, whole), enough) == 1


def test_ninety_percent_of_ten_is_nine() -> None:
    assert wanting(Share(8, 10), Enough(share=0.9)) == 1  # 0.9 × 10 is a little more than 9 in floating point
    assert wanting(Share(7, 10), Enough(share=0.7)) == 0


def test_an_event_without_its_approval_is_past_at_once() -> None:
    one = duty("event", "事前", enough=Enough(share=1.0), measure="applications.approved_before")
    [time] = days.occurrences(one, days.periods(one, 2026), days.WorkCalendar())
    assert judge(one, time, Share(1, 2), None, date(2026, 3, 1)).state == "overdue"
    assert judge(one, time, Share(2, 2), None, date(2026, 3, 1)).state == "done"
    assert judge(one, time, Share(0, 0), None, date(2026, 3, 1)).state == "not_obliged"


def test_what_must_be_known_first_is_said_and_is_not_done() -> None:
    one = duty("yearly", "12月31日", enough=Enough(share=0.6), measure="records.coverage")
    [time] = days.occurrences(one, days.periods(one, 2026), days.WorkCalendar())
    standing = sum_up(
        one, NOBODY, [judge(one, time, Share(9, 0, "还没有写青少年基数"), None, date(2026, 12, 1))], "人次"
    )
    assert standing is not None
    assert standing.state == "open"
    assert "还没有写青少年基数" in standing.says


def _monthly(values: list[int], day: date) -> DutyStanding:
    one = duty("monthly", "最后一个工作日", measure="meetings.held")
    times = days.occurrences(one, days.periods(one, 2026), days.WorkCalendar())
    found = sum_up(one, NOBODY, [judge(one, t, n, None, day) for t, n in zip(times, values, strict=True)], "次")
    assert found is not None
    return found


def test_the_months_that_are_wanting_are_named() -> None:
    found = _monthly([1, 0, 0, 1, 0] + [0] * 7, date(2026, 5, 10))
    assert (found.state, found.says) == ("overdue", "还差2至3月的")
    assert found.due == date(2026, 2, 27)
    assert found.done == 2


def test_all_months_so_far_are_said_in_one_word() -> None:
    found = _monthly([1] * 5 + [0] * 7, date(2026, 5, 31))
    assert (found.state, found.says, found.done) == ("done", "1至5月都已做到", 5)


PACK = Pack("试", (), (), (Mechanism("m", "四个坚持", "一", "坚持"),), ())


def test_a_gap_that_is_not_due_is_the_units_own() -> None:
    going = _monthly([1] * 4 + [0] * 8, date(2026, 5, 10))
    assert going.state == "open"
    assert cells(PACK, [going], own=True)["m"].word == "还差1件"
    assert "还差1次" in cells(PACK, [going], own=True)["m"].missing[0]
    theirs = cells(PACK, [going], own=False)["m"]
    assert (theirs.word, theirs.missing) == ("已做到", ())
    assert shown_state(going, own=False) == ("没到期", "", "5月29日到期")


def test_what_is_past_its_date_is_seen_by_everybody() -> None:
    late = _monthly([0] * 12, date(2026, 5, 10))
    for own in (True, False):
        cell = cells(PACK, [late], own)["m"]
        assert (cell.state, cell.word) == ("overdue", "还差1件")
        assert cell.missing == ("开例会：还差1至4月的",)


def test_a_word_of_a_person_counts_and_nothing_of_the_kind_is_not_a_gap() -> None:
    one = duty("yearly", "3月31日", by_hand=True, if_any=True)
    [time] = days.occurrences(one, days.periods(one, 2026), days.WorkCalendar())
    said = Confirmed(uuid4(), date(2026, 4, 2), "党工委3号文", "吴秀兰")
    late = judge(one, time, None, None, date(2026, 4, 3))
    assert late.state == "overdue"
    assert judge(one, time, None, said, date(2026, 4, 3)).state == "done"
    none = judge(
        one, time, None, Confirmed(uuid4(), date(2026, 4, 2), "今年没有调整", "吴秀兰", True), date(2026, 4, 3)
    )
    standing = sum_up(one, NOBODY, [none], "")
    assert standing is not None
    assert (standing.state, standing.says) == ("not_obliged", "这次没有：今年没有调整")


@given(st.lists(st.integers(1, 12), unique=True).map(sorted))
def test_months_that_follow_each_other_are_said_together(months: list[int]) -> None:
    said = periods_said(days.months_of(2026, months))
    numbers = set()
    for part in said.split("、") if said else []:
        if part == "全年":
            numbers |= set(range(1, 13))
            continue
        first, _, last = part.removesuffix("月").partition("至")
        numbers |= set(range(int(first), int(last or first) + 1))
    assert numbers == set(months)
    assert period_said(Period(2026)) == "全年"
