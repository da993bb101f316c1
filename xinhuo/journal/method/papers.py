from xinhuo.ground.press.document import Column, Document, Heading, Note, Paragraph, Table
from xinhuo.journal.method.facts import CalendarFacts, TableFacts

BESIDE = 13  # units side by side on a landscape sheet
_CALENDAR = (
    Column("月", 0.6, "center"),
    Column("哪天前", 1.1),
    Column("办什么", 5.0),
    Column("出自", 1.8),
    Column("到今天", 1.4),
)
_MISSING = (Column("单位", 1.4), Column("出自", 1.3), Column("还差什么", 6.0))


def calendar(facts: CalendarFacts) -> Document:
    """全年要办的事: a line a date, the month where it changes."""
    rows = []
    for month, lines in facts.months:
        for number, one in enumerate(lines):
            rows.append(
                ("" if number else f"{month}月", f"{one.day.month}月{one.day.day}日", one.title, one.source, one.said)
            )
    return Document(
        style="表",
        title=f"{facts.unit}{facts.year}年要办的事",
        issuer=facts.issuer,
        subtitle=f"到{facts.day.year}年{facts.day.month}月{facts.day.day}日",
        blocks=(Table(_CALENDAR, tuple(rows)),) if rows else (Paragraph("这一年没有要办的事。"),),
        demo=facts.demo,
    )


def table(facts: TableFacts) -> Document:
    """工作对照表: mechanism × unit, as many units side by side as a sheet holds, then what is wanting."""
    blocks: list[Heading | Table | Note] = []
    for start in range(0, len(facts.units), BESIDE):
        units = facts.units[start : start + BESIDE]
        columns = (Column("", 4.4), *(Column(name, 1.0, "center") for name in units))
        for title, rows in facts.groups:
            told = tuple((name, *words[start : start + BESIDE]) for name, words in rows)
            blocks.append(Table(columns, told, caption=title))
    if facts.missing:
        blocks += [Heading("还差什么", 2), Table(_MISSING, _named_once(facts.missing))]
    blocks.append(Note("单位按本机构排定的顺序。还差的是过了日子、还没有办到的；没到期的，各单位自己看得见。"))
    return Document(
        style="表",
        title=f"{facts.office}{facts.year}年工作对照表",
        issuer=facts.office,
        subtitle=f"到{facts.day.year}年{facts.day.month}月{facts.day.day}日",
        blocks=tuple(blocks),
        demo=facts.demo,
        landscape=True,
    )


def _named_once(rows: tuple[tuple[str, str, str], ...]) -> tuple[tuple[str, str, str], ...]:
    """A unit's name on its first line only."""
    before = ("", *(unit for unit, _, _ in rows))
    return tuple(
        ("" if unit == was else unit, source, text) for was, (unit, source, text) in zip(before, rows, strict=False)
    )
