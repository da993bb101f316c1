"""What people's tables do beside the pages: a large roster is looked at, and any roster goes in."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.workbook import Book, read
from xinhuo.ground.jobs.services import keeping
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.job import Kind, Outcome, Tell, Write, register
from xinhuo.who.organisation.models import ColumnWord, Unit
from xinhuo.who.people.rosters.reading import Roster, read_roster
from xinhuo.who.people.services.carrying import Decisions, prepare_import
from xinhuo.who.people.services.importing import Plan, plan_import
from xinhuo.who.people.services.returning import left_out
from xinhuo.who.people.services.telling import SHOWN, told

CHECK, IMPORT = "people.check", "people.import"
NOBODY = "表里没有找到人。请核对表头有没有“姓名”一栏。"
RETURN_WORD = "取退回表"


def return_name(name: str) -> str:
    """What the returned workbook of the file `name` is called."""
    return f"{name.rsplit('.', 1)[0][:80]}-退回.xlsx"


def read_upload(root: Unit, payload: dict[str, Any]) -> tuple[Book, Roster, dict[str, str]]:
    """The kept file with what the office's own headings mean. Raises Unreadable."""
    raw = keeping.fetch(payload["token"])
    if raw is None:
        raise Unreadable("这个文件只留一天，已经清掉了。请重新选一次。")
    learnt = ColumnWord.objects.known(root, ColumnWord.Kind.ROSTER)
    book = read(raw, payload["name"])
    return book, read_roster(book, timezone.localdate(), learnt), learnt


def check(by: Actor, payload: dict[str, Any], tell: Tell) -> Write:
    """What a large roster would do. Changes nothing but its own result."""
    tell(0, 4, "读表格")
    root = Unit.objects.get(pk=payload["root"])
    book, roster, learnt = read_upload(root, payload)
    if not roster.rows and not roster.problems and not roster.unknown:
        raise RuleBroken(NOBODY)
    tell(2, 4, "和名册核对")
    plan = plan_import(by, root, roster, payload["unit"])
    tell(3, 4, "写明会怎样")
    page = reverse("people:import_confirm", args=[payload["token"]])
    outcome = Outcome(
        facts=(
            ("新登记", len(plan.new), "人"), ("有改动", len(plan.changed), "人"), ("换单位", len(plan.moved), "人"),
            ("没有变", len(plan.same), "人"), ("要问您", len(plan.asked), "行"),
            ("没读懂", plan.rows_not_understood - len(plan.asked), "行"),
        ),
        notes=("这是先看一遍，还没有导入。",),
        links=(("看一遍，再决定导不导入", page),),
        extra=told(plan, roster),
        file=left_out(plan, book, learnt, payload["unit_name"]),
        file_name=return_name(payload["name"]),
        file_word=RETURN_WORD,
    )  # fmt: skip
    return lambda: outcome


def bring_in(by: Actor, payload: dict[str, Any], tell: Tell) -> Write:
    """The roster goes in as it was shown and decided."""
    tell(0, 5, "读表格")
    root = Unit.objects.get(pk=payload["root"])
    book, roster, learnt = read_upload(root, payload)
    decisions = Decisions(
        answers=payload["answers"], cared=set(payload["cared"]), seen=payload["seen"], create_units=payload["create_units"]
    )  # fmt: skip
    tell(1, 5, "和名册核对")
    today = timezone.localdate()
    ready = prepare_import(by, root, roster, payload["unit"], decisions, payload["name"], today)
    tell(3, 5, "准备退回表")
    back = left_out(ready.plan, book, learnt, payload["unit_name"])
    tell(4, 5, "写进名册")

    def write() -> Outcome:
        ready.write()
        transaction.on_commit(lambda: keeping.drop(payload["token"]))
        return _came(ready.plan, back, payload["name"])

    return write


def _came(plan: Plan, back: bytes, name: str) -> Outcome:
    made, gone = plan.units_to_create, [f"{p.name}（{p.unit.name}）" for p in plan.missing[:SHOWN]]
    more = f"等{len(plan.missing)}人" if len(plan.missing) > SHOWN else ""
    units = f"新设了{len(made)}个单位：{'、'.join(made)}。类型是照名称猜的，请到“单位”里核对。"
    hint = "没有动他们。要办退出或调动，请到各人的页面上办。"
    return Outcome(
        facts=(
            ("新登记", len(plan.new), "人"), ("有改动", len(plan.changed), "人"), ("换单位", len(plan.moved), "人"),
            ("没有变", len(plan.same), "人"), ("没有导入", plan.rows_not_understood, "行"),
        ),
        notes=((units,) if made else ()) + tuple(plan.renamed_said),
        lists=((f"名册里有、表里没有的人{more}", hint, tuple(gone)),) if gone else (),
        links=(("看名册", reverse("roster:list")),),
        file=back,
        file_name=return_name(name),
        file_word=RETURN_WORD,
    )  # fmt: skip


register(Kind(CHECK, "看一遍名册", "import_people", "people:import", check))
register(Kind(IMPORT, "导入名册", "import_people", "people:import", bring_in))
