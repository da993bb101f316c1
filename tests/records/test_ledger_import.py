"""A 台账 through the pages: looked at, asked about, brought in once, given back where it fails, taken back as one."""

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.intake.sheets import xlsx
from tests.records.ledger_pages import GOOD, Enter, actor, bring, brought, fact, plan_of, press, send, table
from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.jobs.models import Job
from xinhuo.ground.jobs.services import running
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.jobs import understood
from xinhuo.journal.records.models import LedgerImport, Participation, Record
from xinhuo.journal.records.services.importing import Answers, plan_ledger
from xinhuo.journal.records.services.writing import withdraw_record
from xinhuo.who.organisation.models import UnitName

pytestmark = pytest.mark.django_db


def test_a_ledger_comes_in_and_stands_in_every_paper(world: World, inside: Enter) -> None:
    client = inside("办公室")
    address = send(client, table(GOOD, ("4月3日", "", "普法宣传", "", "讲宪法", "", "周德顺", 41)), year=2025)
    looked = client.get(address).text
    assert (fact(looked, "可以导进来"), fact(looked, "要问您"), fact(looked, "没读懂")) == (2, 0, 0)
    assert "柳湾村 2025年3月：1笔" in looked
    assert brought() == []
    page = press(client, address, milestone="on")
    assert (fact(page, "导进来"), fact(page, "原来就有"), fact(page, "没有收")) == (2, 0, 0)
    first, second = brought()
    assert (first.unit, first.held_on, first.kind.name, first.title) == (
        world.liuwan,
        date(2025, 3, 5),
        "主题宣讲",
        "学雷锋",
    )
    assert (first.content, first.effect, first.place, first.youth_count) == ("讲雷锋的故事", "孩子爱听", "文化广场", 24)
    assert (first.source_ref, first.on_behalf, first.milestone) == ("台账.xlsx·台账·第3行", True, True)
    assert (second.kind.name, second.held_on) == ("法治教育", date(2025, 4, 3))
    names = [p.person.name for p in first.participations.order_by("position")]
    assert names == ["周德顺", "吴秀兰"]
    assert Entry.objects.filter(kind="record", object_id=str(first.pk)).count() == 1
    assert "讲雷锋的故事" in client.get(f"/reports/{world.liuwan.pk}/2025/3/").text
    assert "讲雷锋的故事" in client.get(f"/chronicle/{world.liuwan.pk}/2025/").text
    done = client.get(f"/ledgers/{LedgerImport.objects.get().pk}/").text
    assert f"/books/unit/{world.liuwan.pk}/2025.pdf" in done


def test_the_same_file_twice_changes_nothing(world: World, inside: Enter) -> None:
    client = inside("办公室")
    raw = table(GOOD, ("2025.4.3", "", "主题宣讲", "", "讲宪法", "", "周德顺", 41))
    press(client, send(client, raw))
    before = [(r.pk, r.changed_at) for r in brought()]
    page = press(client, send(client, raw, name="又一份.xlsx"))
    assert (fact(page, "导进来"), fact(page, "原来就有")) == (0, 2)
    assert [(r.pk, r.changed_at) for r in brought()] == before


def test_what_an_import_writes_behind_the_content_is_no_difference(world: World) -> None:
    rows = (
        ("2025.3.5", "", "主题宣讲", "", "读书会", "", "周德顺等9人", 12),
        ("2025.3.6", "", "主题宣讲", "", "座谈会", "", "周德顺、外来人、全体五老", 12),
        ("2025.3.7", "村部", "例会", "", "", "", "周德顺等9人", ""),
        ("2025.3.8", "", "例会", "", "", "", "五老20人", 3),
    )
    answers = Answers(people={"unknown": "text"})
    bring(world, plan_of(world, *rows, answers=answers))
    assert [r.content for r in brought()] == [
        "读书会\n周德顺等9人参加。", "座谈会\n参加的还有外来人、全体五老。", "周德顺等9人参加。", "五老20人参加。",
    ]  # fmt: skip
    again = plan_of(world, *rows, answers=answers)
    assert (len(again.new), len(again.repeated)) == (0, 4)


