"""Chinese text sorts alike on SQLite and on PostgreSQL, whatever the database's own locale would make of it."""

from datetime import date

import pytest
from django.db import connection, models

from tests.year_world import World
from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.ground.kernel.text import pinyin_key, stroke_key
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person, Team

# Compound surnames, the same sound with other characters, Extension A and B, Latin, digits, blanks, capitals
NAMES = (
    "周德顺", "吴秀兰", "㛃䶮", "钱永康", "欧阳修", "区志远", "曾志远", "单雄信", "丁一", "丁卜", "一丁", "齉龘", "张三",
    "张三丰", "章三", "𠮷野", "𫖯之", "阿Q", "Anna", "anna", "ÄRGER", "Zoe", "重庆", "重量", "吕布", "驴", "绿",
    "王 五", "王五", "王０",
)  # fmt: skip
TEXT_COLUMNS = """
SELECT table_name || '.' || column_name, collation_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN ('text', 'character varying')
"""


@pytest.fixture
def crowd(world: World) -> World:
    for name in NAMES:
        if name not in world.people:
            world.add_person(world.liuwan, name, date(2021, 1, 1))
    return world


@pytest.mark.parametrize("key", ["name", "pinyin", "stroke_key", "initials"])
def test_names_come_in_the_order_of_their_bytes(crowd: World, key: str) -> None:
    read = list(Person.objects.order_by(key, "id").values_list(key, "id"))
    assert len(read) == len(NAMES)
    assert read == sorted(read, key=lambda row: (row[0].encode(), row[1]))


def test_a_formal_list_goes_by_strokes_and_a_finding_list_by_pinyin(crowd: World) -> None:
    by_strokes = list(Person.objects.within(Scope((Root("0001"),))).by_strokes().values_list("name", flat=True))
    assert by_strokes == sorted(by_strokes, key=lambda name: stroke_key(name).encode())
    assert by_strokes.index("丁一") < by_strokes.index("吴秀兰") < by_strokes.index("欧阳修")
    by_pinyin = list(Person.objects.order_by("pinyin").values_list("name", flat=True))
    assert by_pinyin == sorted(by_pinyin, key=lambda name: (pinyin_key(name).encode(), by_pinyin.index(name)))
    assert by_pinyin.index("区志远") < by_pinyin.index("钱永康") < by_pinyin.index("曾志远")


def test_ranges_of_paths_hold_their_branch_and_nothing_else(world: World) -> None:
    """A locale may leave out zeros or punctuation when it compares: a range would take in a neighbour."""
    paths = [unit.path for unit in Unit.objects.order_by("path")]
    assert paths == sorted(paths)
    deep = "0001" * 7
    found = Unit.objects.filter(path__gte="00010001", path__lt="00010002")
    assert [unit.path for unit in found] == ["00010001"]
    assert not Unit.objects.within(Scope((Root(deep),)))
    order = list(Unit.objects.in_order().values_list("tree_order", flat=True))
    assert order == sorted(order, key=str.encode)


def test_every_text_column_sorts_by_its_bytes(db: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE sql LIKE '%COLLATE%'")
            assert cursor.fetchall() == []  # SQLite's own order is that of the bytes
            return
        cursor.execute("SELECT datlocprovider, daticulocale FROM pg_database WHERE datname = current_database()")
        assert cursor.fetchone() in (("i", "zh"), ("c", None))  # the twin does not sort by bytes by itself
        cursor.execute(TEXT_COLUMNS)
        columns = dict(cursor.fetchall())
    assert len(columns) > 100
    assert {name for name, collation in columns.items() if collation != "C"} == set()


def test_a_column_that_is_widened_later_still_does(db: None) -> None:
    """What a migration would run; PostgreSQL drops the collation of a column whose type changes."""
    if connection.vendor == "sqlite":
        return  # has no other order
    wider = models.CharField("名称", max_length=77)
    wider.set_attributes_from_name("name")
    wider.model = Team
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        editor.alter_field(Team, Team._meta.get_field("name"), wider)
    assert any('TYPE varchar(77) COLLATE "C"' in line for line in editor.collected_sql), editor.collected_sql
