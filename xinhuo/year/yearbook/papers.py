from xinhuo.ground.press.document import Block, Cover, Document, Heading, Paragraph
from xinhuo.year.yearbook.facts import ChronicleFacts
from xinhuo.year.yearbook.rules import MONTHS


def chronicle(facts: ChronicleFacts, large: bool = False) -> Document:
    """《柳湾村关工委2026年工作大事记》: a booklet, January to December, one paragraph an event."""
    blocks: list[Block] = []
    for month in facts.months:
        blocks.append(Heading(MONTHS[month.month - 1]))
        if month.quiet:
            blocks.append(Paragraph("本月无。"))
        blocks += [Paragraph(entry.text, strong_lead=f"{entry.day}　") for entry in month.entries]
    if not blocks:
        blocks.append(Paragraph("本年度还没有编入的事。"))
    title = f"{facts.unit_full}{facts.year}年工作大事记"
    count = sum(len(month.entries) for month in facts.months)
    return Document(
        style="册",
        title=title,
        issuer=facts.issuer,
        blocks=tuple(blocks),
        cover=Cover(
            title_lines=(facts.unit_full, f"{facts.year}年工作大事记"),
            fields=(("单位", facts.unit_full), ("年度", f"{facts.year}年"), ("事项", f"{count}件")),
            foot=(facts.issuer,) if facts.issuer != facts.unit_full else (),
        ),
        large=large,
        demo=facts.demo,
    )
