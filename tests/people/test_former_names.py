"""A roster that still writes units as they were called: renamed, merged, closed. The present unit is proposed in words."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from tests.people.test_importing import TODAY, book, bring, command, plan, upload
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.changes.services import reshaping
from xinhuo.shell.changes.services.reshaping import Decided
from xinhuo.shell.desk.services import installer, set_up
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit, close_unit, rename_unit
from xinhuo.who.people.models import Person
from xinhuo.who.people.services.registering import Registration, register_person

pytestmark = pytest.mark.django_db
JUNE, SEPTEMBER = date(2026, 6, 1), date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def office() -> Unit:
    """柳湾村 was 老柳村 once; 荷塘村 went into 东桥村, and that into 银杏社区; 西岭村 was closed."""
    made, _ = set_up(UnitDetails("清河新区办事处", "subdistrict"), "", "", "办公室", "13900000001", "xinhuo2026")
    root, by = made.root, installer(made.root.path)
    units = {
        name: add_unit(by, root, UnitDetails(name, kind, f"99900100120{n}"))
        for n, (name, kind) in enumerate(
            (("老柳村", "village"), ("东桥村", "village"), ("荷塘村", "village"), ("西岭村", "village"))
        )
    }
    units["银杏社区"] = add_unit(by, root, UnitDetails("银杏社区", "community", "999001001209"))
    rename_unit(by, units["老柳村"], "柳湾村", JUNE, TODAY)
    _merge(units["荷塘村"], units["东桥村"], JUNE)
    _merge(Unit.objects.get(name="东桥村"), units["银杏社区"], SEPTEMBER)
    close_unit(by, units["西岭村"], date(2026, 3, 31), TODAY)
    return Unit.objects.get(pk=root.pk)


def _merge(unit: Unit, target: Unit, day: date) -> None:
    by = installer(Unit.objects.get(parent=None).path)
    seen = reshaping.look_at_merger(by, unit, target, day, TODAY).preview.digest
    reshaping.merge_units(by, unit, target, day, Decided(seen), TODAY)


def row(unit: str, name: str) -> tuple[str, ...]:
    return unit, name, "男", "1950.1", "", ""


def test_the_present_unit_is_proposed_and_said(office: Unit) -> None:
    raw = book(
        row("老柳村关工委", "甲一"),
        row("老柳村", "甲二"),
        row("荷塘村", "乙一"),
        row("东桥村", "乙二"),
        row("柳湾村", "甲三"),
    )
    made = plan(office, raw)
    assert [(c.name, c.unit_name) for c in made.new] == [
        ("甲一", "柳湾村"), ("甲二", "柳湾村"), ("乙一", "银杏社区"), ("乙二", "银杏社区"), ("甲三", "柳湾村"),
    ]  # fmt: skip
    assert made.renamed_said == [
        "“老柳村”是“柳湾村”以前的名称，这些行算“柳湾村”的（2行）。",
        "“荷塘村”已经并入“银杏社区”，这些行算“银杏社区”的（1行）。",
        "“东桥村”已经并入“银杏社区”，这些行算“银杏社区”的（1行）。",
    ]
    bring(office, raw)
    assert Person.objects.get(name="乙一").unit.name == "银杏社区"
    again = plan(office, raw)
    assert (len(again.same), again.new, again.moved) == (5, [], [])


def test_by_code_by_sheet_and_for_one_unit_only(office: Unit, tmp_path: Path) -> None:
    made = plan(office, book(row("999001001202", "乙一")))
    assert [c.unit_name for c in made.new] == ["银杏社区"]
    assert made.renamed_said == ["“999001001202”已经并入“银杏社区”，这些行算“银杏社区”的（1行）。"]
    sheet = plan(office, book(("甲一", "1950.1"), heads=("姓名", "出生年月"), sheet="老柳村"))
    assert [c.unit_name for c in sheet.new] == ["柳湾村"]
    assert len(sheet.renamed_said) == 1
    only = plan(office, book(row("老柳村", "甲一"), row("荷塘村", "乙一")), "柳湾村")
    assert ([c.name for c in only.new], len(only.renamed_said)) == (["甲一"], 1)


def test_what_is_not_clear_is_asked_and_never_guessed(office: Unit) -> None:
    by = installer(office.path)
    made = plan(office, book(row("西岭村", "丙一")))
    assert made.new == []
    assert [p.message for p in made.not_understood] == ["“西岭村”2026年3月31日撤销了。请写现在的单位。"]
    # a unit of today is meant before one of former times
    new = add_unit(by, office, UnitDetails("荷塘村", "village"))
    named = plan(office, book(row("荷塘村", "乙一")))
    assert ([c.unit for c in named.new], named.renamed_said) == ([new], [])
    # two units had that name
    rename_unit(by, new, "老柳村", JUNE, TODAY)
    rename_unit(by, Unit.objects.get(pk=new.pk), "新塘村", SEPTEMBER, TODAY)
    twice = plan(office, book(row("老柳村", "甲一")))
    assert twice.new == []
    assert [p.message for p in twice.not_understood] == ["以前有2个单位叫过“老柳村”。请写现在的名称。"]
    with pytest.raises(RuleBroken, match="以前有2个单位"):
        plan(office, book(row("柳湾村", "甲一")), "老柳村")


def test_whoever_stands_in_the_file_under_the_old_name_is_not_missing(office: Unit) -> None:
    village = Unit.objects.get(name="柳湾村")
    said = Registration(name="甲一", sex="男", birth_month=date(1950, 1, 1), categories=["elder_cadre"])
    register_person(installer(office.path), village, said, TODAY)
    unread = book(("老柳村", "甲一", "男", "哪天", "", ""), ("老柳村", "甲二", "男", "1950.1", "", ""))
    assert plan(office, unread).missing == []


def test_the_page_and_the_command_say_it_before_anything_is_done(office: Unit, client: Client, tmp_path: Path) -> None:
    client.force_login(Account.objects.get())
    raw = book(row("荷塘村", "乙一"), row("柳湾村", "甲三"))
    page = client.get(upload(client, raw)).text
    assert "改过名、并走了的单位" in page
    assert "“荷塘村”已经并入“银杏社区”，这些行算“银杏社区”的（1行）。" in page
    assert not Person.objects.exists()
    assert "改过名、并走了的单位" not in client.get(upload(client, book(row("柳湾村", "甲三")))).text
    path, out = tmp_path / "a.xlsx", StringIO()
    path.write_bytes(raw)
    call_command("import_people", str(path), "--dry-run", stdout=out)
    assert "“荷塘村”已经并入“银杏社区”" in out.getvalue()
    assert command(path)["renamed_units"] == ["“荷塘村”已经并入“银杏社区”，这些行算“银杏社区”的（1行）。"]
    path.write_bytes(book(row("西岭村", "丙一")))
    with pytest.raises(CommandError, match="都没能导入"):
        command(path)


def test_a_unit_that_changed_between_looking_and_doing_stops_the_import(office: Unit) -> None:
    raw = book(row("柳湾村", "甲一"))
    seen = plan(office, raw).digest()
    rename_unit(installer(office.path), Unit.objects.get(name="柳湾村"), "凤栖村", SEPTEMBER, TODAY)
    with pytest.raises(RuleBroken):
        bring(office, raw, seen=seen)
    assert not Person.objects.exists()
