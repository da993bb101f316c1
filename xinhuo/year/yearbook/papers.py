from collections.abc import Sequence

from xinhuo.ground.press.document import Block, Column, Cover, Document, Heading, Note, Paragraph, Signature, Table
from xinhuo.ground.press.pdf import page_count, to_pdf
from xinhuo.journal.records.facts import ReportParagraphDraft
from xinhuo.journal.records.papers import fitted, numbered
from xinhuo.year.yearbook.facts import ChronicleFacts, SummaryFacts, UnitRow
from xinhuo.year.yearbook.rules import MONTHS, summary_title

PAGES = 3  # of a 小结
_NOTHING = "—"
_COLUMNS = (
    Column("单位", 2.0),
    Column("活动和会议（次）", 1.2, "right", "number"),
    Column("参加的“五老”（人）", 1.3, "right", "number"),
    Column("青少年（人次）", 1.2, "right", "number"),
)


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


def summary_paragraphs(facts: SummaryFacts) -> tuple[ReportParagraphDraft, ...]:
    """The 小结 paragraph by paragraph: as many examples as three pages hold, the table of units among them."""
    return fitted(facts.report, lambda paragraphs: page_count(to_pdf(_summary(facts, paragraphs))) <= PAGES)


def work_summary(facts: SummaryFacts) -> Document:
    """《柳湾村关工委2026年上半年工作小结》, or 年度工作小结; of an office with a table of its units."""
    return _summary(facts, summary_paragraphs(facts))


def _summary(facts: SummaryFacts, paragraphs: Sequence[ReportParagraphDraft]) -> Document:
    report = facts.report
    blocks = [*numbered(paragraphs), *_table(facts), Signature((report.unit_full, f"{report.year}年{facts.month}月"))]
    return Document(
        style="文",
        title=summary_title(report.unit_full, report.year, facts.month),
        issuer=report.unit_full,
        blocks=tuple(blocks),
        demo=report.demo,
    )


def _table(facts: SummaryFacts) -> list[Block]:
    """The units in the office's own order; one that has recorded nothing is no zero but a dash, and said so."""
    if not facts.rows or facts.total is None:
        return []
    rows = [_row(row) for row in facts.rows]
    said = ["“—”表示还没有记录。"] if any(not row.records for row in facts.rows) else []
    if sum(row.records for row in facts.rows) != facts.total.records:
        said.append("几个单位一起办的活动，合计里只算一次。")
    note = [Note("".join(said))] if said else []
    return [Table(_COLUMNS, (*rows, _row(facts.total)), caption="附：各单位情况"), *note]


def _row(row: UnitRow) -> tuple[str, ...]:
    if not row.records:
        return (row.unit, _NOTHING, _NOTHING, _NOTHING)
    return (row.unit, str(row.records), str(row.elders) if row.elders else _NOTHING, str(row.youth or _NOTHING))
