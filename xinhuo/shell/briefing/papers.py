from xinhuo.ground.press.document import Block, Column, Document, Heading, Note, Paragraph, Table
from xinhuo.shell.briefing.facts import Brief

_COLUMNS = (Column("事项", 3.0), Column("情况", 2.2))


def brief(facts: Brief) -> Document:
    """领导一页纸, 去年这个月 or 交接材料: chapters of short lines, nothing that a person had to type for it."""
    blocks: list[Block] = []
    for chapter in facts.chapters:
        blocks.append(Heading(chapter.heading, 2))
        rows = tuple((line.title, line.said) for line in chapter.lines)
        blocks.append(Table(_COLUMNS, rows) if rows else Paragraph(chapter.nothing))
    blocks.append(Note(facts.said))
    return Document(style="表", title=facts.title, issuer=facts.issuer, blocks=tuple(blocks), demo=facts.demo)
