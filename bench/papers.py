"""The year's papers of the demonstration: the whole command, and the press alone against reading its facts."""

import json
import shutil
import tempfile
from dataclasses import replace
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from bench.timing import Pair, pair, peak, seconds
from xinhuo.ground.press.pdf import bind
from xinhuo.journal.records.papers import record_book
from xinhuo.journal.records.reading import book_facts, people_of_books
from xinhuo.who.organisation.models import Office, Unit

YEAR = 2025  # the demonstration's whole year


def measure() -> list[Pair]:
    """Pages per second of everything; of the record books, facts and press apart."""
    call_command("demo", "--no-serve", "--demo-today", "2026-11-24", stdout=StringIO())
    out = Path(tempfile.mkdtemp())

    def everything() -> None:
        call_command("papers", "--year", str(YEAR), "--out", str(out), stdout=StringIO())

    whole, most = seconds(everything), peak()
    written = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    shutil.rmtree(out)
    pages = sum(one["pages"] for one in written)
    office = Office.objects.select_related("root").get()
    units = list(Unit.objects.keeping_books().in_order())

    def facts() -> list:
        return [f for unit in units for f in book_facts(people_of_books([unit], YEAR), YEAR, office)]

    documents = [record_book(f) for f in facts()]
    bound = bind(documents, "合订")
    books = f"{len(documents)} record books"
    press = pair(
        f"{books}: setting {bound.pages} pages", lambda: bind(documents, "合订"), "reading their facts", facts, 3,
    )  # fmt: skip
    note = f"{len(written)} files, {pages} pages, **{pages / whole:.0f} pages a second**, peak {most} MiB"
    rate = Pair(
        "`papers`: every paper of 331 people and 13 units", f"setting the {books} in one volume",
        whole, press.ours, whole / press.ours, note,
    )  # fmt: skip
    for _ in range(3):
        bind(documents, "合订")
    return [rate, replace(press, note=f"peak after eight such volumes {peak()} MiB")]