def test_a_record_written_by_hand_is_not_doubled(world: World) -> None:
    row = ("2026.3.5", "", "主题宣讲", "", "带青少年清扫楼道、讲雷锋故事", "", "周德顺", 24)
    plan = plan_of(world, row, ("2026.3.5", "", "主题宣讲", "", "到敬老院送温暖", "", "周德顺", 3))
    assert ([c.row.number for c in plan.repeated], [c.row.number for c in plan.new]) == ([3], [4])


def test_a_thing_of_the_same_name_is_asked(world: World) -> None:
    bring(world, plan_of(world, GOOD))
    other = ("2025.3.5", "柳湾小学", "主题宣讲", "学雷锋", "开主题班会", "", "周德顺", 40)
    plan = plan_of(world, other)
    assert [c.where for c in plan.likes] == ["台账·第3行"]
    apart = plan_of(world, other, answers=Answers(people={"like-台账!3": "apart"}))
    same = plan_of(world, other, answers=Answers(people={"like-台账!3": "same"}))
    assert (len(apart.new), len(same.new), len(same.repeated)) == (1, 0, 1)


def test_rows_for_each_participant_are_one_thing(world: World) -> None:
    plan = plan_of(world, GOOD, (*GOOD[:6], "㛃䶮", 24), ("2025.3.5", "村部", *GOOD[2:]))
    assert (len(plan.new), len(plan.folded)) == (2, 1)
    assert [part.name for part in plan.new[0].parts] == ["周德顺", "吴秀兰", "㛃䶮"]


def test_failed_rows_go_back_and_come_again(world: World, inside: Enter) -> None:
    client = inside("办公室")
    raw = xlsx(
        ("2025年活动台账",), ("日期", "内容", "类别", "参加人员", "学生姓名"),
        ("柳湾村",), ("三月",), ("5日", "讲雷锋", "主题宣讲", "周德顺", "王小明"),
        ("32日", "讲故事", "主题宣讲", "吴秀兰", "李小红"),
        name="Sheet1",
    )  # fmt: skip
    page = press(client, send(client, raw))
    assert (fact(page, "导进来"), fact(page, "没有收")) == (1, 1)
    back = client.get(f"/jobs/{Job.objects.get().pk}/file/").content
    book = openpyxl.load_workbook(BytesIO(back))
    heads = [cell.value for cell in book.active[2]]
    assert heads == ["单位", "年份", "月份", "日期", "内容", "类别", "参加人员", "退回原因"]
    row = [cell.value for cell in book.active[3]]
    assert row == ["柳湾村", "2025", "3", "32日", "讲故事", "主题宣讲", "吴秀兰", "2025年3月没有32日。请核对。"]
    book.active["D3"] = "12日"
    out = BytesIO()
    book.save(out)
    page = press(client, send(client, out.getvalue(), name="退回.xlsx"))
    assert (fact(page, "导进来"), fact(page, "没有收")) == (1, 0)
    assert [r.held_on for r in brought()] == [date(2025, 3, 5), date(2025, 3, 12)]


@pytest.mark.parametrize(
    ("day", "unit", "said"),
    [
        ("2027.3.5", "柳湾村", "活动日期不能晚于今天"),
        ("1989.3.5", "柳湾村", "活动日期太早了"),
        ("2026.4.1", "东桥村", "2026年3月31日已撤销"),
        ("2025.3.5", "西山村", "没有“西山村”这个单位"),
        ("2025.2.29", "柳湾村", "2025年2月没有29日"),
    ],
)
def test_a_day_or_unit_that_cannot_be(world: World, day: str, unit: str, said: str) -> None:
    raw = xlsx(("日期", "单位", "类别", "内容", "参加人员"), (day, unit, "主题宣讲", "讲故事", "周德顺"), name="表")
    by = actor(world)
    plan = plan_ledger(by, world.office, understood(by, world.office, raw, "台账.xlsx", 0), Answers(), TODAY)
    assert plan.new == []
    assert said in plan.not_understood[0].message


