"""Units move through the tree: whatever carries a path follows, and every scope sees exactly what it should."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel import moving
from xinhuo.ground.kernel.actor import system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.moving import rooted_tables
from xinhuo.ground.kernel.paths import LONGEST
from xinhuo.ground.kernel.scope import Reach, Root, Scope
from xinhuo.journal.records.models import Participation, Record, RecordKind
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Unit, UnitChange
from xinhuo.who.organisation.services import UnitDetails, add_unit, close_unit, found_office, move_unit, place_under
from xinhuo.who.people.models import Person, Team
from xinhuo.year.yearbook.models import ChronicleEntry

DAY, TODAY = date(2026, 6, 1), date(2026, 11, 24)
BY = system_actor("系统", frozenset({"manage_units"}), "")
FURNISHED = {Person, RecordKind, Record, Participation, Team, Account, ChronicleEntry}


def furnish(unit: Unit) -> None:
    """A row of every kind that lies at the unit."""
    place: dict[str, Any] = {"unit": unit, "path": unit.path, "shard": unit.shard}
    person = Person.objects.create(name=f"人{unit.path[-24:]}", **place)
    kind = RecordKind.objects.create(name="讲课", category="law", **place)
    record = Record.objects.create(held_on=DAY, kind=kind, title="讲课", **place)
    Participation.objects.create(record=record, person=person, held_on=DAY, **place)
    Team.objects.create(code="T01", name="一队", **place)
    Account.objects.create(name=f"号{unit.path[-24:]}", **place)
    ChronicleEntry.objects.create(year=2026, held_on=DAY, text="事", decided_at="2026-06-01T00:00:00Z", **place)


@contextmanager
def undone() -> Iterator[None]:
    """An example leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tree_of(parents: list[int]) -> list[Unit]:
    """A root and a unit for each number, under the unit that the number means."""
    units = [found_office(BY, UnitDetails("清河县", "county")).root]
    for number, parent in enumerate(parents):
        units.append(add_unit(BY, units[parent % len(units)], UnitDetails(f"第{number}村", "village")))
    for unit in units:
        furnish(unit)
    return units


def below(units: dict[Any, Unit], root: Unit, reach: Reach) -> set[Any]:
    """The units that a right at `root` reaches, by their parents and not by any path."""

    def chain(unit: Unit) -> list[Any]:
        found = [unit.pk]
        while unit.parent_id:
            unit = units[unit.parent_id]
            found.append(unit.pk)
        return found

    chains = {unit.pk: chain(unit) for unit in units.values()}
    depth = {"own": 1, "children": 2, "below": 99}[reach]
    return {pk for pk, up in chains.items() if root.pk in up[:depth]}


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parents=st.lists(st.integers(0, 30), min_size=2, max_size=9),
    moves=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=6),
)
@example(parents=[0, 1, 2, 3, 4, 5, 6, 7], moves=[(3, 1)])  # as deep as it goes
def test_after_any_moves_each_row_lies_at_its_unit(parents: list[int], moves: list[tuple[int, int]]) -> None:
    with undone():
        units = tree_of(parents)
        for child, parent in moves:
            moved, to = (Unit.objects.get(pk=units[n % len(units)].pk) for n in (child, parent))
            try:
                with transaction.atomic():
                    place_under(moved, to)
            except RuleBroken:
                continue
        check_whole()


def check_whole() -> None:
    """Paths are as the parents say, in every table, and so is what each scope sees."""
    now = {unit.pk: unit for unit in Unit.objects.all()}
    for unit in now.values():
        assert unit.parent_id is None or unit.path[:-4] == now[unit.parent_id].path
        assert unit.parent_id is None or unit.tree_order.startswith(now[unit.parent_id].tree_order)
    for table in rooted_tables():
        if table is not Unit and "unit" in {field.name for field in table._meta.fields}:
            rows = list(table._base_manager.values_list("path", "a1", "a2", "a3", "a6", "unit_id"))
            assert len(rows) >= len(now) or table not in FURNISHED, table
            for path, *columns, unit in rows:
                assert path == now[unit].path
                assert columns == [path[: 4 * n] if len(path) >= 4 * n else None for n in (1, 2, 3, 6)]
    for entry in Entry.objects.filter(kind="unit"):
        assert entry.path == next(u.path for u in now.values() if str(u.pk) == entry.object_id)
    for unit in now.values():
        for reach in ("own", "children", "below"):
            seen = Person.objects.within(Scope((Root(unit.path, unit.shard, reach),)))
            assert set(seen.values_list("unit_id", flat=True)) == below(now, unit, reach)


@pytest.fixture
def tree(db: None) -> dict[str, Unit]:
    """清河县 > 清河新区 > 柳湾村 > 一组; 清河县 > 北湖镇."""
    county = found_office(BY, UnitDetails("清河县", "county")).root
    district = add_unit(BY, county, UnitDetails("清河新区办事处", "subdistrict"))
    village = add_unit(BY, district, UnitDetails("柳湾村", "village", opened_on=date(2020, 2, 29)))
    group = add_unit(BY, village, UnitDetails("一组", "care_group"))
    other = add_unit(BY, county, UnitDetails("北湖镇", "township"))
    found = {"county": county, "district": district, "village": village, "group": group, "other": other}
    for unit in found.values():
        furnish(unit)
    return found


