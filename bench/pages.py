"""Pages against bare SQL and a bare Django page with the same middleware, at growing numbers of records."""

import itertools
import random
import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.test import Client

from bench.timing import Pair, pair
from xinhuo.ground.kernel.ids import new_id
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Unit

SIZES = (1_000, 30_000, 120_000)


def fill(upto: int) -> None:
    """Records until there are `upto`, spread over units and years, straight into the table."""
    have = Record.objects.count()
    units = list(Unit.objects.keeping_books())
    kinds = list(RecordKind.objects.values_list("pk", flat=True))
    chance = random.Random(have)
    columns = (
        "id, key, shard, path, unit_id, held_on, time_of_day, place, kind_id, title, content, effect, youth_count, "
        "other_count, milestone, source, source_ref, recorder_name, on_behalf, created_at, withdrawn_by, withdrawn_reason"
    )
    marks = ",".join(["%s"] * 22)

    def rows():  # a generator: memory stays flat
        for n in range(upto - have):
            unit = units[n % len(units)]
            day = date(2016, 1, 1) + timedelta(days=chance.randrange(3900))
            yield (
                new_id().hex, uuid.uuid4().hex, 1, unit.path, unit.pk.hex, day, "", "辅导站", kinds[n % len(kinds)].hex,
                "讲故事", "讲家乡的故事", "孩子爱听", 20, 3, False, "import", "", "导入", False, "2026-01-01", "", "",
            )  # fmt: skip

    with connection.cursor() as cursor:
        source = rows()
        while batch := list(itertools.islice(source, 20_000)):
            cursor.executemany(f"INSERT INTO records_record ({columns}) VALUES ({marks})", batch)


def measure() -> list[Pair]:
    """A list page, a roster page and a save, each beside what nothing can be faster than."""
    client = Client()
    account = Account.objects.get(name="周德顺")
    client.force_login(account)
    unit = account.unit
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM records_record LIMIT 1")

    def rows(table: str, order: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} WHERE a2 = %s ORDER BY {order} LIMIT 50", [unit.path])
            cursor.fetchall()

    def page(address: str) -> None:
        assert client.get(address, HTTP_HOST="localhost").status_code == 200

    def plain() -> None:
        page("/about/privacy/")

    for size in SIZES:
        fill(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        found.append(
            pair(
                f"records list, 50 rows, {size:,} records", lambda: page("/records/?year=2025"), "the same rows by bare SQL",
                lambda: rows("records_record", "held_on DESC, id DESC"), 15,
            )
        )  # fmt: skip
    found.append(pair("records list, 50 rows", lambda: page("/records/?year=2025"), "a page of text", plain, 15))
    found.append(pair("名册, 31 people", lambda: page("/people/"), "a page of text", plain, 15))
    found.append(_save(client, unit))
    return found


def _save(client: Client, unit: Unit) -> Pair:
    kind = RecordKind.objects.filter(routine=False).first()
    people = [str(p.pk) for p in unit.people.all()[:4]]
    form = {"unit": str(unit.pk), "day": "0", "kind": str(kind.pk), "content": "讲家乡河的故事", "people": people}

    def save() -> None:
        answer = client.post("/records/new/", form | {"key": str(new_id())}, HTTP_HOST="localhost")
        assert answer.status_code == 302

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS bench_bare (a TEXT, b TEXT)")
            cursor.execute("INSERT INTO bench_bare VALUES (%s, %s)", ["讲家乡河的故事", str(uuid.uuid4())])

    assert settings.DATABASES
    return pair("a record saved: form, rules, four people, trail", save, "one INSERT with its commit", bare, 15)
