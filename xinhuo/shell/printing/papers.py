from collections.abc import Sequence
from datetime import date

from xinhuo.ground.press.document import Column, Document, Note, Table
from xinhuo.shell.printing.facts import Pile
from xinhuo.shell.printing.rules import copies_repeated, is_printable

_COLUMNS = (
    Column("序号", 0.5, "center", "number"),
    Column("文书", 3.2),
    Column("份数", 0.6, "right", "number"),
    Column("说明", 2.6),
)


def slip(pile: Pile, issuer: str, today: date, every_copy: bool, demo: bool = False) -> Document:
    """代印单, on top of one unit's pile: for whom, what, how many copies."""
    rows = tuple((str(n), made.title, str(made.copies), made.note) for n, made in enumerate(pile.papers, 1))
    printed = [made for made in pile.papers if is_printable(made)]
    copies = sum(made.copies for made in printed)
    way = "每一份都已按份数排好，直接装订。" if every_copy else "每一样只排了一份，请照份数再印。"
    return Document(
        style="表",
        title=f"{pile.unit}代印单",
        issuer=issuer,
        subtitle=f"{today.year}年{today.month}月{today.day}日　{len(printed)}样，共{copies}份",
        blocks=(Table(_COLUMNS, rows), Note(f"{way}交给{pile.unit}时请对着清点。")),
        demo=demo,
    )


def bundle(piles: Sequence[Pile], issuer: str, today: date, demo: bool = False) -> list[Document]:
    """Everything in the order of the printer: unit by unit, a slip on top of each."""
    every_copy, found = copies_repeated(piles), []
    for pile in piles:
        found.append(slip(pile, issuer, today, every_copy, demo))
        for made in pile.papers:
            found += made.documents * (made.copies if every_copy else 1)
    return found