def test_a_village_goes_to_another_township_with_all_it_has(tree: dict[str, Unit]) -> None:
    village = tree["village"]
    change = move_unit(BY, village, tree["other"], DAY, TODAY)
    assert change.text == "柳湾村由清河新区办事处划归北湖镇"
    check_whole()
    moved = Unit.objects.get(pk=village.pk)
    assert (moved.parent_id, moved.name) == (tree["other"].pk, "柳湾村")
    assert Record.objects.within(Scope((Root(tree["other"].path),))).filter(unit=village).count() == 1
    assert not Record.objects.within(Scope((Root(tree["district"].path),))).filter(unit=village).exists()
    assert UnitChange.objects.get(unit=village).other_id == tree["other"].pk


def test_a_removal_takes_the_same_statements_for_few_and_many(tree: dict[str, Unit]) -> None:
    def there_and_back() -> int:
        move_unit(BY, Unit.objects.get(pk=tree["village"].pk), tree["other"], DAY, TODAY)
        with CaptureQueriesContext(connection) as seen:
            move_unit(BY, Unit.objects.get(pk=tree["village"].pk), tree["district"], DAY, TODAY)
        return len(seen)

    few = there_and_back()
    village = Unit.objects.get(pk=tree["village"].pk)
    Person.objects.bulk_create(
        [Person(unit=village, path=village.path, shard=1, name=f"人{n}") for n in range(700)], batch_size=200
    )
    assert there_and_back() == few
    check_whole()


def test_what_may_not_be_moved_is_told_and_nothing_happens(tree: dict[str, Unit]) -> None:
    closed = add_unit(BY, tree["county"], UnitDetails("南河镇", "township"))
    close_unit(BY, closed, DAY, TODAY)
    add_unit(BY, tree["other"], UnitDetails("柳湾村", "village"))
    before = list(Unit.objects.values_list("pk", "path", "tree_order"))
    for unit, to, day, told in (
        ("village", closed, DAY, "已经撤销"),
        ("village", tree["district"], DAY, "已经在清河新区办事处下面"),
        ("village", tree["other"], DAY, "已经有“柳湾村”"),
        ("village", tree["village"], DAY, "同一个"),
        ("village", tree["group"], DAY, "不能当上级"),
        ("district", tree["village"], DAY, "不能当上级"),
        ("county", tree["other"], DAY, "本机构自己"),
        ("village", tree["other"], date(2026, 11, 25), "不能晚于今天"),
        ("village", tree["other"], date(2020, 2, 29), "成立以后"),
    ):
        with pytest.raises(RuleBroken, match=told):
            move_unit(BY, tree[unit], to, day, TODAY)
    stranger = system_actor("别处", frozenset({"manage_units"}), tree["other"].path)
    with pytest.raises(RuleBroken, match="不归您管"):
        move_unit(stranger, tree["village"], tree["other"], DAY, TODAY)
    assert list(Unit.objects.values_list("pk", "path", "tree_order")) == before


def test_another_shard_is_another_instance(tree: dict[str, Unit]) -> None:
    far = Unit.objects.create(shard=2, path="0001", name="外县", unit_type_id="county")
    with pytest.raises(RuleBroken, match="同一套数据"):
        move_unit(BY, tree["village"], far, DAY, TODAY)


def test_the_deepest_child_still_has_to_fit(tree: dict[str, Unit]) -> None:
    low = tree["other"]
    for number in range((LONGEST - len(low.path)) // 4 - 1):
        low = add_unit(BY, low, UnitDetails(f"{number}级", "care_group"))
    Unit.objects.filter(pk=low.pk).update(unit_type="subdistrict")
    with pytest.raises(RuleBroken, match="最多20级"):
        move_unit(BY, tree["village"], Unit.objects.get(pk=low.pk), DAY, TODAY)


def test_whoever_keeps_paths_elsewhere_follows(tree: dict[str, Unit], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[moving.Removal] = []
    monkeypatch.setattr(moving, "_MOVERS", [])
    moving.register(seen.append)
    old = tree["village"].path
    move_unit(BY, tree["village"], tree["other"], DAY, TODAY)
    assert [(one.old, one.new[:8]) for one in seen] == [(old, tree["other"].path)]

    def fails(_: moving.Removal) -> None:
        raise RuntimeError("检索没有跟上")

    moving.register(fails)
    with pytest.raises(RuntimeError):
        move_unit(BY, Unit.objects.get(pk=tree["village"].pk), tree["district"], DAY, TODAY)
    assert Unit.objects.get(pk=tree["village"].pk).path.startswith(tree["other"].path)
    check_whole()
