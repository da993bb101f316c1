"""A county's roster of 400 units, 14,000 and 100,000 rows: the import against the bare read and a bare insert of the same."""

import io
import time
from dataclasses import replace
from datetime import date
from unittest import mock

import python_calamine as calamine
from django.db import connection, transaction

from bench.timing import Pair, pair, peak, seconds
from bench.workbooks import UNITS, workbook
from xinhuo.ground.intake.workbook import read
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.rows import make_room
from xinhuo.shell.desk.services import installer, start_office
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails
from xinhuo.who.people.models import Person
from xinhuo.who.people.rosters.reading import read_roster
from xinhuo.who.people.services.carrying import prepare
from xinhuo.who.people.services.importing import plan_import

TODAY = date(2026, 11, 24)
_NUMBERS = {"PositiveSmallIntegerField", "BooleanField"}


def bare(raw: bytes) -> None:
    """What nothing can be faster than: calamine's read, and one executemany into a plain table of the same file."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_person (a, b, c, d, e, f, g, h, i, j)")
        cursor.executemany("INSERT INTO bench_person VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", _read(raw))
        cursor.execute("DROP TABLE bench_person")


def _read(raw: bytes) -> list[list[object]]:
    return calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()


def same_table(root: Unit, raw: bytes) -> None:
    """The bare read, and a bare executemany into the table of people with all its columns and indexes."""
    columns = [f for f in Person._meta.local_concrete_fields if not f.generated]
    blank = [None if f.null else 0 if f.get_internal_type() in _NUMBERS else "" for f in columns]
    place = {f.column: n for n, f in enumerate(columns)}
    names = ", ".join(place)
    marks = ", ".join(["%s"] * len(columns))
    people = []
    for number, row in enumerate(_read(raw)[1:]):
        one = list(blank)
        path = f"{root.path}{number % UNITS + 1:04d}"
        said = {"id": new_id().hex, "unit_id": root.pk.hex, "path": path, "name": row[2], "stroke_key": row[2]}
        for column, value in (said | {"phone": row[8], "categories": "[]", "care": "[]"}).items():
            one[place[column]] = value
        people.append(one)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO people_person ({names}) VALUES ({marks})", people)
        transaction.set_rollback(True)


def imported(root: Unit, raw: bytes, rows: int) -> float:
    """The whole import with its 400 new units, undone at the end so that every turn starts alike. Seconds of the writing."""
    by = installer(root.path)
    ready = prepare(by, plan_import(by, root, read_roster(read(raw, "名册.xlsx"), TODAY)), "名册.xlsx", TODAY)
    began = time.perf_counter()
    with transaction.atomic():
        ready.write()
        locked = time.perf_counter() - began
        if Person.objects.count() != rows or Unit.objects.count() != UNITS + 1:
            raise SystemExit("the import did not take all rows in")
        transaction.set_rollback(True)
    return locked


def bare_of_safety(root: Unit, raw: bytes, rows: int) -> None:
    """The same without encryption, fingerprints, trail and words for the search: what those cost."""
    nothing = {"insert": mock.Mock()}
    with (
        mock.patch("xinhuo.ground.kernel.fields.seal_text", lambda text: text.encode()),
        mock.patch("xinhuo.who.people.services.carrying.fingerprint", lambda text: text),
        mock.patch("xinhuo.who.people.services.matching.fingerprint", lambda text: text),
        mock.patch.multiple("xinhuo.ground.search.services.Fresh", add=lambda *_: None, write=lambda *_: None),
        mock.patch("xinhuo.ground.audit.services.prepare", return_value=mock.Mock(**nothing)),
    ):
        imported(root, raw, rows)


def measure() -> list[Pair]:
    """Ratios at 14,000 rows with and without what keeps it safe, then 100,000: time against rows, memory, the lock."""
    root = start_office(installer(), UnitDetails("清河县", "county")).root
    small, large = workbook(14_000, TODAY.year), workbook(100_000, TODAY.year)
    floor, locks = "calamine read + executemany", list[float]()
    make_room()
    tall = pair(
        "100,000 rows", lambda: locks.append(imported(root, large, 100_000)), "14,000 rows",
        lambda: imported(root, small, 14_000), 1, warm=False,
    )  # fmt: skip
    most = peak()  # as a job sees it: a process that has done nothing else
    bare_tall = seconds(lambda: bare(large))
    what = "14,000 rows, 400 units: read, match, check, write, trail, search"
    plain = pair(
        what, lambda: imported(root, small, 14_000), f"{floor} into a plain table of ten columns", lambda: bare(small), 3
    )  # fmt: skip
    same = pair(
        what, lambda: imported(root, small, 14_000), f"{floor} into the table of people", lambda: same_table(root, small), 3
    )  # fmt: skip
    unsafe = pair(
        what, lambda: imported(root, small, 14_000), "the same without encryption, trail and search",
        lambda: bare_of_safety(root, small, 14_000), 3,
    )  # fmt: skip
    notes = (
        f"{14_000 / (plain.ours or 1):,.0f} rows a second", "46 columns, six of them computed, and 13 indexes", "",
        f"linear would be 7.14; the database is locked for {locks[0]:.1f} s of it; peak {most} MiB, the file in it",
    )  # fmt: skip
    ratio = (tall.ours or 0) / bare_tall
    last = replace(tall, against=f"{floor} into a plain table", bare=bare_tall, ratio=ratio)
    return [*(replace(one, note=note) for one, note in zip((plain, same, unsafe, tall), notes, strict=True)), last]
