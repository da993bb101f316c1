from xinhuo.ground.press.document import Block, Document, Heading, Note, Paragraph
from xinhuo.shell.briefing.facts import Brief, Line


def brief(facts: Brief) -> Document:
    """领导一页纸, 去年这个月 or 交接材料: chapters of short lines, nothing that a person had to type for it."""
    blocks: list[Block] = [Note(facts.said)] if facts.said else []
    for chapter in facts.chapters:
        blocks.append(Heading(chapter.heading))
        blocks += [Paragraph(_text(line)) for line in chapter.lines] or [Paragraph(chapter.nothing)]
    return Document(style="文", title=facts.title, issuer=facts.issuer, blocks=tuple(blocks), demo=facts.demo)


def _text(line: Line) -> str:
    return f"{line.title}　{line.said}" if line.said else line.title
