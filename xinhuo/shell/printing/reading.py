"""The papers that were asked for, made again from what is recorded; where one is sealed (定稿), the sealed one."""

from collections.abc import Iterable

from django.urls import reverse

from xinhuo.ground.files import store
from xinhuo.ground.press.document import Document
from xinhuo.journal.archives.facts import Subject
from xinhuo.journal.archives.reading import kept_documents, newest, sealable
from xinhuo.journal.records.papers import record_book
from xinhuo.journal.records.reading import book_facts
from xinhuo.shell.printing.facts import BOOK, Made, Pile, Wanted
from xinhuo.shell.printing.models import PrintRequest
from xinhuo.who.organisation.models import Office, Unit


def is_known(wanted: Wanted) -> bool:
    """Is there such a kind of paper, and does it come in that month?"""
    known = sealable(wanted.kind)
    return wanted.person is not None if wanted.kind == BOOK else bool(known and wanted.month in known.months)


def made_of(unit: Unit, wanted: Wanted, office: Office | None) -> tuple[tuple[Document, ...], str]:
    """The documents of a paper as they are printed today, and what the slip says of them."""
    if wanted.kind == BOOK:
        return (record_book(book_facts([wanted.person], wanted.year, office)[0]),), ""
    sealed, note = newest(Subject(wanted.kind, str(unit.pk), wanted.year, wanted.month)), ""
    if sealed is not None:
        try:
            return kept_documents(sealed), f"定稿第{sealed.version}版"
        except store.Damaged:
            note = "定稿的原件读不出来，印的是现在的"
    known = sealable(wanted.kind)
    if known is None:
        return (), "没有这种文书了"
    documents = known.documents(known.facts(unit, wanted.year, [wanted.month], office)[wanted.month])
    return documents, note if documents else "现在没有内容，没有印"


def page_of_paper(unit: Unit, wanted: Wanted) -> str:
    """The address of the page where the paper is read."""
    if wanted.kind == BOOK:
        return f"{reverse('roster:person', args=[wanted.person.pk])}?year={wanted.year}"
    known = sealable(wanted.kind)
    return known.page(unit, wanted.year, wanted.month) if known else reverse("desk:home")


def piles_of(requests: Iterable[PrintRequest], office: Office | None) -> list[Pile]:
    """What was asked for, unit by unit, made to be printed; `requests` come in that order."""
    piles: dict[object, tuple[str, list[Made]]] = {}
    for request in requests:
        documents, note = made_of(request.unit, request.wanted, office)
        said = "；".join(filter(None, (note, request.words)))
        made = Made(request.title, request.copies, said, documents)
        piles.setdefault(request.unit_id, (request.unit.name, []))[1].append(made)
    return [Pile(name, tuple(papers)) for name, papers in piles.values()]
