"""A merger that is killed in its midst, and two of them at one moment: wholly before or wholly after, and once."""

import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connections

from tests.changes.hetang import settle
from tests.faults.slowed import begin, said
from tests.figures import figure
from tests.office_folder import at_home_in, office, run
from tests.year_world import TODAY, World, build
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.models import Participation, Record
from xinhuo.shell.changes.services import reshaping
from xinhuo.shell.changes.services.reshaping import Decided
from xinhuo.who.accounts.models import Account
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.organisation.models import Office, Unit, UnitChange, YouthBase
from xinhuo.who.organisation.services import UnitDetails, add_unit
from xinhuo.who.people.models import Appointment, Membership, Person, RecordKeeper

JUNE = date(2026, 6, 1)
HERE = "tests.faults.test_killed_mergers"
MIDST = tuple(
    f"xinhuo.shell.changes.services.reshaping.{name}"
    for name in (
        "organisation.close_into",
        "hand_over_posts",
        "cross_over",
        "rehome_records",
        "organisation.tell_change",
    )
)


def office_actor() -> Actor:
    return system_actor("办公室", frozenset(ACTIONS), Office.objects.get().root.path)


def looked_at(by: Actor, unit: Unit, target: Unit) -> Decided:
    """What somebody confirms who lets all posts and accounts go along."""
    fellows = reshaping.look_at_merger(by, unit, target, JUNE, TODAY)
    posts, accounts = ({str(one.pk) for one in rows} for rows in (fellows.posts, fellows.accounts))
    return Decided(fellows.preview.digest, frozenset(posts), frozenset(accounts), add_base=True)


def merge(unit: str, target: str, seen: str, posts: str, accounts: str) -> None:
    """In a process of its own: the merger as it was confirmed, then what a person reads."""
    decided = Decided(seen, frozenset(posts.split()), frozenset(accounts.split()), add_base=True)
    one, other = Unit.objects.get(pk=unit), Unit.objects.get(pk=target)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    try:
        reshaping.merge_units(office_actor(), one, other, JUNE, decided, TODAY)
        sys.stdout.write("merged\n")
    except RuleBroken as broken:
        sys.stdout.write(f"{broken.message}\n")
    sys.stdout.flush()


def words_for(by: Actor, unit: Unit, target: Unit) -> tuple[str, ...]:
    decided = looked_at(by, unit, target)
    return str(unit.pk), str(target.pk), decided.seen, " ".join(decided.posts), " ".join(decided.accounts)


