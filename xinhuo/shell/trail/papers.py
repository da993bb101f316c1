from xinhuo.ground.press.document import Column, Document, Paragraph, Table
from xinhuo.shell.trail.facts import TrailFacts
from xinhuo.shell.trail.rules import change_said

_COLUMNS = (
    Column("时间", 1.5, "center"),
    Column("谁", 1.1),
    Column("做了什么", 1.2),
    Column("哪种事", 1.0),
    Column("对什么", 2.2),
    Column("单位", 1.4),
    Column("改动", 4.0),
)


def trail(facts: TrailFacts) -> Document:
    """留痕 as a list: who did what when, contacts masked."""
    rows = tuple(
        (
            deed.at,
            deed.by,
            deed.verb,
            deed.kind,
            deed.title,
            deed.unit,
            "；".join(change_said(c, bool(c.was)) for c in deed.changes),
        )
        for deed in facts.deeds
    )
    return Document(
        style="表",
        title=facts.title,
        issuer=facts.issuer,
        subtitle=facts.sentence,
        blocks=(Table(_COLUMNS, rows),) if rows else (Paragraph("这段时间没有留痕。"),),
        demo=facts.demo,
        landscape=True,
    )
