"""What ledgers do beside the pages: a 台账 goes in, whole or not at all."""

import hashlib
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.workbook import read
from xinhuo.ground.jobs.services import keeping
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.job import Kind, Outcome, Tell, Write, register
from xinhuo.journal.records.ledgers.reading import Ledger, read_ledger, taught
from xinhuo.journal.records.ledgers.returning import returned_ledger
from xinhuo.journal.records.models import LedgerImport
from xinhuo.journal.records.services.carrying import Source, carry_out
from xinhuo.journal.records.services.importing import Answers, Plan, place_of, plan_ledger
from xinhuo.who.organisation.models import ColumnWord, Unit

IMPORT = "records.ledger"
RETURN_WORD = "取退回表"
GONE = "这个文件只留一天，已经清掉了。请重新选一次。"
CHANGED = "这个文件和您看过的不一样了。请重新选一次。"
NOTHING = "表里没有找到做过的事。请核对表头有没有“日期”和“内容”。"


def return_name(name: str) -> str:
    """What the returned workbook of the file `name` is called."""
    return f"{name.rsplit('.', 1)[0][:80]}-退回.xlsx"


def read_upload(by: Actor, root: Unit, payload: dict[str, Any]) -> Ledger:
    """The kept file with what the office's own headings mean. Raises Unreadable, also where it is not the file of before."""
    raw = keeping.fetch(payload["token"])
    if raw is None:
        raise Unreadable(GONE)
    if hashlib.sha256(raw).hexdigest() != payload["digest"]:
        raise Unreadable(CHANGED)
    return understood(by, root, raw, payload["name"], payload["year"])


def understood(by: Actor, root: Unit, raw: bytes, name: str, year: int) -> Ledger:
    """A file as a 台账. Raises Unreadable, and RuleBroken where it holds none."""
    learnt = ColumnWord.objects.known(place_of(by, root), ColumnWord.Kind.LEDGER)
    ledger = read_ledger(read(raw, name), year, name, taught(learnt))
    if not ledger.rows and not ledger.problems:
        raise RuleBroken(NOTHING, "file")
    return ledger


def answers_of(payload: dict[str, Any]) -> Answers:
    """What a person said, out of a payload."""
    return Answers(payload["unit"], payload["total"], payload["milestone"], payload["kinds"], payload["people"])


def bring_in(by: Actor, payload: dict[str, Any], tell: Tell) -> Write:
    """The 台账 goes in as it was shown and decided."""
    tell(0, 0, "读表格")
    root, today = Unit.objects.get(pk=payload["root"]), timezone.localdate()
    ledger = read_upload(by, root, payload)
    answers = answers_of(payload)
    tell(0, 0, "和名册、记录核对")
    asked = Answers(answers.unit, answers.total)
    if plan_ledger(by, root, ledger, asked, today).digest() != payload["seen"]:
        raise RuleBroken("名册或记录刚才有改动，结果和您看到的不一样了。请再看一遍。", "seen")
    plan = plan_ledger(by, root, ledger, answers, today)
    back = returned_ledger(ledger, plan.reasons, plan.unit_of) if plan.reasons else b""
    source = Source(payload["name"], payload["digest"])

    def write() -> Outcome:
        done = carry_out(by, plan, answers, source, today, tell)
        transaction.on_commit(lambda: keeping.drop(payload["token"]))
        return _came(plan, done, back, payload["name"])

    return write


def _came(plan: Plan, done: LedgerImport, back: bytes, name: str) -> Outcome:
    facts = (
        ("导进来", len(plan.new), "笔"),
        ("原来就有", len(plan.repeated), "笔"),
        ("没有收", plan.rows_left, "行"),
        ("新添的人", done.counts["added"], "人"),
    )
    notes = []
    if plan.withdrawn:
        notes.append(f"有{len(plan.withdrawn)}件以前记过又撤销了，没有再导入。")
    if done.counts["added"]:
        notes.append("新添的人只有姓名，登记待补。请到名册里补全。")
    return Outcome(
        facts=facts,
        notes=tuple(notes),
        links=(("看导进来的记录", reverse("records:ledger", args=[done.pk])),),
        file=back,
        file_name=return_name(name),
        file_word=RETURN_WORD,
    )


register(Kind(IMPORT, "导入台账", "import_records", "records:ledger_upload", bring_in))
