"""Every reading of 留痕 stays on the index of its level, whoever reads and whatever is asked for, on both databases."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.year_world import World
from xinhuo.ground.audit.models import Entry
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit

VILLAGES, EACH = 12, 250
FILTERS = {
    "the last ninety days": "",
    "a year and a half": "since=2025-06-01&until=2026-12-20",
    "who": "by=第3人",
    "nobody": "by=无此人",
    "which deed": "verb=记一笔",
    "which kind": "kind=record",
    "all of them": "by=第3人&verb=记一笔&kind=record&since=2026-01-01",
}


@pytest.fixture
def told(world: World) -> World:
    """Twelve more villages whose people did much in three years, an administrator of one village, and an auditor."""
    units = [add_unit(world.by, world.office, UnitDetails(f"第{n}村", "village")) for n in range(VILLAGES)]
    groups = [add_unit(world.by, unit, UnitDetails(f"第{n}组", "care_group")) for n, unit in enumerate(units)]
    for name, role, unit in (("村管理员", "system_administrator", units[3]), ("审计员", "auditor", world.office)):
        world.accounts[name] = open_account(world.by, NewAccount(unit, name, role), "Qinghe-2026-lu")[0]
    now = timezone.now()
    places = [*units, *groups]
    lines = [
        Entry(
            at=now - timedelta(hours=9 * (VILLAGES * EACH - n)), by_name=f"第{n % 40}人", verb=("记一笔", "修改登记")[n % 2],
            kind=("record", "person")[n % 2], object_id=str(n % 500), title="讲故事", path=places[n % len(places)].path,
        )
        for n in range(VILLAGES * EACH)
    ]  # fmt: skip
    Entry.objects.bulk_create(lines)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # Three thousand lines are a few pages: reading all of them is as cheap. The question is whether the index can
            # be walked, as the planner does of itself at a million (tried by hand: a page takes 0.01 to 0.24 seconds).
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_seqscan = off")
    return world


def plans_of(client: Client, address: str) -> list[str]:
    """How the database goes about each reading of the trail that this page makes."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    read = [one["sql"] for one in seen if ' FROM "audit_entry" ' in one["sql"]]
    plans = []
    for sql in read:
        with connection.cursor() as cursor:
            cursor.execute(f"{connection.ops.explain_query_prefix()} {sql}")
            plans.append("\n".join([sql, *(str(row[-1]) for row in cursor.fetchall())]))
    return plans


def walks(said: str, index: str) -> None:
    """It seeks in `index` and takes the lines in its order: never the whole table, never a sort of what was found."""
    assert re.search(rf"USING INDEX {index} \(a\d=|Index Scan using {index} on", said), said
    assert not re.search(r"TEMP B-TREE|Sort Key|SCAN audit_entry|Seq Scan on audit_entry", said), said
    if "Index Cond" in said:
        assert re.search(r"Index Cond: .*a\d", said), said


@pytest.mark.parametrize("asked", FILTERS.values(), ids=FILTERS)
@pytest.mark.parametrize(("name", "level"), [("村管理员", 2), ("审计员", 1)])
def test_the_list_walks_the_index_of_the_readers_level(
    told: World, inside: Callable[[str], Client], name: str, level: int, asked: str
) -> None:
    client = inside(name)
    page, verbs = plans_of(client, f"/trail/?{asked}")
    walks(page, f"audit_a{level}_at")
    walks(verbs, f"audit_a{level}_at")
    (sheet,) = plans_of(client, f"/trail/list.xlsx?{asked}")
    walks(sheet, f"audit_a{level}_at")


def test_one_unit_chosen_walks_the_index_of_that_units_level(told: World, inside: Callable[[str], Client]) -> None:
    client = inside("审计员")
    for unit, level in ((Unit.objects.get(name="第3村"), 2), (Unit.objects.get(name="第3组"), 3)):
        for asked in FILTERS.values():
            walks(plans_of(client, f"/trail/?unit={unit.pk}&{asked}")[0], f"audit_a{level}_at")


def test_the_next_page_begins_where_the_last_one_ended(told: World, inside: Callable[[str], Client]) -> None:
    client = inside("审计员")
    for asked in ("", "kind=record"):
        more = re.search(r'href="(\?[^"]*after=[^"]*)"', client.get(f"/trail/?{asked}").text)[1].replace("&amp;", "&")
        said = plans_of(client, f"/trail/{more}")[0]
        walks(said, "audit_a1_at")
        assert re.search(r"at<\?|Index Cond: .*at <=", said), said


def test_what_happened_to_one_thing_is_found_by_the_thing(told: World, inside: Callable[[str], Client]) -> None:
    client = inside("审计员")
    person = told.people["周德顺"]
    (said,) = plans_of(client, f"/people/{person.pk}/trail/")
    assert "audit_about" in said, said
    assert not re.search("SCAN audit_entry|Seq Scan on audit_entry", said), said
