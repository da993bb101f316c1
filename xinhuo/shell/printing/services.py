"""请街道代印: a paper is asked for by name, printed by the office, ticked off; each step leaves its trace."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line
from xinhuo.shell.printing import rules
from xinhuo.shell.printing.facts import Wanted
from xinhuo.shell.printing.models import PrintRequest
from xinhuo.shell.printing.reading import is_known, made_of
from xinhuo.who.organisation.models import Office, Unit


def ask_to_print(
    by: Actor, unit: Unit, wanted: Wanted, copies: int, words: str, office: Office | None, today: date
) -> PrintRequest:
    """Put a paper on the office's list. One that waits there already stays one: its copies and words are the new ones."""
    words = clean_line(words)
    rules.check_wanted(wanted, copies, words, today)
    if not by.may("print_books", unit.path):
        raise RuleBroken("您不能替这个单位请印。请由本单位来请。")
    if not is_known(wanted) or not made_of(unit, wanted, office)[0]:
        raise RuleBroken("这一份现在没有内容，没有可印的。记了事情再来请。")
    return _write(by, unit, wanted, copies, words)


@transaction.atomic
def _write(by: Actor, unit: Unit, wanted: Wanted, copies: int, words: str) -> PrintRequest:
    unit = Unit.objects.select_for_update().get(pk=unit.pk)  # two who ask at once come one after the other
    row = PrintRequest.objects.of(unit, wanted).waiting().first()
    before = {"份数": row.copies, "捎的话": row.words} if row else {}
    if row is None:
        row = PrintRequest(unit=unit, kind=wanted.kind, year=wanted.year, month=wanted.month, person=wanted.person)
    elif (row.copies, row.words) == (copies, words):
        return row
    row.path, row.shard, row.copies, row.words = unit.path, unit.shard, copies, words
    row.asked_at, row.asked_by, row.asked_by_id = timezone.now(), by.name, by.id
    row.save()
    audit.note(by, "请街道代印", row.ref, before, {"份数": copies, "捎的话": words})
    return row


@transaction.atomic
def take_back(by: Actor, asked: PrintRequest) -> None:
    """不用印了: off the list, while nobody has printed it."""
    row = PrintRequest.objects.select_for_update().filter(pk=asked.pk).first()
    if row is None:
        return
    if not by.may("print_books", row.path):
        raise RuleBroken("这一份不是您单位请的，不能撤下。")
    if row.printed_at is not None:
        raise RuleBroken("这一份已经印好了，不用撤。")
    audit.note(by, "不用代印了", row.ref, {"份数": row.copies})
    row.delete()


@transaction.atomic
def tick_off(by: Actor, ids: Collection[Any]) -> int:
    """印好了: these papers are printed. Returns how many; what is ticked off already stays as it is."""
    rows = PrintRequest.objects.select_for_update(of=("self",)).waiting().filter(pk__in=ids).with_names()
    mine = [row for row in rows if by.may("print_for_others", row.path)]
    now = timezone.now()
    PrintRequest.objects.filter(pk__in=[row.pk for row in mine]).update(printed_at=now, printed_by=by.name)
    audit.note_all(by, [audit.Deed("代印好了", row.ref, None, {"份数": row.copies}) for row in mine])
    return len(mine)


@transaction.atomic
def put_back(by: Actor, asked: PrintRequest) -> PrintRequest:
    """It was not printed after all: back on the list. Where it was asked for anew meanwhile, that one stays."""
    row = PrintRequest.objects.select_for_update(of=("self",)).with_names().get(pk=asked.pk)
    if not by.may("print_for_others", row.path):
        raise RuleBroken("这一份不归您代印。")
    if row.printed_at is None:
        return row
    if PrintRequest.objects.of(row.unit, row.wanted).waiting().exists():
        raise RuleBroken("这一份后来又请印了，在单子上，不用再放回去。")
    row.printed_at, row.printed_by = None, ""
    row.save(update_fields=["printed_at", "printed_by"])
    audit.note(by, "代印放回单子", row.ref)
    return row
