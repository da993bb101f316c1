"""轮值 from the page: set, swapped, deferred, given, printed; a unit sees its own turns."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.measure import Share, measure_of
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.journal.archives.reading import expected
from xinhuo.journal.records.facts import PaperOf
from xinhuo.journal.records.services.reporting import write_paragraph
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit, close_unit
from xinhuo.work.reports import reading
from xinhuo.work.reports.facts import Turn
from xinhuo.work.reports.models import DutyChange, DutyRoster, DutySlot
from xinhuo.work.reports.services import duty, giving

Enter = Callable[[str], Client]


@pytest.fixture
def by(world: World) -> Actor:
    return system_actor("办公室", frozenset(ACTIONS), world.office.path)


@pytest.fixture
def villages(world: World, by: Actor) -> list[Unit]:
    """柳湾村 and eleven more."""
    return [world.liuwan, *(add_unit(by, world.office, UnitDetails(f"{n}号村", "village")) for n in range(2, 13))]


def months_of(office: Unit, year: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for slot in DutySlot.objects.of(office, year).select_related("unit"):
        found.setdefault(slot.unit.name, []).append(slot.month)
    return found


def form_of(page: str) -> dict[str, list[str]]:
    """What the page's form would send as it stands."""
    said: dict[str, list[str]] = {}
    form = page[page.index('<form method="post" class="card"') :]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', form):
        said.setdefault(name, []).append(next(iter(re.findall(r'value="(\d+)" selected', options)), ""))
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        said.setdefault(name, []).append(value)
    said.pop("csrfmiddlewaretoken", None)
    return said


def test_the_office_says_yes_to_next_years_in_december(
    world: World, villages: list[Unit], inside: Enter, by: Actor
) -> None:
    DutyRoster.objects.all().delete()
    turns = [Turn(month, str(unit.pk)) for month, unit in enumerate(villages, 1)]
    duty.agree(by, world.office, 2026, turns, TODAY)
    client, address = inside("办公室"), f"/duty/{world.office.pk}/2027/set/"
    assert "还没有排" in client.get("/duty/?year=2027").text
    page = client.get(address).text
    assert "照2026年的往前挪一个月" in page
    assert not DutySlot.objects.of_year(2027).exists()
    answer = client.post(address, form_of(page))
    assert answer.url == f"/duty/?office={world.office.pk}&year=2027"
    was, now = months_of(world.office, 2026), months_of(world.office, 2027)
    assert now == {name: [12 if months == [1] else months[0] - 1] for name, months in was.items()}
    assert reading.duty_months(villages, 2026)[world.liuwan.pk] == [1]
    assert reading.duty_units(world.office, 2027, 12) == [world.liuwan]
    assert Entry.objects.filter(verb="排轮值", kind="duty_slot").count() == 24
    assert client.get(f"/duty/{world.office.pk}/2028/set/").status_code == 404


def test_two_clerks_at_once_set_one_roster(world: World, villages: list[Unit], inside: Enter) -> None:
    client, address = inside("办公室"), f"/duty/{world.office.pk}/2027/set/"
    said = form_of(client.get(address).text)
    client.post(address, said)
    page = client.post(address, said | {f"m-{villages[1].pk}": ["9"]}).text
    assert "别人排过这一年的" in page
    assert months_of(world.office, 2027)["2号村"] != [9]


