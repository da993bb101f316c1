"""./run import-records: a 台账 as an office keeps it, into the records of its units."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.jobs import understood
from xinhuo.journal.records.ledgers.returning import returned_ledger
from xinhuo.journal.records.services.carrying import Source, carry_out
from xinhuo.journal.records.services.importing import Answers, Plan, plan_ledger
from xinhuo.shell.desk.services import installer
from xinhuo.shell.keeping.services.updating import bring_up_to_date
from xinhuo.who.organisation.models import Office, Unit

SHOWN = 20
UNKNOWN = {"add": "new", "text": "text", "leave": "out"}


class Command(BaseCommand):
    help = "导入以前的台账（xlsx、xls、ods、csv）。例：./run import-records 2025年台账.xlsx --dry-run"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="表格文件")
        parser.add_argument("--unit", default="", metavar="CODE", help="没写单位的算哪个单位：12位区划代码，或单位全称")
        parser.add_argument("--year", type=int, default=0, metavar="YEAR", help="没写年份的算哪一年")
        parser.add_argument(
            "--unknown", choices=list(UNKNOWN), default="", help="名册里没有的人：add添上，text只写在内容里，leave不记"
        )
        parser.add_argument("--milestone", action="store_true", help="这些事都列进大事记待选")
        parser.add_argument("--dry-run", action="store_true", help="只看会发生什么，什么也不改")
        parser.add_argument("--errors", default="", metavar="FILE.xlsx", help="没收进去的行写成退回表，改好再导")
        parser.add_argument("--json", action="store_true", help="结果写成JSON，给程序读")

    def handle(self, *args: Any, **options: Any) -> None:
        path, today = Path(options["file"]), timezone.localdate()
        try:
            bring_up_to_date()
            root = _office()
            by, raw = installer(root.path), _bytes(path)
            ledger = understood(by, root, raw, path.name, options["year"])
            answers = _answers(by, root, options)
            plan = plan_ledger(by, root, ledger, answers, today)
            if plan.new and not options["dry_run"]:
                carry_out(by, plan, answers, Source(path.name, hashlib.sha256(raw).hexdigest()), today)
        except (Unreadable, RuleBroken) as broken:
            raise CommandError(getattr(broken, "message", str(broken))) from broken
        self._say(plan, options)
        if options["errors"]:
            back = returned_ledger(ledger, plan.reasons, plan.unit_of) if plan.reasons else b""
            self._return(back, Path(options["errors"]), options["json"])
        if not (plan.new or plan.repeated or plan.withdrawn):
            raise CommandError(f"表里{plan.rows_left}行都没能导入。请看上面的原因，改好再试。")

    def _say(self, plan: Plan, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(as_json(plan), ensure_ascii=False))
            return
        self.stdout.write("试着读了一遍，什么也没有改。" if options["dry_run"] else "导入好了。")
        there = len(plan.repeated) + len(plan.withdrawn)
        self.stdout.write(f"导进来{len(plan.new)}笔，原来就有{there}笔，没有收{plan.rows_left}行。")
        self._list("哪个单位、哪个月", [f"{u} {y}年{m}月：{n}笔" for (u, y, m), n in plan.by_month.items()])
        self._list(
            "没有收的",
            [f"{p.sheet} 第{p.row}行{f'“{p.column}”' if p.column else ''}：{p.message}" for p in plan.reasons],
        )

    def _list(self, title: str, lines: list[str]) -> None:
        if lines:
            more = [f"  ……还有{len(lines) - SHOWN}条"] if len(lines) > SHOWN else []
            self.stdout.write("\n".join([f"{title}：", *(f"  {line}" for line in lines[:SHOWN]), *more]))

    def _return(self, raw: bytes, path: Path, quietly: bool) -> None:
        if raw:
            try:
                path.write_bytes(raw)
            except OSError as reason:
                raise CommandError(f"退回表写不进“{path.name}”。请换一个地方。") from reason
        if not quietly:
            self.stdout.write(f"没收进去的行写在“{path.name}”里。" if raw else "每一行都收进去了，没有退回表。")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as reason:
        raise CommandError(f"打不开“{path.name}”。请核对文件名和位置。") from reason


def _office() -> Unit:
    office = Office.objects.select_related("root").first()
    if office is None:
        raise RuleBroken("这台机器上还没有设机构。请先运行 ./run serve 设好。")
    return office.root


def _answers(by: Actor, root: Unit, options: dict[str, Any]) -> Answers:
    unit = ""
    if options["unit"]:
        found = (
            Unit.objects.within(by.scope("import_records")).named(options["unit"]).filter(path__startswith=root.path)
        )
        one = found.order_by("closed_on").first()
        if one is None:
            raise RuleBroken(f"没有“{options['unit'][:20]}”这个单位。请写全称，或12位区划代码。", "unit")
        unit = str(one.pk)
    people = {"unknown": UNKNOWN[options["unknown"]]} if options["unknown"] else {}
    return Answers(unit=unit, milestone=options["milestone"], people=people)


def as_json(plan: Plan) -> dict[str, Any]:
    """The counts and the reasons, for a program."""
    return {
        "created": len(plan.new),
        "unchanged": len(plan.repeated) + len(plan.withdrawn),
        "left_out": plan.rows_left,
        "errors": [{"sheet": p.sheet, "row": p.row, "column": p.column, "message": p.message} for p in plan.reasons],
    }
