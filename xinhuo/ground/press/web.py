"""Papers as HTML, to look at before printing: semantic, escaped, without styles of its own."""

from html import escape

from xinhuo.ground.press.document import (
    Block,
    Document,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Table,
    plain,
)


def to_html(document: Document) -> str:
    """The paper as an `<article>`; text is escaped, line breaks become `<br>`."""
    parts = ['<article class="paper">']
    if document.demo:
        parts.append('<p class="demo">演示数据</p>')
    parts.append(f"<h1>{_say(document.title)}</h1>")
    if document.subtitle:
        parts.append(f'<p class="muted">{_say(document.subtitle)}</p>')
    if document.cover:
        rows = "".join(f"<div><dt>{_say(a)}</dt><dd>{_say(b)}</dd></div>" for a, b in document.cover.fields)
        parts.append(f'<dl class="sum sum--n">{rows}</dl>')
    parts += [_draw(block) for block in document.blocks]
    parts.append("</article>")
    return "\n".join(parts)


def _say(text: str) -> str:
    return escape(plain(text)).replace("\n", "<br>")


def _draw(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level + 1}>{_say(text)}</h{level + 1}>"
        case Paragraph(text, _, lead):
            return f"<p>{'<b>' + _say(lead) + '</b>' if lead else ''}{_say(text)}</p>"
        case Note(text):
            return f'<p class="muted">{_say(text)}</p>'
        case Signature(lines):
            return '<p class="sign">' + "<br>".join(_say(line) for line in lines) + "</p>"
        case PageBreak():
            return "<hr>"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    caption = f"<caption>{_say(table.caption)}</caption>" if table.caption else ""
    heads = "".join(f'<th scope="col">{_say(column.title)}</th>' for column in table.columns)
    rows = "".join("<tr>" + "".join(f"<td>{_say(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
