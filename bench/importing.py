"""A county's roster, 14,000 rows of 400 units: the import against the bare read and a bare insert of the same rows."""

import io
from dataclasses import replace
from datetime import date

import python_calamine as calamine
import xlsxwriter
from django.db import connection, transaction

from bench.timing import Pair, pair, peak
from xinhuo.ground.intake.workbook import read
from xinhuo.ground.kernel.ids import new_id
from xinhuo.shell.demo.facts import read_place
from xinhuo.shell.demo.rules.people import elders
from xinhuo.shell.desk.services import installer, start_office
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails
from xinhuo.who.people.models import Person
from xinhuo.who.people.rosters.reading import read_roster
from xinhuo.who.people.services.carrying import carry_out
from xinhuo.who.people.services.importing import plan_import

HEAD = ["序号", "单位", "姓名", "性别", "出生年月", "五老类别", "政治面貌", "原工作单位", "联系电话", "入队时间"]
UNITS = 400
TODAY = date(2026, 11, 24)
_NUMBERS = {"PositiveSmallIntegerField", "BooleanField"}


def workbook(rows: int) -> bytes:
    """The demonstration's people again and again, each time in other units, born and reached otherwise."""
    people = elders(read_place(), TODAY.year)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, HEAD)
    for n in range(rows):
        one = people[n % len(people)]
        born = f"{1936 + n % 28}.{n // 28 % 12 + 1}"
        joined = f"{one.joined[0]}年{one.joined[1]}月"
        told = [one.name, one.sex, born, "、".join(one.categories), one.politics, one.employer, f"139{n:08d}", joined]
        sheet.write_row(n + 1, 0, [n + 1, f"第{n % UNITS + 1}村", *told])
    book.close()
    return out.getvalue()


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


def imported(root: Unit, raw: bytes, rows: int) -> None:
    """The whole import with its 400 new units, undone at the end so that every turn starts alike."""
    by = installer(root.path)
    with transaction.atomic():
        carry_out(by, plan_import(by, root, read_roster(read(raw, "名册.xlsx"), TODAY)), "名册.xlsx", TODAY)
        if Person.objects.count() != rows or Unit.objects.count() != UNITS + 1:
            raise SystemExit("the import did not take all rows in")
        transaction.set_rollback(True)


def measure() -> list[Pair]:
    """The ratio at 14,000 rows, what memory it took, and that twice the rows take about twice the time."""
    root = start_office(installer(), UnitDetails("清河县", "county")).root
    small, large = workbook(14_000), workbook(28_000)
    start = peak()
    what, floor = "14,000 rows, 400 units: read, match, check, write, trail", "calamine read + executemany"
    plain = pair(
        what, lambda: imported(root, small, 14_000), f"{floor} into a plain table of ten columns", lambda: bare(small), 3
    )  # fmt: skip
    memory = peak() - start
    same = pair(
        what, lambda: imported(root, small, 14_000), f"{floor} into the table of people", lambda: same_table(root, small), 3
    )  # fmt: skip
    twice = pair(
        "28,000 rows", lambda: imported(root, large, 28_000), "14,000 rows", lambda: imported(root, small, 14_000), 2,
        warm=False,
    )  # fmt: skip
    notes = (
        f"{14_000 / plain.ours:,.0f} rows a second; memory +{memory} MiB", "46 columns, six of them computed, and 13 indexes",
        f"linear would be 2.00; memory +{peak() - start} MiB",
    )  # fmt: skip
    return [replace(one, note=note) for one, note in zip((plain, same, twice), notes, strict=True)]
