"""Writes a year's papers into a folder, file by file whole or not at all, the same bytes each time."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from xinhuo.ground.files import store
from xinhuo.ground.press.glyphs import missing_in
from xinhuo.ground.press.pdf import bind, page_count, to_pdf
from xinhuo.ground.press.sheet import to_xlsx
from xinhuo.ground.press.word import to_docx
from xinhuo.shell.yearend.facts import Gap, Written, YearPaper

MANIFEST = "manifest.json"


def write_papers(
    papers: Iterable[YearPaper], out: Path, tell: Callable[[Written], None]
) -> tuple[list[Written], list[Gap]]:
    """Write all `papers` and the manifest under `out`; `tell` hears of each file. Returns what was written, sorted by
    path, and the characters that no font has. Raises OSError where the folder can't be written."""
    written: list[Written] = []
    gaps: list[Gap] = []
    for paper in papers:
        for form in paper.forms:
            file = _write(paper, form, out)
            written.append(file)
            tell(file)
        if len(paper.documents) == 1:
            gaps += _gaps(paper)
    written.sort(key=lambda w: w.path)
    listed = json.dumps([asdict(w) for w in written], ensure_ascii=False, indent=1)
    _put(out / MANIFEST, f"{listed}\n".encode())
    return written, gaps


def _write(paper: YearPaper, form: str, out: Path) -> Written:
    content, pages = _printed(paper, form)
    path = f"{paper.folder}/{paper.name}.{form}"
    _put(out / path, content)
    return Written(path, paper.title, paper.unit, pages, hashlib.sha256(content).hexdigest())


def _printed(paper: YearPaper, form: str) -> tuple[bytes, int]:
    """The bytes of one form and its pages: of a sealed paper the very ones that were kept."""
    kept = dict(paper.kept).get(form)
    if kept:
        content = store.read(kept)
        return content, page_count(content) if form == "pdf" else 0
    if form == "docx":
        return to_docx(paper.documents[0]), 0
    if form == "xlsx":
        return to_xlsx(paper.documents[0]), 0
    if len(paper.documents) > 1:
        bound = bind(paper.documents, paper.title)
        return bound.pdf, bound.pages
    content = to_pdf(paper.documents[0])
    return content, page_count(content)


def _put(path: Path, content: bytes) -> None:
    """The whole file or the old one: a power cut leaves no half paper."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    half.write_bytes(content)
    half.replace(path)


def _gaps(paper: YearPaper) -> list[Gap]:
    lost = missing_in(paper.documents[0])
    return [Gap(paper.title, tuple(sorted(lost)))] if lost else []
