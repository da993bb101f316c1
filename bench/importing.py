"""14,000 rows of a county's roster: the import against a bare read and a bare insert of the same rows."""

import io
import sqlite3
import tempfile
from datetime import date
from pathlib import Path

import python_calamine as calamine
import xlsxwriter
from django.db import transaction

from bench.timing import Pair, pair, seconds
from xinhuo.ground.intake.workbook import read
from xinhuo.shell.desk.services import installer
from xinhuo.who.organisation.models import Office
from xinhuo.who.people.models import Person
from xinhuo.who.people.rosters import read_roster
from xinhuo.who.people.services.carrying import carry_out
from xinhuo.who.people.services.importing import plan_import

HEAD = ["序号", "单位", "姓名", "性别", "出生年月", "五老类别", "联系电话", "入队时间"]
UNITS = ("柳湾村", "东桥村", "双河村", "杨家圩村", "荷塘社区", "文昌社区", "新城社区", "滨河社区")
TODAY = date(2026, 11, 24)


def workbook(rows: int) -> bytes:
    """A roster of `rows` invented people."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, HEAD)
    family, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "德顺秀兰建国玉珍永康文华正明桂英志远爱芳"
    for n in range(rows):
        name = family[n % 16] + given[n // 16 % 20] + given[n // 320 % 20] + ("" if n < 6400 else given[n // 6400 % 20])
        born = f"{1936 + n % 28}.{n % 12 + 1}"
        joined = f"{2005 + n % 20}年{n % 12 + 1}月"
        sheet.write_row(
            n + 1, 0,
            [n + 1, UNITS[n % 8], name, "男女"[n % 2], born, "老教师、老干部", f"139{n:08d}", joined],
        )  # fmt: skip
    book.close()
    return out.getvalue()


def bare(raw: bytes) -> int:
    """What nothing can be faster than: calamine's read and one executemany into a plain table."""
    rows = calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "bare.sqlite3")
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE person (a, b, c, d, e, f, g, h)")
        with database:
            database.executemany("INSERT INTO person VALUES (?,?,?,?,?,?,?,?)", rows)
        database.close()
    return len(rows)


def imported(raw: bytes) -> None:
    """The whole import, undone at the end so that every turn starts alike."""
    root = Office.objects.select_related("root").get().root
    by = installer(root.path)
    roster = read_roster(read(raw, "名册.xlsx"), TODAY)
    with transaction.atomic():
        before = Person.objects.count()
        carry_out(by, plan_import(by, root, roster), "名册.xlsx", TODAY)
        if Person.objects.count() - before < len(roster.rows) * 0.9:
            raise SystemExit("the import did not take the rows in")
        transaction.set_rollback(True)


def measure() -> list[Pair]:
    """The ratio at 14,000 rows, and that twice the rows take about twice the time."""
    small, large = workbook(14_000), workbook(28_000)
    first = pair(
        "import of 14,000 rows: read, match, check, write, trail", lambda: imported(small),
        "calamine read + executemany", lambda: bare(small), 1, "8 indexes, encrypted phones, pinyin and stroke keys",
    )  # fmt: skip
    one, two = seconds(lambda: imported(small)), seconds(lambda: imported(large))
    return [first, Pair("import of 28,000 rows", "import of 14,000 rows", two, one, two / one, "linear would be 2.0")]
