from datetime import date

from xinhuo.ground.press.document import Block, Column, Document, Heading, Note, Paragraph, Table
from xinhuo.who.people.facts import Group, HistoryFacts, Term, YearRow

_TERMS = (Column("职务", 1.3), Column("姓名", 1.0), Column("任职时间", 1.7), Column("兼任的党内职务", 1.4))
_DUTIES = Column("分工", 2.4)


def history(facts: HistoryFacts) -> Document:
    """《柳湾村关工委组织沿革》: founded, every leading group with its document, units and numbers by year."""
    blocks: list[Block] = [Heading("一、成立和变动"), *_changes(facts), Heading("二、历任领导班子")]
    for group in facts.groups:
        blocks += _group(group)
    if not facts.groups:
        blocks.append(Paragraph("还没有登记领导班子成员。"))
    blocks += [Heading("三、历年情况"), *_years(facts)]
    return Document(
        style="文",
        title=f"{facts.unit_full}组织沿革",
        issuer=facts.issuer,
        blocks=tuple(blocks),
        demo=facts.demo,
        dated=facts.drawn_on,
    )


def _changes(facts: HistoryFacts) -> list[Block]:
    said: list[Block] = []
    if facts.founded:
        said.append(Paragraph(f"{_day(facts.founded)}，{facts.unit_full}成立。"))
    said += [Paragraph(f"{_day(day)}，{text.rstrip('。')}。") for day, text in facts.changes]
    if facts.closed:
        said.append(Paragraph(f"{_day(facts.closed)}，{facts.ended}。"))
    return said or [Paragraph("成立日期还没有登记。")]


def _group(group: Group) -> list[Block]:
    until = f"{_day(group.ended_on)}" if group.ended_on else "今"
    found: list[Block] = [Heading(f"{_day(group.started_on)}至{until}", 2)]
    if group.documents:
        found.append(Paragraph(f"依据{'、'.join(group.documents)}。"))
    told = any(term.duties for term in group.terms)
    rows = tuple((t.post, t.name, _span(t), t.party_post, *([t.duties] if told else [])) for t in group.terms)
    found.append(Table((*_TERMS, _DUTIES) if told else _TERMS, rows))
    if group.party:
        who = "；".join(f"{t.post}{t.name}（{_span(t)}）" for t in group.party)
        found.append(Paragraph(f"这段时间，{who}。"))
    return found


def _span(term: Term) -> str:
    return f"{_short(term.started_on)}至{_short(term.ended_on) if term.ended_on else '今'}"


def _years(facts: HistoryFacts) -> list[Block]:
    below, base = any(row.units for row in facts.years), any(row.youth is not None for row in facts.years)
    heads = [Column("年度", 1.0, "center")]
    heads += [Column("下级单位", 1.0, "center", "number")] if below else []
    heads += [Column("五老", 1.0, "center", "number"), Column("领导班子", 1.0, "center", "number")]
    heads += [Column("青少年基数", 1.2, "center", "number")] if base else []
    rows = tuple(tuple(_cells(row, below, base)) for row in facts.years)
    return [
        Table(tuple(heads), rows),
        Note(
            f"各年是年末的数，{facts.drawn_on.year}年是{_day(facts.drawn_on)}的数，照任职、名册和单位的登记算出。"
            f"{'下级单位照现在的隶属关系算。' if below else ''}登记以前就离队、离任的，没有算在内。"
        ),
    ]


def _cells(row: YearRow, below: bool, base: bool) -> list[str]:
    cells = [f"{row.year}年"]
    cells += [str(row.units)] if below else []
    cells += [str(row.elders), _known(row.leaders)]
    return cells + ([_known(row.youth)] if base else [])


def _known(number: int | None) -> str:
    return "" if number is None else str(number)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _short(day: date) -> str:
    return f"{day.year}.{day.month}.{day.day}"
