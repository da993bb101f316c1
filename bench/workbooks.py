"""Workbooks of any length to import, made in a process of their own: what they need is not the import's memory."""

import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter

from xinhuo.shell.demo.facts import read_place
from xinhuo.shell.demo.rules.people import elders

HEAD = ["序号", "单位", "姓名", "性别", "出生年月", "五老类别", "政治面貌", "原工作单位", "联系电话", "入队时间"]
UNITS = 400


def workbook(rows: int, year: int) -> bytes:
    """The demonstration's people again and again, each time in other units, born and reached otherwise."""
    with tempfile.TemporaryDirectory(prefix="xinhuo-bench-") as folder:
        path = Path(folder) / "roster.xlsx"
        subprocess.run([sys.executable, "-m", "bench.workbooks", str(rows), str(year), str(path)], check=True)
        return path.read_bytes()


def make(rows: int, year: int, path: str) -> None:
    """Write it."""
    people = elders(read_place(), year)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, HEAD)
    for n in range(rows):
        one = people[n % len(people)]
        born = f"{1936 + n % 28}.{n // 28 % 12 + 1}"
        joined = f"{one.joined[0]}年{one.joined[1]}月"
        told = [one.name, one.sex, born, "、".join(one.categories), one.politics, one.employer, f"139{n:08d}", joined]
        sheet.write_row(n + 1, 0, [n + 1, f"第{n % UNITS + 1}村", *told])
    book.close()


if __name__ == "__main__":
    make(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
