from xinhuo.ground.press.document import Column, Document, Paragraph, Table
from xinhuo.shell.roster.facts import RosterFacts

_COLUMNS = (
    Column("序号", 0.6, "center", "number"),
    Column("姓名", 1.1),
    Column("性别", 0.6, "center"),
    Column("出生年月", 1.1, "center"),
    Column("五老类别", 1.6),
    Column("政治面貌", 1.2),
    Column("原单位及职务", 2.2),
    Column("服务队", 2.2),
    Column("单位", 1.3),
    Column("入队时间", 1.1, "center"),
    Column("电话", 1.5, "center"),
    Column("状态", 0.8, "center"),
)


def roster(facts: RosterFacts) -> Document:
    """《五老志愿者名册》 as a landscape list: the sheet that is printed and the workbook that is saved."""
    rows = tuple(
        (
            str(number),
            row.name,
            row.sex,
            row.birth,
            row.categories,
            row.politics,
            row.former,
            row.teams,
            row.unit,
            row.joined,
            row.phone,
            row.status,
        )
        for number, row in enumerate(facts.rows, 1)
    )
    return Document(
        style="表",
        title=facts.title,
        issuer=facts.issuer,
        subtitle=facts.sentence,
        blocks=(Table(_COLUMNS, rows),) if rows else (Paragraph("没有符合条件的人。"),),
        demo=facts.demo,
        landscape=True,
    )
