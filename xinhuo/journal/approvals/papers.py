from datetime import date

from xinhuo.ground.press.document import Code, Column, Document, Note, Table
from xinhuo.journal.approvals.facts import Opinion, SheetFacts

_COLUMNS = (Column("项目", 1.2, "center"), Column("内容", 5))


def sheet(facts: SheetFacts) -> Document:
    """审批单: the words that were handed in, each opinion with room to sign, and the code that leads back to the page."""
    told = [(line.label, line.value) for line in facts.rows]
    told.append(("申报", f"{facts.unit_name}　{facts.submitted_by}　{_day(facts.submitted_on)}"))
    rows = [*told, *((f"{one.verb}意见\n（{one.seat}）", opinion(one)) for one in facts.opinions)]
    again = f"（第{facts.number}稿）" if facts.number > 1 else ""
    return Document(
        style="表",
        title=f"{facts.title}审批单{again}",
        issuer=facts.unit_name,
        blocks=(
            Table(_COLUMNS, tuple(rows)),
            code(facts.address, facts.code),
            Note("在纸上签好以后，请办公室或申报的人登记“纸上签了”，纸可以拍下来放在一起。"),
        ),
        demo=facts.demo,
        dated=facts.submitted_on,
    )


def code(address: str, number: str) -> Code:
    """The square that leads from the paper to its page, and its number."""
    return Code(address, ("用手机扫一扫，回到这张表。", f"编号 {number}"))


def opinion(one: Opinion) -> str:
    """What was decided, or room to write and to sign: the three verbs are marked by hand."""
    if one.said:
        words = f"{one.said}。{one.words}" if one.words else f"{one.said}。"
        paper = "（纸上签的）" if one.on_paper else ""
        return f"{words}\n{one.signed}　{_day(one.day) if one.day else ''}{paper}"
    return "□同意　□退回修改　□不同意\n\n\n\n签名：　　　　　　　　　　年　　月　　日"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
