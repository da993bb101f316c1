"""`./run papers`: the whole year on paper, in one command."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from xinhuo.ground.kernel.text import read_number
from xinhuo.shell.yearend.facts import Gap, Written
from xinhuo.shell.yearend.reading import Year, units_of_year
from xinhuo.shell.yearend.services import MANIFEST, write_papers
from xinhuo.who.organisation.models import Office, Unit

FIRST_YEAR = 2000
FAILED, USAGE = 1, 2


class Command(BaseCommand):
    """Writes every paper of a year and a manifest. Exit 0 done, 1 not done (said why), 2 wrongly called."""

    help = "把一年的记载簿、大事记、轮值汇报、名册全部印成文件。例：./run papers --year 2026 --out 印册"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", help="哪一年，比如2026")
        parser.add_argument("--unit", default="", help="只印一个单位及其下级：区划代码或单位全名")
        parser.add_argument("--out", help="放到哪个文件夹（没有会建）")
        parser.add_argument("--json", action="store_true", help="结果写成 JSON（供程序读）")
        parser.add_argument("--today", default="", help="当作这一天（2026-12-31），平时不用写")

    def handle(self, *args: Any, **options: Any) -> None:
        today = _day(options["today"])
        year = _year(options["year"] or "", today or timezone.localdate())
        if today is None or year is None or not options["out"]:
            self._stop("用法：./run papers --year 2026 --out 文件夹。年份写四位数字，不晚于今年。", USAGE)
        office = Office.objects.select_related("root").first()
        if office is None:
            self._stop("这台机器上还没有设好机构。请先运行 ./run serve 设好。", FAILED)
        units = units_of_year(year, top=self._wanted(options["unit"]))
        if not units:
            self._stop(f"{year}年没有这样的单位，没有可印的。请核对年份。", FAILED)
        papers = Year(units, year, today, office).papers()
        try:
            with self._progress(len(units)) as tell:
                written, gaps = write_papers(papers, Path(options["out"]), tell)
        except OSError as error:
            self._stop(f"文件夹写不进去（{error.strerror}）。请换一个文件夹。", FAILED)
        self._report(written, gaps, options)

    def _wanted(self, text: str) -> Unit | None:
        """The unit that was named, None for all."""
        if not text:
            return None
        found = list(Unit.objects.named(text)[:2])
        if not found:
            self._stop(f"没有叫“{text}”的单位。请写单位全名或12位区划代码。", FAILED)
        if len(found) > 1:
            self._stop(f"有几个单位都叫“{text}”。请改写12位区划代码。", FAILED)
        return found[0]

    @contextmanager
    def _progress(self, units: int) -> Iterator[Callable[[Written], None]]:
        """A bar by units on a terminal; silence elsewhere."""
        console = Console(stderr=True)
        done: dict[str, None] = {}
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        with bar:
            task = bar.add_task("印年终的册子", total=units)

            def tell(file: Written) -> None:
                done[file.path.split("/")[0]] = None
                bar.update(task, completed=len(done) - 1, description=file.unit)

            yield tell
            bar.update(task, completed=units)

    def _report(self, written: list[Written], gaps: list[Gap], options: dict[str, Any]) -> None:
        pages = sum(file.pages for file in written)
        if options["json"]:
            lost = [{"title": g.title, "characters": list(g.characters)} for g in gaps]
            told = {"out": options["out"], "papers": len(written), "pages": pages, "missing_glyphs": lost}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(f"印好了：{len(written)}份，共{pages}页，清单在{Path(options['out']) / MANIFEST}。")
        for gap in gaps:
            self.stdout.write(f"“{gap.title}”里有字库没有的字：{'、'.join(gap.characters)}。请加装字库后重印。")

    def _stop(self, sentence: str, code: int) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(code)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        return None


def _year(text: str, today: date) -> int | None:
    return read_number(text, FIRST_YEAR, today.year)
