"""The year's papers of the demonstration: the whole command against setting the same documents alone."""

import json
import shutil
import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from bench.timing import Pair, pair, seconds
from xinhuo.ground.press.pdf import bind, to_pdf
from xinhuo.journal.records.papers import record_book
from xinhuo.journal.records.reading import book_facts, people_of_books
from xinhuo.who.organisation.models import Office, Unit


def measure() -> list[Pair]:
    """Pages per second of everything, and of the record books alone."""
    out = Path(tempfile.mkdtemp())
    year = 2025

    def everything() -> None:
        call_command("papers", "--year", str(year), "--out", str(out), stdout=StringIO())

    whole = seconds(everything)
    pages = sum(one["pages"] for one in json.loads((out / "manifest.json").read_text(encoding="utf-8")))
    shutil.rmtree(out)

    office = Office.objects.select_related("root").get()
    units = list(Unit.objects.keeping_books().in_order())

    def facts() -> list:
        return [f for unit in units for f in book_facts(people_of_books([unit], year), year, office)]

    documents = [record_book(f) for f in facts()]
    bound = bind(documents, "合订")
    first = pair(
        f"facts of {len(documents)} record books, read and set in one volume",
        lambda: bind([record_book(f) for f in facts()], "合订"),
        "setting the same documents",
        lambda: bind(documents, "合订"),
        3,
        f"{bound.pages} pages",
    )
    second = pair(
        "reading the facts of all record books", facts, "setting one record book", lambda: to_pdf(documents[0]), 5,
        f"{len(units)} units",
    )  # fmt: skip
    rate = Pair(
        "`papers`: every paper of every unit",
        "per page",
        whole,
        whole / pages,
        pages,
        f"{pages} pages, {pages / whole:.0f} a second",
    )
    return [rate, first, second]