def test_days_before_a_unit_was_founded(world: World) -> None:
    world.liuwan.opened_on = date(2025, 6, 1)
    world.liuwan.save()
    assert "2025年6月1日才成立" in plan_of(world, GOOD).not_understood[0].message


def test_the_twelfth_month_a_leap_day_and_a_month_not_over(world: World) -> None:
    plan = plan_of(
        world,
        ("2025.12.31", "", "例会", "", "年终例会", "", "周德顺", ""),
        ("2024.2.29", "", "例会", "", "闰日例会", "", "周德顺", ""),
        ("2026年12月", "", "例会", "", "本月例会", "", "周德顺", ""),
    )
    assert [(c.held_on, c.ended_on) for c in plan.new] == [
        (date(2025, 12, 31), None),
        (date(2024, 2, 29), None),
        (date(2026, 12, 1), TODAY),
    ]


def test_nobody_in_a_row(world: World) -> None:
    plan = plan_of(world, (*GOOD[:6], "", ""), (*GOOD[:4], "另一件", "", "全体五老", ""))
    assert [p.message for p in plan.not_understood] == ["没有写出名册里的人，也没有人数。请补上一样。"] * 2


def test_a_recorder_brings_in_only_the_own_unit(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    raw = xlsx(
        ("日期", "单位", "类别", "内容", "参加人员"),
        ("2025.3.5", "柳湾村", "主题宣讲", "讲故事", "周德顺"),
        ("2025.3.6", "东桥村", "主题宣讲", "讲故事", "钱永康"),
        ("2025.3.7", "", "主题宣讲", "讲故事", "钱永康"), name="表",
    )  # fmt: skip
    address = send(client, raw)
    page = client.get(address).text
    assert (fact(page, "可以导进来"), fact(page, "要问您"), fact(page, "没读懂")) == (1, 1, 1)
    assert "没有“东桥村”这个单位" in page
    assert str(world.people["钱永康"].pk) not in page
    press(client, address)
    assert [(r.unit, r.on_behalf) for r in brought()] == [(world.liuwan, False)]


def test_who_may_not_and_whose_file_it_is(world: World, inside: Enter) -> None:
    assert inside("柳湾主任").get("/ledgers/").status_code == 404
    address = send(inside("办公室"), table(GOOD))
    assert inside("柳湾记载人").get(address).status_code == 404
    assert inside("柳湾记载人").get(f"{address}returned.xlsx").status_code == 404
    assert inside("办公室").get("/ledgers/file/abc/").status_code == 404
    bring(world, plan_of(world, GOOD))
    done = LedgerImport.objects.get()
    LedgerImport.objects.update(unit=world.dongqiao, path=world.dongqiao.path)
    assert inside("柳湾记载人").get(f"/ledgers/{done.pk}/").status_code == 404
    assert inside("柳湾记载人").post(f"/ledgers/{done.pk}/back/").status_code == 404


def test_two_clerks_with_the_same_file(world: World) -> None:
    first, second = plan_of(world, GOOD), plan_of(world, GOOD)
    bring(world, first)
    with pytest.raises(RuleBroken, match="刚才别人已经记了同样的事"):
        bring(world, second)
    assert len(brought()) == 1


def test_a_file_that_changed_between_the_steps(world: World, inside: Enter, settings: Any) -> None:
    client = inside("办公室")
    address = send(client, table(GOOD))
    token = address.split("/")[-2]
    (settings.DATA / "incoming" / token).write_bytes(table(GOOD, GOOD))
    assert "这个文件和您看过的不一样了" in client.get(address, follow=True).text
    (settings.DATA / "incoming" / token).unlink()
    assert "这个文件只留一天" in client.get(address, follow=True).text


def test_a_roster_that_changed_between_the_steps(world: World, inside: Enter) -> None:
    client = inside("办公室")
    address = send(client, table(GOOD))
    seen = re.search(r'name="seen" value="(\w+)"', client.get(address).text)[1]
    world.add_person(world.liuwan, "周德顺")
    page = client.post(address, {"seen": seen, "rows": "1"}).text
    assert "结果和您看到的不一样了" in page
    assert brought() == []


def test_taken_back_as_one_and_brought_in_again(world: World, inside: Enter) -> None:
    client = inside("办公室")
    press(client, send(client, table(GOOD)))
    done = LedgerImport.objects.get()
    assert "撤回了1笔" in client.post(f"/ledgers/{done.pk}/back/", follow=True).text
    assert brought() == []
    assert not Participation.objects.counted().filter(record__ledger=done).exists()
    assert "这次导入已经撤回了" in client.post(f"/ledgers/{done.pk}/back/", follow=True).text
    assert fact(press(client, send(client, table(GOOD))), "导进来") == 1


def test_not_taken_back_when_changed_or_late(world: World, inside: Enter) -> None:
    client = inside("办公室")
    bring(world, plan_of(world, GOOD))
    done = LedgerImport.objects.get()
    Record.objects.filter(ledger=done).update(changed_at=timezone.now())
    assert "有的记录后来改过" in client.post(f"/ledgers/{done.pk}/back/", follow=True).text
    Record.objects.filter(ledger=done).update(changed_at=None)
    LedgerImport.objects.update(made_at=timezone.now() - timedelta(hours=25))
    assert "过了24小时" in client.post(f"/ledgers/{done.pk}/back/", follow=True).text
    assert len(brought()) == 1


def test_a_record_that_was_withdrawn_does_not_come_again(world: World) -> None:
    bring(world, plan_of(world, GOOD))
    withdraw_record(actor(world), brought()[0], "记错了")
    plan = plan_of(world, GOOD)
    assert (len(plan.new), len(plan.withdrawn)) == (0, 1)


def test_a_large_one_is_done_beside_the_pages(world: World, inside: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xinhuo.journal.records.views.importing.MANY", 2)
    client = inside("办公室")
    page = press(client, send(client, table(GOOD, ("2025.4.3", "", "主题宣讲", "", "讲宪法", "", "周德顺", 41))))
    assert "排着队" in page
    assert brought() == []
    assert running.run_waiting() == 1
    assert len(brought()) == 2
    assert Job.objects.get().state == "done"


def test_queries_do_not_grow_with_rows(world: World) -> None:
    def queries(number: int) -> int:
        rows = [
            (f"2025.{n % 12 + 1}.{n % 28 + 1}", f"{number}处{n}", "主题宣讲", "", f"{number}讲第{n}个", "", "周德顺", 2)
            for n in range(number)
        ]
        with CaptureQueriesContext(connection) as asked:
            plan = plan_of(world, *rows)
            bring(world, plan)
        assert len(plan.new) == number
        return len(asked)

    assert queries(60) <= queries(3) + 2  # inserts come in batches


def test_the_template_is_read_as_it_is(world: World, inside: Enter) -> None:
    raw = inside("办公室").get("/ledgers/blank.xlsx").content
    book = openpyxl.load_workbook(BytesIO(raw))
    sheet = book.active
    for place, value in enumerate(
        ("2025年3月5日", "柳湾村", "村部", "主题宣讲", "学雷锋", "讲故事", "", "周德顺", "24"), 1
    ):
        sheet.cell(5, place, value)
    out = BytesIO()
    book.save(out)
    by = actor(world)
    plan = plan_ledger(by, world.office, understood(by, world.office, out.getvalue(), "x.xlsx", 0), Answers(), TODAY)
    assert (len(plan.new), plan.not_understood) == (1, [])


def test_a_unit_that_had_another_name_then(world: World) -> None:
    UnitName.objects.create(unit=world.liuwan, name="柳树湾村", ended_on=date(2025, 12, 31))
    raw = xlsx(
        ("日期", "单位", "类别", "内容", "参加人员"),
        ("2025.3.5", "柳树湾村", "主题宣讲", "讲故事", "周德顺"),
        name="表",
    )
    plan = plan_ledger(
        actor(world), world.office, understood(actor(world), world.office, raw, "x.xlsx", 0), Answers(), TODAY
    )
    assert [c.unit for c in plan.new] == [world.liuwan]
