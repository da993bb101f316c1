"""Papers kept as plain values (JSON), so that one that was sealed can be set again, in large print or in a volume."""

from dataclasses import asdict, fields
from datetime import date
from typing import Any

from xinhuo.ground.press.document import (
    Block,
    Cell,
    Code,
    Column,
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
)

_BLOCKS: dict[str, Any] = {
    one.__name__: one for one in (Heading, Paragraph, Table, Note, PageBreak, Signature, Code, Grid, Figure)
}


def to_plain(document: Document) -> dict[str, Any]:
    """`document` in texts, numbers, lists and mappings only."""
    kept = asdict(document)
    kept["blocks"] = [{"block": type(block).__name__, **asdict(block)} for block in document.blocks]
    kept["dated"] = document.dated.isoformat() if document.dated else None
    return kept


def from_plain(kept: dict[str, Any]) -> Document:
    """The document again. What a later version no longer knows is left out; what it has added stands at its default."""
    values = _known(Document, kept)
    values["blocks"] = tuple(_block(dict(block)) for block in kept["blocks"])
    values["dated"] = date.fromisoformat(kept["dated"]) if kept.get("dated") else None
    values["cover"] = Cover(**_known(Cover, kept["cover"])) if kept.get("cover") else None
    return Document(**values)


def _block(kept: dict[str, Any]) -> Block:
    kind = _BLOCKS[kept.pop("block")]
    values = _known(kind, kept)
    if kind is Table:
        values["columns"] = tuple(Column(**_known(Column, column)) for column in kept["columns"])
    if kind is Grid:
        values["rows"] = tuple(tuple(Cell(**_known(Cell, cell)) for cell in row) for row in kept["rows"])
    made: Block = kind(**values)
    return made


def _known(kind: Any, kept: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: _settled(value) for name, value in kept.items() if name in names}


def _settled(value: Any) -> Any:
    """Lists as the tuples that they were."""
    return tuple(_settled(one) for one in value) if isinstance(value, list | tuple) else value
