"""Golden queries stay on their index: no scan of a growing table, no sort of a whole subtree."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tests.year_world import World
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import before
from xinhuo.ground.kernel.scope import Reach, Root, Scope
from xinhuo.journal.records.models import Participation, Record
from xinhuo.who.people.models import Person
from xinhuo.year.yearbook.reading import chronicle_facts, volume


def plan(rows: QuerySet) -> str:
    return rows.explain()


@pytest.fixture
def told(world: World) -> World:
    for number in range(40):
        world.write(world.liuwan, date(2026, 5, 1 + number % 28), f"第{number}件", "周德顺")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return world


@pytest.mark.parametrize("level", range(1, 7))
def test_newest_records_of_any_level_walk_the_ancestor_index(told: World, level: int) -> None:
    rows = Record.objects.within(Scope((Root("0001" * level),))).order_by("-held_on", "-id")[:50]
    said = plan(rows)
    assert f"record_a{level}_held" in said
    assert "TEMP B-TREE" not in said
    assert "SCAN" not in said


@pytest.mark.parametrize("reach", ["own", "children", "below"])
def test_every_reach_of_a_village_walks_its_index(told: World, reach: Reach) -> None:
    said = plan(page_rows(Root(told.liuwan.path, reach=reach)))
    assert "record_a2_held (a2=?" in said
    assert "TEMP B-TREE" not in said


def page_rows(root: Root) -> QuerySet:
    return Record.objects.within(Scope((root,))).of_year(2026).order_by("-held_on", "-id")[:50]


def test_the_next_page_bounds_the_date(told: World) -> None:
    rows = Record.objects.within(Scope((Root("0001"),))).order_by("-held_on", "-id")
    said = plan(before(rows, "held_on", date(2026, 5, 9), new_id())[:50])
    assert "held_on<" in said
    assert "TEMP B-TREE" not in said


@pytest.mark.parametrize("level", range(1, 7))
def test_the_roster_of_any_level_walks_its_stroke_index(told: World, level: int) -> None:
    rows = Person.objects.within(Scope((Root("0001" * level),))).by_strokes()[:50]
    said = plan(rows)
    assert f"person_a{level}_stroke" in said
    assert "TEMP B-TREE" not in said
    assert "SCAN" not in said


def test_a_persons_book_is_found_by_the_person(told: World) -> None:
    rows = Participation.objects.of_year(2026).about(told.people["周德顺"]).order_by("-held_on")
    said = plan(rows)
    assert "participation_person_held" in said
    assert "SCAN records_participation" not in said


def test_one_units_records_use_the_units_index(told: World) -> None:
    said = plan(Record.objects.filter(unit=told.liuwan).newest_first()[:60])
    assert "record_unit_held" in said
    assert "TEMP B-TREE" not in said


def test_a_chronicle_reads_the_units_records_of_its_year(told: World) -> None:
    with CaptureQueriesContext(connection) as seen:
        chronicle_facts([told.office, told.liuwan], 2026, None)
        volume(told.liuwan, 2026)
    read = [q["sql"] for q in seen if ' FROM "records_record" ' in q["sql"]]
    assert len(read) == 3
    for sql in read:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            said = "\n".join(str(row[-1]) for row in cursor.fetchall())
        assert "SCAN records_record" not in said, f"{sql}\n{said}"
