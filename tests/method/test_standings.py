"""Duties asked of what was recorded: done, open, past their date, none of one's own; at one unit and at many."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.method.conftest import Office
from tests.year_world import TODAY
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.method.models import DutyConfirmation, SpecialDay
from xinhuo.journal.method.reading import duties_of, pack_of, standings_of, to_do
from xinhuo.journal.method.rules.confirming import Word
from xinhuo.journal.method.services import confirming
from xinhuo.journal.method.services.packs import start_where_missing, state_since
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit


def test_months_with_a_record_are_done_and_the_others_named(office: Office) -> None:
    found = office.standing(office.village, "records-monthly")
    assert found.state == "overdue"
    assert found.says == "还差1至2月、5至11月的"
    assert [one.state for one in found.all][2:4] == ["done", "done"]
    assert found.all[11].state == "done"


def test_a_month_is_not_past_before_its_date(office: Office) -> None:
    found = office.standing(office.village, "records-monthly", date(2026, 2, 5))
    assert (found.state, found.due) == ("open", date(2026, 2, 5))
    assert office.standing(office.village, "records-monthly", date(2026, 2, 6)).state == "overdue"


def test_an_office_and_a_village_have_duties_of_their_own(office: Office) -> None:
    assert office.standing(office.root, "records-monthly").state == "not_obliged"
    assert office.standing(office.village, "document-opinion").state == "not_obliged"
    assert office.standing(office.root, "document-opinion").state == "overdue"


def test_a_closed_unit_owes_nothing_after_its_day(office: Office) -> None:
    closed = Unit.objects.select_related("unit_type").get(pk=office.world.dongqiao.pk)
    found = office.standing(closed, "records-monthly")
    assert [one.occurrence.period.first for one in found.all] == [1, 2, 3]
    assert found.says == "还差1月、3月的"
    assert office.standing(closed, "year-summary").state == "not_obliged"


def test_a_unit_founded_in_the_year_owes_from_the_next_month(office: Office) -> None:
    unit = add_unit(office.by, office.root, UnitDetails("新桥村", "village", opened_on=date(2026, 6, 10)))
    found = office.standing(unit, "records-monthly")
    assert [one.occurrence.period.first for one in found.all] == [7, 8, 9, 10, 11, 12]
    assert [one.occurrence.period.first for one in office.standing(unit, "chronicle").all] == [7, 10]
    assert office.standing(unit, "half-year-summary").state == "overdue"


def test_nothing_is_asked_from_before_the_office_began(office: Office) -> None:
    state_since(office.by, office.root, 2026, date(2026, 10, 1), TODAY)
    found = office.standing(office.village, "records-monthly")
    assert [one.occurrence.period.first for one in found.all] == [10, 11, 12]  # September is due on 5 October
    assert office.standing(office.root, "document-opinion").state == "not_obliged"


def test_an_office_from_before_this_version_gets_its_method_from_this_month_on(office: Office) -> None:
    office.method.delete()
    assert pack_of(office.village, 2026) is None
    assert standings_of([office.village], 2026, TODAY) == {}
    assert to_do(office.village, TODAY) == []
    start_where_missing(TODAY)
    start_where_missing(TODAY)
    held = pack_of(office.village, 2026)
    assert held is not None
    assert held.since == date(2026, 12, 1)
    assert office.standing(office.village, "records-monthly").state == "done"


def test_who_joined_swears_within_ninety_days(office: Office) -> None:
    office.world.add_person(office.village, "新来甲", joined=date(2026, 4, 1))
    office.world.add_person(office.village, "新来乙", joined=date(2026, 10, 1))
    found = office.standing(office.village, "joining-oath")
    assert [(one.occurrence.due, one.state) for one in found.all] == [
        (date(2026, 7, 29), "overdue"),
        (date(2027, 1, 29), "open"),
    ]
    word = Word(date(2026, 5, 4), "在村里宣誓，两位老同志领誓")
    confirming.confirm(office.by, office.village, 2026, "joining-oath", 4, word, TODAY)
    assert office.standing(office.village, "joining-oath").state == "open"


def test_last_years_oath_is_still_due_in_spring(office: Office) -> None:
    office.world.add_person(office.village, "新来乙", joined=date(2026, 12, 1))
    lines = to_do(office.village, date(2027, 3, 10), few=99)
    assert [one.due for one in lines if one.duty == "joining-oath"] == [date(2027, 3, 31)]


def test_in_january_what_december_left_is_still_there(office: Office) -> None:
    lines = {one.duty: one for one in to_do(office.village, date(2027, 1, 8), few=99)}
    assert lines["year-summary"].status == "过了日子"
    assert lines["year-summary"].args == (office.village.pk, 2026, "12")
    assert "year-summary" not in {one.duty for one in to_do(office.village, date(2027, 2, 8), few=99)}


def test_what_is_to_do_is_short_the_oldest_first_and_leads_to_its_place(office: Office) -> None:
    lines = to_do(office.village, TODAY)
    assert len(lines) == 5
    assert [one.state for one in lines] == sorted((one.state for one in lines), reverse=True)
    late = [one.due for one in lines if one.state == "todo"]
    assert late == sorted(late)
    records = next(one for one in to_do(office.village, TODAY, few=99) if one.duty == "records-monthly")
    assert (records.url_name, records.args) == ("records:write", ())
    by_role = to_do(office.village, TODAY, roles=("volunteer",), few=99)
    assert by_role == []


def test_what_comes_in_december_is_not_mentioned_in_spring(office: Office) -> None:
    assert "assessment" not in {one.duty for one in to_do(office.root, date(2026, 4, 1), few=99)}
    assert "assessment" in {one.duty for one in to_do(office.root, date(2026, 12, 11), few=99)}


WORD = Word(date(2026, 3, 20), "党工委发〔2026〕3号")


def test_a_word_is_given_once_and_can_be_taken_back(office: Office) -> None:
    made = confirming.confirm(office.by, office.root, 2026, "document-opinion", 1, WORD, TODAY)
    found = office.standing(office.root, "document-opinion")
    assert (found.state, found.says) == ("done", "3月20日办的：党工委发〔2026〕3号")
    with pytest.raises(RuleBroken, match="已经确认过了"):
        confirming.confirm(office.by, office.root, 2026, "document-opinion", 1, WORD, TODAY)
    confirming.take_back(office.by, made)
    confirming.take_back(office.by, made)
    assert office.standing(office.root, "document-opinion").state == "overdue"
    assert not DutyConfirmation.objects.exists()


@pytest.mark.parametrize(
    ("key", "first", "word", "why"),
    [
        ("document-opinion", 1, Word(date(2026, 12, 21), "明天的事"), "日期不能晚于今天"),
        ("document-opinion", 1, Word(date(2025, 12, 1), "去年的事"), "这一次是2026年1月以后的"),
        ("document-opinion", 1, Word(date(2026, 3, 1), " "), "还没有写怎么办的"),
        ("document-opinion", 1, Word(date(2026, 3, 1), "长" * 121), "最多120个字"),
        ("document-opinion", 1, Word(date(2026, 3, 1), "没有", none=True), "不能写“这次没有”"),
        ("document-opinion", 3, WORD, "本单位那时没有这件事"),
        ("records-monthly", 1, WORD, "从记录里数"),
        ("no-such-duty", 1, WORD, "工作法里没有这一条"),
        ("superior-documents", 4, Word(date(2026, 3, 31), "第二季的"), "这一次是2026年4月以后的"),
    ],
)
def test_a_word_that_cannot_be_is_not_taken(office: Office, key: str, first: int, word: Word, why: str) -> None:
    with pytest.raises(RuleBroken, match=why) as broken:
        confirming.confirm(office.by, office.root, 2026, key, first, word, TODAY)
    assert len(broken.value.message) <= 40
    assert not DutyConfirmation.objects.exists()


def test_nobody_confirms_for_a_unit_of_others_or_years_gone(office: Office) -> None:
    with pytest.raises(RuleBroken, match="不归您确认"):
        confirming.confirm(office.world.by, office.root, 2026, "document-opinion", 1, WORD, TODAY)
    with pytest.raises(RuleBroken, match="今年和去年"):
        confirming.confirm(office.by, office.root, 2024, "document-opinion", 1, WORD, TODAY)


def test_the_holiday_table_moves_the_date(office: Office) -> None:
    assert office.standing(office.root, "monthly-meeting").all[8].occurrence.due == date(2026, 9, 30)
    SpecialDay.objects.update_or_create(day=date(2026, 9, 30), defaults={"works": False, "name": "国庆节"})
    assert office.standing(office.root, "monthly-meeting").all[8].occurrence.due == date(2026, 9, 29)


def test_thirty_units_cost_as_many_queries_as_one(office: Office) -> None:
    def asked(ask: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as seen:
            ask()
        return len(seen)

    village, root = office.village, office.root
    two = asked(lambda: duties_of([village, root], TODAY))
    for number in range(30):
        unit = add_unit(office.by, office.root, UnitDetails(f"小村{number}", "village"))
        office.world.add_person(unit, f"赵{number}", joined=date(2026, 5, 1))
    rows = list(Unit.objects.select_related("unit_type"))
    assert asked(lambda: duties_of(rows, TODAY)) == two
    assert asked(lambda: duties_of(Unit.objects.all(), TODAY)) == two + 1  # the units themselves
    bare = list(Unit.objects.all())
    assert asked(lambda: duties_of(bare, TODAY)) == two + 1  # their types, which nobody had read
    both = duties_of(Unit.objects.all(), TODAY)
    assert {(s.unit_id, s.duty.key, s.state, s.says) for s in both} == {
        (s.unit_id, s.duty.key, s.state, s.says) for s in duties_of(rows, TODAY)
    }
