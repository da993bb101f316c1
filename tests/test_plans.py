"""Golden queries stay on their index, on SQLite and on PostgreSQL: no scan of a growing table, no sort of a whole subtree."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import get_args

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tests.year_world import World
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import before
from xinhuo.ground.kernel.scope import Reach, Root, Scope
from xinhuo.ground.kernel.text import initials, pinyin_key, stroke_key
from xinhuo.journal.records.models import Participation, Record, RecordKind
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit
from xinhuo.who.people.models import Person
from xinhuo.year.yearbook.reading import chronicle_facts, volume

VILLAGES, PEOPLE = 12, 40
RECORDS, OWN = 100, 300  # of each village over six years, and of 柳湾: enough for a planner to prefer an index
FIRST = date(2021, 1, 1)


def plan(rows: QuerySet) -> str:
    return rows.explain()


def walks(said: str, index: str, *, table: str, bound: str = "") -> None:
    """The plan seeks in `index` (with `bound` in its condition), in the order asked for, and never reads all of `table`."""
    assert index in said, said
    assert not re.search(rf"TEMP B-TREE|Sort Key|SCAN {table}|Seq Scan on {table}", said), said
    conditions = [line.replace(" ", "") for line in said.splitlines() if "Index Cond" in line or f"{index} (" in line]
    assert any(bound in one for one in conditions), said


@pytest.fixture
def told(world: World) -> World:
    """Twelve more villages and six years of records, written side by side as in life, and counted by the planner."""
    kind = RecordKind.objects.first()
    parts = _parts(world.liuwan, kind, [world.people["周德顺"], world.people["吴秀兰"]], OWN)
    for number in range(VILLAGES):
        unit = add_unit(world.by, world.office, UnitDetails(f"第{number}村", "village"))
        names = (f"{'周吴郑王冯陈褚卫'[n % 8]}{chr(0x4E00 + number * PEOPLE + n)}" for n in range(PEOPLE))
        parts += _parts(unit, kind, Person.objects.bulk_create(_person(unit, name) for name in names), RECORDS)
    parts.sort(key=lambda part: part.held_on)
    Record.objects.bulk_create(part.record for part in parts)
    Participation.objects.bulk_create(parts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # A village's year is one page here: sorting it costs the same as walking it in order, so that the planner
            # may do either. The question is whether it can be walked, as it must be when it is a hundred pages.
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    return world


def _person(unit: Unit, name: str) -> Person:
    keys = {"pinyin": pinyin_key(name), "initials": initials(name), "stroke_key": stroke_key(name)}
    return Person(unit=unit, path=unit.path, shard=unit.shard, name=name, **keys)


def _parts(unit: Unit, kind: RecordKind, people: Sequence[Person], count: int) -> list[Participation]:
    place = {"unit": unit, "path": unit.path, "shard": unit.shard}
    days = [FIRST + timedelta(days=n * 6 * 365 // count) for n in range(count)]
    records = [Record(kind=kind, held_on=day, title="讲一段亲历", content="讲" * 250, **place) for day in days]
    return [
        Participation(record=one, person=people[n % len(people)], held_on=one.held_on, **place)
        for n, one in enumerate(records)
    ]


def newest(root: Root) -> QuerySet:
    return Record.objects.within(Scope((root,))).order_by("-held_on", "-id")


def test_newest_records_of_any_level_walk_the_ancestor_index(told: World) -> None:
    for level in range(1, 7):
        said = plan(newest(Root("0001" * level))[:50])
        walks(said, f"record_a{level}_held", table="records_record", bound=f"a{level}")
    for reach in get_args(Reach):
        said = plan(newest(Root(told.liuwan.path, reach=reach)).of_year(2026)[:50])
        walks(said, "record_a2_held", table="records_record", bound="a2")


def test_the_next_page_bounds_the_date(told: World) -> None:
    for level in (1, 2):
        rows = newest(Root(told.liuwan.path[: 4 * level]))
        said = plan(before(rows, "held_on", date(2026, 5, 9), new_id())[:50])
        walks(said, f"record_a{level}_held", table="records_record", bound="held_on<")


def test_the_roster_of_any_level_walks_its_stroke_index(told: World) -> None:
    for level in range(1, 7):
        rows = Person.objects.within(Scope((Root("0001" * level),))).by_strokes()[:50]
        walks(plan(rows), f"person_a{level}_stroke", table="people_person", bound=f"a{level}")


def test_a_persons_book_is_found_by_the_person(told: World) -> None:
    rows = Participation.objects.of_year(2026).about(told.people["周德顺"]).order_by("-held_on")
    said = plan(rows)
    assert re.search("participation_person_(held|id)", said), said  # either holds the rows of one person and no others
    assert not re.search("SCAN records_participation|Seq Scan on records_participation", said), said


def test_one_units_records_use_the_units_index(told: World) -> None:
    rows = Record.objects.filter(unit=told.liuwan).newest_first()[:60]
    walks(plan(rows), "record_unit_held", table="records_record", bound="unit_id")


def test_a_chronicle_reads_the_units_records_of_its_year(told: World) -> None:
    with CaptureQueriesContext(connection) as seen:
        chronicle_facts([told.office, told.liuwan], 2026, None)
        volume(told.liuwan, 2026)
    read = [q["sql"] for q in seen if ' FROM "records_record" ' in q["sql"]]
    assert len(read) == 3
    explain = connection.ops.explain_query_prefix()
    for sql in read:
        with connection.cursor() as cursor:
            cursor.execute(f"{explain} {sql}")
            said = "\n".join(str(row[-1]) for row in cursor.fetchall())
        assert not re.search("SCAN records_record|Seq Scan on records_record", said), f"{sql}\n{said}"