@pytest.fixture
def folder(tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """An office on a SQLite of its own, in which 荷塘村 is to become part of 柳湾村; this process looks into it."""
    data = office(tmp_path / "office")
    with django_db_blocker.unblock(), at_home_in(data):
        root, liuwan, dongqiao = (Unit.objects.get(name=name) for name in ("清河新区办事处", "柳湾村", "东桥村"))
        people = {one.name: one for one in Person.objects.all()}
        settle(World(root, liuwan, dongqiao, office_actor(), people), office_actor())
        yield data


def everything() -> dict[str, list[str]]:
    """Every row of every table."""
    return {one._meta.label: sorted(map(repr, one._base_manager.values_list())) for one in apps.get_models()}


def check_merged(old: Unit, new: Unit) -> None:
    """Wholly after, and once: unit, people, posts, accounts, records, base and trail tell the same."""
    old.refresh_from_db()
    new.refresh_from_db()
    eve = JUNE - timedelta(days=1)
    assert (old.closed_on, old.merged_into_id) == (eve, new.pk)
    assert not Unit.objects.filter(parent=old, closed_on=None).exists()
    for model in (Membership, Appointment, RecordKeeper):
        assert not model.objects.filter(unit=old, ended_on=None).exists(), model
    for name in ("孙玉梅", "何长庚", "谢小满"):
        person = Person.objects.get(name=name)
        assert (person.unit_id, person.path) == (new.pk, new.path)
        assert Membership.objects.filter(person=person, unit=new, started_on=JUNE, ended_on=None).count() == 1
    assert Appointment.objects.filter(unit=new, person__name="孙玉梅", started_on=JUNE).count() == 1
    assert set(Account.objects.filter(name__in=["孙玉梅", "何长庚"]).values_list("unit", flat=True)) == {new.pk}
    where = dict(Record.objects.filter(content__in=["看护放学路口", "六一讲故事"]).values_list("content", "unit"))
    assert where == {"看护放学路口": old.pk, "六一讲故事": new.pk}
    for row in Participation.objects.select_related("record"):
        assert (row.unit_id, row.path) == (row.record.unit_id, row.record.path)
    assert YouthBase.objects.get(unit=new, year=2026).count == 420
    assert UnitChange.objects.filter(kind="merged").count() == 1
    assert Entry.objects.filter(verb="合并").count() == 1


def test_killed_in_its_midst_nothing_is_merged_and_killed_behind_it_all_is(folder: Path) -> None:
    old, new = Unit.objects.get(name="荷塘村"), Unit.objects.get(name="柳湾村")
    words, before = words_for(office_actor(), old, new), everything()
    for place in (*MIDST, f"{HERE}.reshaping.merge_units"):
        child = begin(folder, f"{HERE}.merge", place, *words)
        said(child, "ready")
        said(child, "here")
        child.kill()
        child.communicate()
        if place in MIDST:
            assert everything() == before, place
    check_merged(old, new)
    looked = run(folder, "doctor").stdout
    assert "✓ 数据库完好，记录都对得上号" in looked
    figure("Unit changes", "mergers killed with -9 in their midst / rows changed", f"{len(MIDST)} / 0")


@pytest.mark.parametrize("back", [False, True], ids=["the same merger", "each into the other"])
def test_two_processes_at_one_moment_merge_once(folder: Path, back: bool) -> None:
    by, old, new = office_actor(), Unit.objects.get(name="荷塘村"), Unit.objects.get(name="柳湾村")
    ways = words_for(by, old, new), words_for(by, new, old) if back else words_for(by, old, new)
    first = begin(folder, f"{HERE}.merge", MIDST[0], *ways[0])
    said(first, "ready")
    said(first, "here")  # in the midst, with the other one at the door
    second = begin(folder, f"{HERE}.merge", "", *ways[1])
    said(second, "ready")
    with pytest.raises(Exception, match="timed out"):
        second.wait(0.5)
    assert first.communicate("\n")[0] == "merged\n"
    assert second.communicate()[0] == "荷塘村已经并入柳湾村。请看它的页面。\n"
    check_merged(old, new)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_one_moment_merge_once_on_either_database() -> None:
    world = build()
    by = office_actor()
    for number, back in enumerate([False, True, True]):
        one, other = (add_unit(by, world.office, UnitDetails(f"{name}{number}村", "village")) for name in "甲乙")
        world.add_person(one, f"丁{'一二三'[number]}")
        ways = [(one, other), (other, one) if back else (one, other)]
        seen = [looked_at(by, *way) for way in ways]
        gate, heard = threading.Barrier(2), []

        def press(way: tuple[Unit, Unit], decided: Decided, gate: Any = gate, heard: Any = heard) -> None:
            gate.wait(10)
            try:
                reshaping.merge_units(by, *way, JUNE, decided, TODAY)
                heard.append("merged")
            except RuleBroken as broken:
                heard.append(broken.message)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=press, args=pair) for pair in zip(ways, seen, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert "merged" in heard
        assert sum("已经并入" in words for words in heard) == 1, heard
        assert Unit.objects.filter(pk__in=[one.pk, other.pk], closed_on=None).count() == 1
        gone = Unit.objects.get(pk__in=[one.pk, other.pk], merged_into__isnull=False)
        assert Person.objects.get(name=f"丁{'一二三'[number]}").unit_id == gone.merged_into_id
    assert Entry.objects.filter(verb="合并").count() == UnitChange.objects.filter(kind="merged").count() == 3