def test_rearranging_wants_a_reason_and_leaves_what_was_given(
    world: World, villages: list[Unit], inside: Enter, by: Actor
) -> None:
    client, address = inside("办公室"), f"/duty/{world.office.pk}/2026/set/"
    slot = DutySlot.objects.get(unit=world.liuwan)
    giving.give(by, slot, date(2026, 6, 11), None, TODAY)
    page = client.get(address).text
    assert "6月讲过了" in page
    said = form_of(page) | {f"m-{villages[1].pk}": ["12", ""]}
    page = client.post(address, said).text
    assert "还没有写缘由" in page
    assert DutySlot.objects.of(world.office, 2026).count() == 1
    client.post(address, said | {"reason": "添一个村"})
    assert months_of(world.office, 2026) == {"柳湾村": [6], "2号村": [12]}
    assert "2号村排在12月（添一个村）" in client.get("/duty/?year=2026").text
    stolen = said | {"reason": "再改", "seen": "3", f"m-{world.liuwan.pk}": ["7"]}
    assert "已经讲过的月份不能改" in client.post(address, stolen).text
    twice = said | {"reason": "再改", "seen": "3", f"m-{villages[2].pk}": ["9", "9"]}
    assert "同一个月排了两次" in client.post(address, twice).text
    none = {"seen": "0"}
    assert "还没有排任何单位" in client.post(f"/duty/{world.office.pk}/2027/set/", none).text


def test_thirteen_units_and_few_of_them(world: World, villages: list[Unit], inside: Enter, by: Actor) -> None:
    add_unit(by, world.office, UnitDetails("13号村", "village"))
    DutyRoster.objects.all().delete()
    client, address = inside("办公室"), f"/duty/{world.office.pk}/2026/set/"
    client.post(address, form_of(client.get(address).text))
    assert sorted(len(reading.duty_units(world.office, 2026, month)) for month in range(1, 13)) == [1] * 11 + [2]
    for unit in villages[5:]:
        close_unit(by, unit, TODAY, TODAY)
    page = client.get(f"{address}?again=1&twice=1&months=3&months=6&months=9&months=12").text
    chosen = [month for key, months in form_of(page).items() if key.startswith("m-") for month in months if month]
    assert set(chosen) <= {"3", "6", "9", "12"}
    assert len(chosen) == 6


def test_a_swap_has_a_reason_and_a_trace(world: World, villages: list[Unit], inside: Enter, by: Actor) -> None:
    slot, other = DutySlot.objects.get(unit=world.liuwan), duty.enter(by, villages[1], 2026, 12, TODAY)
    client, address = inside("办公室"), f"/duty/{slot.pk}/"
    assert "还没有写缘由" in client.post(address, {"act": "swap", "other": other.pk}).text
    client.post(address, {"act": "swap", "other": other.pk, "reason": "村里换届"}, follow=True)
    assert months_of(world.office, 2026) == {"2号村": [6], "柳湾村": [12]}
    assert "柳湾村（6月）和2号村（12月）换了月份（村里换届）" in client.get("/duty/?year=2026").text
    assert {(e.before["月份"], e.after["月份"]) for e in Entry.objects.filter(verb="轮值换月")} == {
        ("6月", "12月"),
        ("12月", "6月"),
    }
    mine = DutySlot.objects.get(unit=world.liuwan)
    assert mine.path == world.liuwan.path
    giving.give(by, mine, date(2026, 12, 11), None, TODAY)
    with pytest.raises(RuleBroken, match="讲过了的不能再换"):
        duty.swap(by, slot, mine, "再换", TODAY)
    recorder = inside("柳湾记载人")
    assert "换过来" not in recorder.get(f"/duty/{mine.pk}/").text
    with pytest.raises(RuleBroken, match="不归您排"):
        duty.defer(system_actor("记载人", frozenset({"hand_in"}), world.liuwan.path), slot, 12, "我自己", TODAY)


