"""A county's roster, 14,000 rows of 400 units: the import against the bare read and a bare insert of the same rows."""

import io
import sqlite3
from datetime import date

import python_calamine as calamine
import xlsxwriter
from django.conf import settings
from django.db import transaction

from bench.timing import Pair, pair, peak
from xinhuo.ground.intake.workbook import read
from xinhuo.shell.demo.facts import read_place
from xinhuo.shell.demo.rules.people import elders
from xinhuo.shell.desk.services import installer, start_office
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails
from xinhuo.who.people.models import Person
from xinhuo.who.people.rosters import read_roster
from xinhuo.who.people.services.carrying import carry_out
from xinhuo.who.people.services.importing import plan_import

HEAD = ["序号", "单位", "姓名", "性别", "出生年月", "五老类别", "政治面貌", "原工作单位", "联系电话", "入队时间"]
UNITS = 400
TODAY = date(2026, 11, 24)


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
    rows = calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()
    database = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    with database:
        database.execute("CREATE TABLE bench_person (a, b, c, d, e, f, g, h, i, j)")
        database.executemany("INSERT INTO bench_person VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
    database.execute("DROP TABLE bench_person")
    database.close()


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
    found = pair(
        "14,000 rows, 400 units: read, match, check, write, trail", lambda: imported(root, small, 14_000),
        "calamine read + executemany", lambda: bare(small), 3,
    )  # fmt: skip
    notes = [f"{14_000 / found.ours:,.0f} rows a second; memory +{peak() - start} MiB"]
    twice = pair(
        "28,000 rows", lambda: imported(root, large, 28_000), "14,000 rows", lambda: imported(root, small, 14_000), 2,
        "linear would be 2.0", warm=False,
    )  # fmt: skip
    notes.append(f"linear would be 2.00; memory +{peak() - start} MiB")
    return [Pair(**vars(one) | {"note": note}) for one, note in zip((found, twice), notes, strict=True)]
