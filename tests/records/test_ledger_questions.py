"""What a 台账 leaves open: people, kinds, years, units, heads. Each is asked once, nothing is guessed."""

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.intake.sheets import xlsx
from tests.records.ledger_pages import GOOD, HEAD, Enter, brought, fact, plan_of, press, send, table
from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.jobs.models import Job
from xinhuo.ground.kernel.actor import system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.models import KindWord, RecordKind
from xinhuo.journal.records.services.office import forget_kind_word
from xinhuo.who.organisation.models import ColumnWord
from xinhuo.who.people.models import Person
from xinhuo.who.people.services.registering import change_status

pytestmark = pytest.mark.django_db


def test_unknown_doubled_and_gone_people_are_asked(world: World, inside: Enter) -> None:
    twin = world.add_person(world.liuwan, "周德顺")
    change_status(world.by, world.people["吴秀兰"], "deceased", date(2025, 2, 1), TODAY)
    raw = table(
        ("2025.1.5", "", "主题宣讲", "", "讲一月的故事", "", "吴秀兰", ""),
        ("2025.3.5", "", "主题宣讲", "", "讲三月的故事", "", "周德顺、吴秀兰、陈生人、钱永康", 24),
        ("2025.3.6", "", "主题宣讲", "", "讲三月的又一个", "", "陈生人、王外人等9人", 24),
    )
    client = inside("办公室")
    address = send(client, raw)
    looked = client.get(address).text
    assert (fact(looked, "可以导进来"), fact(looked, "要问您")) == (1, 2)
    assert "柳湾村有2位周德顺。请选是哪一位。" in looked
    assert "吴秀兰2025年2月1日已去世，这几行在那以后。请看怎么办。" in looked
    assert "柳湾村没有钱永康，别的单位有。请看是不是同一位。" in looked
    assert "名册里没有的人（2位）" in looked
    unit = world.liuwan.pk
    more = {
        f"who-two-{unit}-周德顺": str(twin.pk),
        f"who-gone-{unit}-吴秀兰": "out",
        f"who-elsewhere-{unit}-钱永康": str(world.people["钱永康"].pk),
        f"who-unknown-{unit}-王外人": "text",
        "unknown": "new",
    }
    page = press(client, address, more=more)
    assert (fact(page, "导进来"), fact(page, "新添的人")) == (3, 1)
    _, second, third = brought()
    people = {p.person_id for p in second.participations.all()}
    added = Person.objects.get(name="陈生人")
    assert people == {twin.pk, world.people["钱永康"].pk, added.pk}
    assert (added.added_in_passing, added.unit) == (True, world.liuwan)
    assert [p.person for p in third.participations.all()] == [added]
    assert third.content == "讲三月的又一个\n陈生人、王外人等9人参加。"
    assert not Person.objects.filter(name="王外人").exists()


def test_unanswered_rows_stay_out_and_come_back(world: World, inside: Enter) -> None:
    client = inside("办公室")
    page = press(client, send(client, table(GOOD, ("2025.3.6", "", "主题宣讲", "", "讲故事", "", "陈生人", 2))))
    assert (fact(page, "导进来"), fact(page, "没有收")) == (1, 1)
    job = Job.objects.get()
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"/jobs/{job.pk}/file/").content)).active
    assert [cell.value for cell in sheet[3]][-1] == "陈生人是谁，还没有选。"


def test_a_kind_is_asked_once_and_remembered(world: World, inside: Enter) -> None:
    client = inside("办公室")
    raw = table((*GOOD[:2], "暖阳行动", *GOOD[3:]))
    address = send(client, raw)
    assert "“暖阳行动”（1行）" in client.get(address).text
    kind = RecordKind.objects.get(name="结对帮扶")
    page = press(client, address, more={"kind-暖阳行动": str(kind.pk)})
    assert fact(page, "导进来") == 1
    assert KindWord.objects.get().kind == kind
    again = plan_of(world, ("2025.5.5", "", "暖阳行动", "", "送书", "", "周德顺", 2))
    assert [c.kind for c in again.new] == [kind]