def test_a_deferral_keeps_who_allowed_it_and_counts_when_given(world: World, inside: Enter, by: Actor) -> None:
    slot = DutySlot.objects.get(unit=world.liuwan)
    client, address = inside("办公室"), f"/duty/{slot.pk}/"
    assert "还没有写谁同意的" in client.post(address, {"act": "defer", "month": "9"}).text
    assert "没有选对" in client.post(address, {"act": "defer", "month": "3", "words": "李主任"}).text
    client.post(address, {"act": "defer", "month": "9", "words": "李主任电话同意"})
    slot.refresh_from_db()
    assert (slot.deferred_from, slot.month) == (6, 9)
    page = client.get("/duty/?year=2026").text
    assert "柳湾村由6月改到9月（李主任电话同意）" in page
    assert "原定6月，李主任电话同意" in page
    measure = measure_of("reports.duty_given")
    assert world.liuwan.pk not in measure.values([world.liuwan], Period(2026, 1, 8))
    assert measure.values([world.liuwan], Period(2026, 1, 9)) == {world.liuwan.pk: Share(0, 1)}
    giving.give(by, slot, date(2026, 9, 10), None, TODAY)
    assert measure.values([world.liuwan], Period(2026)) == {world.liuwan.pk: Share(1, 1)}
    assert reading.turns_of(world.office, 2026) == [Turn(9, str(world.liuwan.pk))]
    assert reading.last_turns(world.office, 2027) == [Turn(6, str(world.liuwan.pk))]
    other = duty.enter(by, world.dongqiao, 2026, 8, TODAY)
    for month in (3, 8, 13):  # whatever a page may have let through
        with pytest.raises(RuleBroken, match="要改到8月以后"):
            duty.defer(by, other, month, "李主任", TODAY)
    with pytest.raises(RuleBroken, match="已经讲过了"):
        duty.defer(by, slot, 11, "李主任", TODAY)


def test_given_in_the_meeting_it_is_sealed_and_listed_for_the_minutes(world: World, inside: Enter) -> None:
    slot = DutySlot.objects.get(unit=world.liuwan)
    client, address = inside("柳湾记载人"), f"/duty/{slot.pk}/"
    write_paragraph(world.by, world.liuwan, PaperOf("report", 2026, 6), "next", "下半年把辅导站办好。", "")
    page = client.get(address).text
    assert "本单位改过1段" in page
    assert f"/reports/{world.liuwan.pk}/2026/6/" in page
    assert "不会在6月以前讲" in client.post(address, {"act": "give", "day": "2026-05-30"}).text
    assert "不能晚于今天" in client.post(address, {"act": "give", "day": "2027-01-02"}).text
    assert not SealedPaper.objects.exists()
    page = client.post(address, {"act": "give", "day": "2026-06-11"}, follow=True).text
    assert "2026年6月11日讲的，柳湾记载人登记" in page
    sealed = SealedPaper.objects.get(unit=world.liuwan, kind="report", month=6)
    slot.refresh_from_db()
    assert slot.paper_id == sealed.pk
    world.write(
        world.liuwan, date(2026, 5, 4), "讲五四故事", "周德顺"
    )  # afterwards: what was told stays as it was told
    client.post(address, {"act": "give", "day": "2026-06-12"})
    assert SealedPaper.objects.count() == 1
    slot.refresh_from_db()
    assert slot.given_on == date(2026, 6, 11)
    told = reading.given(world.office, 2026, 6)
    assert [(one.unit, one.month, one.given_on, one.title) for one in told] == [
        ("柳湾村", 6, date(2026, 6, 11), "柳湾村汇报1至6月工作")
    ]
    assert reading.given(world.office, 2026, 7) == []
    client.post(address, {"act": "back"})
    slot.refresh_from_db()
    assert (slot.given_on, slot.paper_id) == (None, None)
    assert SealedPaper.objects.count() == 1
    assert [e.verb for e in Entry.objects.filter(kind="duty_slot").order_by("at", "id")][-2:] == [
        "讲轮值汇报",
        "撤回讲过的登记",
    ]


