"""Papers as HTML, to look at before printing: semantic, escaped, without styles of its own."""

from html import escape

from xinhuo.ground.press.document import (
    Block,
    Cell,
    Code,
    Cover,
    Document,
    Figure,
    Grid,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Table,
    plain,
)


def to_html(document: Document, level: int = 2) -> str:
    """The paper as an `<article>` whose title is a heading of `level` (the page around it has its own h1).

    Text is escaped, line breaks become `<br>`; classes are those of the design's style sheet. Page breaks and empty
    rows to write on are of paper only, and are left out.
    """
    parts = ['<article class="paper">']
    if document.demo:
        parts.append('<p class="demo">演示数据</p>')
    parts.append(f"<h{level}>{_say(document.title)}</h{level}>")
    if document.subtitle:
        parts.append(f'<p class="muted">{_say(document.subtitle)}</p>')
    if document.cover:
        parts.append(_cover(document.cover))
    parts += [_draw(block, level) for block in document.blocks]
    if document.cover and document.cover.foot:
        parts.append(f'<p class="muted">{_lines(document.cover.foot)}</p>')
    if document.sealed:
        parts.append(f'<p class="muted">{_say(document.sealed)}</p>')
    parts.append("</article>")
    return "\n".join(part for part in parts if part)


def _say(text: str) -> str:
    return escape(plain(text)).replace("\n", "<br>")


def _lines(lines: tuple[str, ...]) -> str:
    return "<br>".join(_say(line) for line in lines)


def _cover(cover: Cover) -> str:
    rows = "".join(f"<div><dt>{_say(label)}</dt><dd>{_say(value)}</dd></div>" for label, value in cover.fields)
    return f'<dl class="sum sum--n">{rows}</dl>' if rows else ""


def _draw(block: Block, level: int) -> str:
    match block:
        case Heading(text, depth):
            tag = f"h{min(level + depth, 6)}"
            return f"<{tag}>{_say(text)}</{tag}>"
        case Paragraph():
            return _paragraphs(block)
        case Note(text) | Figure(_, text):
            return f'<p class="muted">{_say(text)}</p>'
        case Signature(lines):
            return f'<p class="sign">{_lines(lines)}</p>'
        case Code(_, lines):  # a code is read from paper; the page is there already
            return f'<p class="muted">{_lines(lines)}</p>'
        case PageBreak():
            return ""
        case Table() | Grid():
            return _table(block) if isinstance(block, Table) else _grid(block)


def _paragraphs(block: Paragraph) -> str:
    first, *others = plain(block.text).split("\n")
    lead = f"<strong>{_say(block.strong_lead)}</strong>" if block.strong_lead else ""
    return "\n".join([f"<p>{lead}{_say(first)}</p>", *(f"<p>{_say(one)}</p>" for one in others)])


def _table(table: Table) -> str:
    caption = f"<caption>{_say(table.caption)}</caption>" if table.caption else ""
    number = ["" if column.align != "right" else ' class="n"' for column in table.columns]
    heads = "".join(f'<th scope="col"{n}>{_say(c.title)}</th>' for c, n in zip(table.columns, number, strict=True))
    rows = "".join(f"<tr>{_cells(row, number)}</tr>" for row in table.rows)
    label = escape(plain(table.caption).replace("\n", " ")) or "表"
    return (
        f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">'
        f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(row: tuple[str, ...], number: list[str]) -> str:
    return "".join(f"<td{n}>{_say(cell)}</td>" for cell, n in zip(row, number, strict=True))


def _grid(grid: Grid) -> str:
    rows = "".join(f"<tr>{''.join(_place(cell) for cell in row)}</tr>" for row in grid.rows)
    table = f'<table class="sheet"><tbody>{rows}</tbody></table>'
    return f'<div class="scroll" role="group" tabindex="0" aria-label="表">{table}</div>'


def _place(cell: Cell) -> str:
    over = f' colspan="{cell.span}"' if cell.span > 1 else ""
    foot = f'<p class="sign">{_say(cell.foot)}</p>' if cell.foot else ""
    tag = 'th scope="row"' if cell.label else "td"
    return f"<{tag}{over}>{_say(cell.text)}{foot}</{tag[:2]}>"