def test_a_learnt_kind_is_seen_and_forgotten_and_asked_again(world: World, inside: Enter) -> None:
    client = inside("办公室")
    page = client.get("/office/columns/").text
    assert "导入台账时遇到不认得的类别" in page
    raw = table((*GOOD[:2], "暖阳行动", *GOOD[3:]))
    kind = RecordKind.objects.get(name="结对帮扶")
    press(client, send(client, raw), more={"kind-暖阳行动": str(kind.pk)})
    assert "认得的表头和类别" in client.get("/office/").text
    page = client.get("/office/columns/").text
    assert re.search(r"<b>暖阳行动</b><p>台账·\w+：结对帮扶</p>", page)
    known = KindWord.objects.get()
    address = f"/office/kind-words/{known.pk}/forget/"
    for stranger in ("柳湾记载人", "柳湾主任"):
        assert inside(stranger).post(address).status_code == 404
    assert client.get(address).status_code == 405
    assert KindWord.objects.exists()
    assert "忘掉了“暖阳行动”" in client.post(address, follow=True).text
    assert not KindWord.objects.exists()
    line = Entry.objects.get(verb="忘掉类别词")
    assert (line.before, line.by_name) == ({"暖阳行动": "结对帮扶"}, "办公室")
    assert brought()[0].kind == kind
    plan = plan_of(world, ("2025.5.5", "", "暖阳行动", "", "送书", "", "周德顺", 2))
    assert (list(plan.kinds_asked), plan.new) == (["暖阳行动"], [])
    assert client.post(address).status_code == 404
    with pytest.raises(RuleBroken, match="不归您导入"):
        forget_kind_word(system_actor("别人", frozenset({"see"}), ""), known)


def test_a_kind_that_the_words_tell(world: World) -> None:
    said = ("普法宣传活动", "走访", "座谈会", "主题宣讲", "", "")
    told = ("甲", "乙", "丙", "丁", "开了一次例会", "没有说")
    rows = [(f"2025.3.{n + 1}", "", kind, "", told[n], "", "周德顺", 2) for n, kind in enumerate(said)]
    plan = plan_of(world, *rows)
    assert [c.kind.name for c in plan.new] == ["法治教育", "走访慰问", "例会", "主题宣讲", "例会"]
    assert list(plan.kinds_asked) == [""]


def test_what_is_not_said_is_asked_for_the_whole_file(world: World, inside: Enter) -> None:
    client = inside("办公室")
    raw = xlsx(("日期", "内容", "参加人员", "人数"), ("3月5日", "讲故事", "周德顺", 30), name="Sheet1")
    address = send(client, raw)
    page = client.get(address).text
    assert "是哪一年" in page
    client.post(address, {"act": "whole", "year": "2025"})
    page = client.get(address).text
    assert "是哪个单位" in page
    client.post(address, {"act": "whole", "unit": str(world.liuwan.pk)})
    page = client.get(address).text
    assert "“人数”说的是谁" in page
    client.post(address, {"act": "whole", "total": "youth"})
    kind = RecordKind.objects.get(name="主题宣讲")
    page = press(client, address, more={"kind-": str(kind.pk)})
    assert (fact(page, "导进来"), brought()[0].youth_count) == (1, 30)


def test_an_office_teaches_its_own_heads(world: World, inside: Enter) -> None:
    client = inside("办公室")
    raw = xlsx(("日期", "内容", "干活的", "来的娃数"), ("2025.3.5", "主题宣讲讲故事", "周德顺", 30), name="柳湾村")
    address = send(client, raw)
    assert "有2栏没认出来" in client.get(address).text
    client.post(
        address, {"act": "columns", "heading": ["干活的", "来的娃数"], "column-0": "people", "column-1": "youth"}
    )
    page = press(client, address)
    assert (fact(page, "导进来"), ColumnWord.objects.filter(kind="ledger").count()) == (1, 2)
    assert brought()[0].youth_count == 30


def test_the_command_brings_in_and_gives_back(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, back = tmp_path / "2025年台账.xlsx", tmp_path / "退回.xlsx"
    path.write_bytes(
        xlsx(HEAD, ("3月5日", *GOOD[1:]), ("3月6日", *GOOD[1:6], "陈生人", 2), ("3月32日", *GOOD[1:]), name="台账")
    )
    call_command("import_records", str(path), unit="柳湾村", dry_run=True)
    assert (brought(), "导进来1笔，原来就有0笔，没有收2行" in capsys.readouterr().out) == ([], True)
    call_command("import_records", str(path), unit="柳湾村", errors=str(back), milestone=True)
    assert [(r.unit, r.milestone) for r in brought()] == [(world.liuwan, True)]
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(back).active.iter_rows(min_row=3)]
    assert [row[-1] for row in rows] == ["陈生人是谁，还没有选。", "2025年3月没有32日。请核对。"]
    assert rows[0][:2] == ["柳湾村", "2025"]
    call_command("import_records", str(path), unit="柳湾村", unknown="add", json=True)
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["created"], said["unchanged"], said["left_out"]) == (1, 1, 1)
    for wrong, options in (("没有“西山村”这个单位", {"unit": "西山村"}), ("打不开", {"file": "没有.xlsx"})):
        with pytest.raises(CommandError, match=wrong):
            call_command("import_records", options.pop("file", str(path)), **options)
