"""The trail refuses change and deletion in the database itself, on whichever database the tests run."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.figures import figure
from tests.year_world import World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.audit.services import Deed, note, note_all
from xinhuo.ground.kernel.models import page_of
from xinhuo.ground.kernel.scope import Root, Scope

pytestmark = pytest.mark.django_db
COLUMNS = ("id", "shard", "at", "by_id", "by_name", "verb", "kind", "object_id", "title", "before", "after")
REFUSED = [
    *(" ".join(("UPDATE audit_entry SET", column, "=", column)) for column in COLUMNS),
    "UPDATE audit_entry SET path = path, title = 'x'",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_entry WHERE verb = '记一笔'",
]
ON_POSTGRES = ["TRUNCATE audit_entry", "TRUNCATE audit_entry CASCADE"]
ON_SQLITE = [
    "INSERT OR REPLACE INTO audit_entry (id, shard, path, at, by_name, verb, kind, object_id, title) "
    "SELECT id, shard, path, at, by_name, verb, kind, object_id, 'x' FROM audit_entry",
    "INSERT INTO audit_entry (id, shard, path, at, by_name, verb, kind, object_id, title) "
    "SELECT id, shard, path, at, by_name, verb, kind, object_id, title FROM audit_entry WHERE true "
    "ON CONFLICT (id) DO UPDATE SET title = 'x'",
]


def all_of_it() -> list[dict[str, object]]:
    return list(Entry.objects.order_by("id").values())


@pytest.mark.parametrize("statement", REFUSED + ON_POSTGRES + ON_SQLITE)
def test_raw_sql_that_changes_or_deletes_is_refused(world: World, statement: str) -> None:
    own = {"postgresql": REFUSED + ON_POSTGRES}.get(connection.vendor, REFUSED + ON_SQLITE)
    if statement not in own:
        pytest.skip("a word of the other database")
    before = all_of_it()
    assert len(before) > 10
    with (
        pytest.raises(DatabaseError, match="留痕只增不改"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert all_of_it() == before
    figure("Eyes", "raw statements that change or delete the trail, refused on each database", f"{len(REFUSED) + 2}")


def test_the_program_cannot_either(world: World) -> None:
    before = all_of_it()
    one = Entry.objects.first()
    one.title = "别的"
    for deed in (
        one.save, one.delete, Entry.objects.all().delete, lambda: Entry.objects.update(title="别的"),
        lambda: Entry._base_manager.update(title="别的"), lambda: Entry._base_manager.all().delete(),
        lambda: Entry.objects.bulk_update([one], ["title"]),
    ):  # fmt: skip
        with pytest.raises((TypeError, DatabaseError)), transaction.atomic():
            deed()
    assert all_of_it() == before


def test_a_unit_that_moves_takes_its_trail_along_and_nothing_else_changes(world: World) -> None:
    old = world.liuwan.path
    lain = Entry.objects.filter(path=old).count()
    before = all_of_it()
    moved = Concat(Value("00010009"), Substr("path", len(old) + 1))
    assert Entry._base_manager.filter(path=old).update(path=moved) == lain > 0
    places = {"path", "a1", "a2", "a3", "a4", "a5", "a6"}
    still = [{k: v for k, v in row.items() if k not in places} for row in all_of_it()]
    assert still == [{k: v for k, v in row.items() if k not in places} for row in before]
    assert set(Entry.objects.filter(path="00010009").values_list("a2", flat=True)) == {"00010009"}


def test_lines_are_still_added_one_by_one_and_many_at_once(world: World) -> None:
    count = Entry.objects.count()
    note(world.by, "试", world.liuwan.ref)
    note_all(world.by, [Deed("试", world.liuwan.ref), Deed("试", world.office.ref)])
    assert Entry.objects.count() == count + 3


def test_the_guard_stands_whatever_migrations_came_after() -> None:
    """A later migration that makes the table anew on SQLite would lose it."""
    asked = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass AND NOT tgisinternal",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked)
        found = {row[0] for row in cursor.fetchall()}
    assert {"audit_entry_no_change", "audit_entry_no_delete"} <= found


@pytest.mark.parametrize("level", range(1, 7))
def test_the_newest_of_any_level_walk_the_index_of_that_level(world: World, level: int) -> None:
    note_all(world.by, [Deed("试", world.liuwan.ref)] * 200)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = Entry.objects.filter(at__gte=timezone.now() - timedelta(days=90))
    with CaptureQueriesContext(connection) as seen:
        page_of(rows, Scope((Root("0001" * level),)), "at", 50)
    said = explained(seen.captured_queries[0]["sql"])
    if connection.vendor == "sqlite":
        assert f"audit_a{level}_at" in said
        assert "TEMP B-TREE" not in said
        assert "SCAN" not in said


def explained(sql: str) -> str:
    """How the database would go about it."""
    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_pages_of_the_trail_follow_each_other_without_a_gap(world: World) -> None:
    note_all(world.by, [Deed(f"试{n}", world.liuwan.ref) for n in range(40)])  # all of one moment
    scope = Scope.of([Root(world.office.path, reach="own"), Root(world.office.path, reach="children")])  # they overlap
    found, mark = [], ""
    while True:
        page = page_of(Entry.objects.all(), scope, "at", 7, mark)
        found += [row.pk for row in page.rows]
        mark = page.next
        if not mark:
            break
    assert len(found) == len(set(found)) == Entry.objects.filter(a1=world.office.path).count()
    for crooked in ("x", "2026-11-24", f"2026-11-24T00:00:00_{found[0]}", "_", f"2026-13-99T00:00+00:00_{found[0]}"):
        assert page_of(Entry.objects.all(), scope, "at", 7, crooked).rows[0].pk == found[0]
