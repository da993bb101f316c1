"""./run import-people: a roster as an office keeps it, into the names of this office."""

import json
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.workbook import Book, read
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.desk.services import installer, start_office
from xinhuo.shell.keeping.services.updating import bring_up_to_date
from xinhuo.who.organisation.models import ColumnWord, Office
from xinhuo.who.organisation.services import UnitDetails
from xinhuo.who.people.rosters.reading import Roster, read_roster
from xinhuo.who.people.services.carrying import carry_out
from xinhuo.who.people.services.importing import Plan, plan_import
from xinhuo.who.people.services.returning import left_out
from xinhuo.who.people.services.unit_names import plain_name, type_of

SHOWN = 20
NAMELESS = "本机构"
_REPORTING = re.compile(r"填报单位\s*[:：]\s*(\S+)")


class Command(BaseCommand):
    help = "导入名册（xlsx、xls、ods、csv）。例：./run import-people 花名册.xlsx --errors 退回.xlsx"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="表格文件")
        parser.add_argument("--unit", default="", metavar="CODE", help="只导入这个单位：12位区划代码，或单位全称")
        parser.add_argument("--create-units", action="store_true", help="还没有下级单位时，照表里的单位名设立")
        parser.add_argument("--dry-run", action="store_true", help="只看会发生什么，什么也不改")
        parser.add_argument("--errors", default="", metavar="FILE.xlsx", help="没收进去的行写成退回表，改好再导")
        parser.add_argument("--json", action="store_true", help="结果写成JSON，给程序读")

    def handle(self, *args: Any, **options: Any) -> None:
        path, today = Path(options["file"]), timezone.localdate()
        try:
            bring_up_to_date()
            self._step("正在读表格……")
            book = read(_bytes(path), path.name)
            with transaction.atomic():
                root = _office(book, options["create_units"])
                by = installer(root.path)
                learnt = ColumnWord.objects.known(root, ColumnWord.Kind.ROSTER)
                roster = read_roster(book, today, learnt)
                self._step(f"读到{len(roster.rows)}行，正在和名册核对……")
                plan = plan_import(by, root, roster, options["unit"])
                refused = _refusal(plan, roster, options["create_units"])
                if refused or options["dry_run"]:
                    transaction.set_rollback(True)
                else:
                    self._step("正在写进名册……")
                    carry_out(by, plan, path.name, today)
        except (Unreadable, RuleBroken) as broken:
            raise CommandError(getattr(broken, "message", str(broken))) from broken
        self._say(plan, refused, options)
        if options["errors"]:
            self._return(left_out(plan, book, learnt, options["unit"]), Path(options["errors"]), options["json"])
        if roster.unknown and not options["json"]:
            self._list("这几栏没有用上（在页面上导入时说一次是哪一栏，以后就认得）", list(roster.unknown))
        if refused:
            raise CommandError(refused)

    def _step(self, what: str) -> None:
        """Where a long import is, for whoever waits at a terminal."""
        if self.stderr.isatty():
            self.stderr.write(what, str)

    def _say(self, plan: Plan, refused: str, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(as_json(plan, bool(refused)), ensure_ascii=False))
            return
        if not refused:
            self.stdout.write("试着读了一遍，什么也没有改。" if options["dry_run"] else "导入好了。")
            self.stdout.write(
                f"共{plan.rows}行：新登记{len(plan.new)}，有改动{len(plan.changed)}，换单位{len(plan.moved)}，"
                f"没有变{len(plan.same)}，没读懂或要问的{plan.rows_not_understood}。"
            )
        if plan.units_to_create:
            self._list("表里有这些新单位", plan.units_to_create)
        self._list("表里写的是以前的单位", plan.renamed_said)
        self._list("没读懂、要问的", [_said(e) for e in _errors(plan)])
        self._list("换了单位", [f"{c.name} → {c.unit_name}" for c in plan.moved])
        self._list("名册里有、表里没有（没有动他们）", [f"{p.name}（{p.unit.name}）" for p in plan.missing])

    def _return(self, raw: bytes, path: Path, quietly: bool) -> None:
        if raw:
            try:
                path.write_bytes(raw)
            except OSError as reason:
                raise CommandError(f"退回表写不进“{path.name}”。请换一个地方。") from reason
        if not quietly:
            self.stdout.write(f"没收进去的行写在“{path.name}”里。" if raw else "每一行都收进去了，没有退回表。")

    def _list(self, title: str, lines: list[str]) -> None:
        if lines:
            more = [f"  ……还有{len(lines) - SHOWN}条"] if len(lines) > SHOWN else []
            self.stdout.write("\n".join([f"{title}：", *(f"  {line}" for line in lines[:SHOWN]), *more]))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as reason:
        raise CommandError(f"打不开“{path.name}”。请核对文件名和位置。") from reason


def _office(book: Book, create: bool) -> Any:
    """The unit of this instance; with `create`, a machine that has none yet gets one named as the roster says."""
    office = Office.objects.select_related("root").first()
    if office is None and not create:
        raise RuleBroken("这台机器上还没有设机构。请先运行 ./run serve 设好，或加 --create-units。")
    if office is None:
        name = office_name(book)
        kind = type_of(name)
        details = UnitDetails(name, kind if kind in ("subdistrict", "township") else "subdistrict")
        office = start_office(installer(), details)
    return office.root


def office_name(book: Book) -> str:
    """Who reports, as the lines above the table say (填报单位：…关工委)."""
    for sheet in book.sheets:
        for row in sheet.rows[:6]:
            for value in row:
                found = _REPORTING.search(str(value))
                if found and type_of(plain_name(found[1])) in ("subdistrict", "township"):
                    return plain_name(found[1])
    return NAMELESS


def _refusal(plan: Plan, roster: Roster, create: bool) -> str:
    """Why nothing can be imported, or ''."""
    if plan.units_to_create and not create:
        some = "、".join(plan.units_to_create[:3])
        return f"这里还没有下级单位，表里有{some}等{len(plan.units_to_create)}个。要设立请加 --create-units。"
    if plan.understood:
        return ""
    if plan.rows:
        return f"表里{plan.rows}行都没能导入。请看上面的原因，改好再试。"
    return "表里没有找到人。请核对表头有没有“姓名”一栏。"


def _errors(plan: Plan) -> list[dict[str, Any]]:
    """One entry for each bad cell, and one for each row that asks, in the order of the file."""
    cells = [{"sheet": p.sheet, "row": p.row, "column": p.column, "message": p.message} for p in plan.not_understood]
    asked = [
        {"sheet": q.coming.sheet, "row": q.coming.number, "column": "姓名", "message": q.reason} for q in plan.asked
    ]
    return cells + asked


def _said(error: dict[str, Any]) -> str:
    column = f"“{error['column']}”" if error["column"] else ""
    return f"{error['sheet']} 第{error['row']}行{column}：{error['message']}"


def as_json(plan: Plan, refused: bool = False) -> dict[str, Any]:
    """The counts, for a program. A refused import did nothing: its rows stand among those not understood."""
    done = (0, 0, 0, 0) if refused else (len(plan.new), len(plan.changed), len(plan.moved), len(plan.same))
    created, updated, moved, unchanged = done
    return {
        "rows": plan.rows,
        "created": created,
        "updated": updated,
        "moved": moved,
        "unchanged": unchanged,
        "missing": 0 if refused else len(plan.missing),
        "renamed_units": plan.renamed_said,
        "errors": _errors(plan),
    }
