from collections.abc import Sequence

from xinhuo.ground.press.document import Column, Document, Note, Table
from xinhuo.ground.press.pdf import Bound, bind
from xinhuo.shell.yearend.facts import Part, YearPaper
from xinhuo.shell.yearend.rules import sheets_of

_COLUMNS = (
    Column("序号", 0.6, "center", "number"),
    Column("单位", 1.4),
    Column("册子", 3.4),
    Column("份数", 0.7, "right", "number"),
    Column("页数", 0.7, "right", "number"),
    Column("用纸（张）", 0.9, "right", "number"),
)


def bind_papers(papers: Sequence[YearPaper], title: str, two_sided: bool) -> Bound:
    """All `papers` in one PDF; in two-sided print each document begins on a right-hand page."""
    return bind([document for paper in papers for document in paper.documents], title, two_sided)


def count_papers(papers: Sequence[YearPaper], two_sided: bool) -> list[Part]:
    """What would come out of the printer, a row a paper."""
    return parts_of(papers, bind_papers(papers, "", two_sided), two_sided) if papers else []


def parts_of(papers: Sequence[YearPaper], bound: Bound, two_sided: bool) -> list[Part]:
    """The bound parts, gathered by paper: a unit's books are one row."""
    pages = iter(bound.parts)
    rows = []
    for paper in papers:
        counted = [next(pages).pages for _ in paper.documents]
        sheets = sheets_of(counted, two_sided)
        rows.append(Part(paper.title, paper.unit, len(counted), sum(counted), sheets, paper.sealed))
    return rows


def what_to_bind(parts: Sequence[Part], title: str, two_sided: bool, issuer: str, demo: bool) -> Document:
    """The sheet on top of the pile: what belongs together, how many pages, how much paper."""
    rows: list[tuple[str, ...]] = [
        (str(n), p.unit, p.title, str(p.copies), str(p.pages), str(p.sheets)) for n, p in enumerate(parts, 1)
    ]
    total = (sum(p.copies for p in parts), sum(p.pages for p in parts), sum(p.sheets for p in parts))
    rows.append(("", "合计", "", *(str(n) for n in total)))
    way = "双面打印，每份从右手页起，需要处已插空白页" if two_sided else "单面打印"
    return Document(
        style="表",
        title=f"{title}装订单",
        issuer=issuer,
        subtitle=way,
        blocks=(Table(_COLUMNS, tuple(rows)), Note("按上面的次序一份一份装订。份数、页数都已数好，请对着清点。")),
        demo=demo,
    )