def test_a_unit_sees_its_own_turns_and_nobody_elses(
    world: World, villages: list[Unit], inside: Enter, by: Actor
) -> None:
    other = duty.enter(by, villages[1], 2026, 12, TODAY)
    page = inside("柳湾记载人").get("/duty/").text
    assert "6月例会" in page
    assert "2号村" not in page
    assert inside("柳湾记载人").get(f"/duty/{other.pk}/").status_code == 404
    assert inside("柳湾记载人").get(f"/duty/{world.office.pk}/2026/set/").status_code == 404
    assert (
        inside("柳湾主任").post(f"/duty/{DutySlot.objects.get(unit=world.liuwan).pk}/", {"act": "back"}).status_code
        == 200
    )
    assert "登记下来" not in inside("柳湾主任").get("/duty/").text


def test_the_workbench_reminds_before_the_meeting(world: World, villages: list[Unit], by: Actor, inside: Enter) -> None:
    for unit, month in zip(villages[1:4], (11, 12, 5), strict=True):
        duty.enter(by, unit, 2026, month, TODAY)
    duty.agree(by, world.office, 2027, [Turn(1, str(villages[4].pk)), Turn(2, str(villages[5].pk))], TODAY)
    lines = reading.reminders(villages, TODAY)
    assert [(line.unit, line.title, line.status) for line in lines] == [
        ("2号村", "11月轮值汇报", "讲了没有"), ("3号村", "12月轮值汇报", "稿子已起好"), ("5号村", "1月轮值汇报", "下月轮到"),
    ]  # fmt: skip
    assert "3号村12月轮值汇报" in inside("办公室").get("/").text
    assert reading.to_set(world.office, TODAY) is None
    assert reading.to_set(world.office, date(2027, 12, 1)).title == "2028年轮值还没有定"
    assert "复制文字" in inside("办公室").get(f"/duty/{DutySlot.objects.get(month=5).pk}/").text


def test_the_roster_is_printed_on_one_sheet(world: World, villages: list[Unit], inside: Enter, by: Actor) -> None:
    client, address = inside("办公室"), f"/duty/{world.office.pk}/2026.pdf"
    for number, unit in enumerate(villages[1:], 2):
        duty.enter(by, unit, 2026, number, TODAY)
    for number in range(13, 37):  # three a month
        unit = add_unit(by, world.office, UnitDetails(f"第{number}社区", "community"))
        duty.enter(by, unit, 2026, number % 12 + 1, TODAY)
    read = PdfReader(io.BytesIO(client.get(address).content))
    text = "".join(page.extract_text() for page in read.pages).replace("\n", "")
    assert len(read.pages) == 1
    for told in ("2026年轮值表", "柳湾村", "第36社区", "12号村", "定了以后的变动"):
        assert told in text, told
    assert inside("办公室").get(f"/duty/{world.office.pk}/2027.pdf").status_code == 404


def test_who_leaves_and_who_is_closed(world: World, villages: list[Unit], by: Actor, inside: Enter) -> None:
    """划走: the former office's month is free. 撤销: the roster says so until it is set anew."""
    duty.enter(by, villages[1], 2026, 12, TODAY)
    duty.enter(by, villages[2], 2026, 12, TODAY)
    close_unit(by, villages[2], TODAY, TODAY)
    assert "单位已撤销，请另排" in inside("办公室").get("/duty/?year=2026").text
    far = add_unit(by, world.office, UnitDetails("北湖片", "system"))
    Unit.objects.filter(pk=villages[1].pk).update(parent=far)
    villages[1].refresh_from_db()
    duty.leave(by, villages[1], date(2026, 12, 1), TODAY)
    assert months_of(world.office, 2026) == {"柳湾村": [6], "3号村": [12]}
    assert DutyChange.objects.filter(kind="left").get().text == "2号村划走了，12月空出来"


def test_the_papers_that_are_owed_know_the_roster(world: World, inside: Enter) -> None:
    assert ("report", 6) in expected(world.liuwan, 2026)
    assert expected(world.liuwan, 2025) == []
    assert f"/sealed/report/{world.liuwan.pk}/2026/6/" in inside("柳湾记载人").get("/sealed/?year=2026").text
