from dataclasses import replace

from xinhuo.ground.press.document import Block, Column, Document, Heading, Note, Paragraph, Table
from xinhuo.ground.press.pdf import page_count, to_pdf
from xinhuo.shell.briefing.facts import Brief
from xinhuo.shell.briefing.rules import SHOWN, few

_COLUMNS = (Column("事项", 2.2), Column("情况", 3.0))


def brief(facts: Brief) -> Document:
    """领导一页纸, 去年这个月 or 交接材料: chapters of short lines, nothing that a person had to type for it."""
    blocks: list[Block] = []
    for chapter in facts.chapters:
        blocks.append(Heading(chapter.heading, 2))
        rows = tuple((line.title, line.said) for line in chapter.lines)
        blocks.append(Table(_COLUMNS, rows) if rows else Paragraph(chapter.nothing))
    blocks.append(Note(facts.said))
    return Document(style="表", title=facts.title, issuer=facts.issuer, blocks=tuple(blocks), demo=facts.demo)


def one_page(facts: Brief) -> Document:
    """The same with as many lines in each chapter as one page holds; what is left out is counted."""
    for most in range(SHOWN, 1, -1):
        chapters = tuple(replace(one, lines=few(one.lines, most, "还有{n}件")) for one in facts.chapters)
        document = brief(replace(facts, chapters=chapters))
        if page_count(to_pdf(document)) == 1:
            break
    return document
