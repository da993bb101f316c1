"""The foot of a sealed paper: page of pages, the day, the check code; on every page and in both forms."""

import io
import json
from dataclasses import replace

import docx
import pytest
from pypdf import PdfReader

from tests.press.samples import booklet, report, roster
from xinhuo.ground.press.document import Document
from xinhuo.ground.press.kept import from_plain, to_plain
from xinhuo.ground.press.pdf import bind, to_pdf
from xinhuo.ground.press.word import to_docx

SEALED = "2026年12月20日定稿　核对码A3F7-K9MX"
SAMPLES = [booklet(demo=True), roster(60), report()]


def pages(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize("paper", SAMPLES, ids=lambda paper: paper.style)
def test_every_page_says_it_and_nothing_moves(paper: Document) -> None:
    sealed = replace(paper, sealed=SEALED)
    said, before = pages(to_pdf(sealed)), pages(to_pdf(paper))
    assert len(said) == len(before)
    inner = len(said) - (1 if paper.cover else 0)
    assert all("2026年12月20日定稿核对码A3F7-K9MX" in page for page in said)
    for number, page in enumerate(said[-inner:], 1):
        assert f"第{number}页共{inner}页" in page
    assert to_pdf(sealed) == to_pdf(sealed)
    assert not any("核对码" in page for page in before)


@pytest.mark.parametrize("paper", SAMPLES, ids=lambda paper: paper.style)
def test_the_document_for_editing_says_it_too(paper: Document) -> None:
    file = docx.Document(io.BytesIO(to_docx(replace(paper, sealed=SEALED))))
    for section in file.sections:
        assert SEALED in "".join(p.text for p in section.footer.paragraphs)
    assert "SECTIONPAGES" in file.sections[-1].footer._element.xml


def test_a_volume_keeps_each_papers_own_count() -> None:
    sealed = [replace(paper, sealed=SEALED) for paper in (booklet(), report())]
    said = pages(bind(sealed, "合订本").pdf)
    assert "第1页共2页" in said[-2]
    assert "第2页共2页" in said[-1]


@pytest.mark.parametrize("paper", SAMPLES, ids=lambda paper: paper.style)
def test_a_kept_paper_is_the_same_paper(paper: Document) -> None:
    kept = json.loads(json.dumps(to_plain(replace(paper, sealed=SEALED)), ensure_ascii=False))
    assert from_plain(kept) == replace(paper, sealed=SEALED)
    assert from_plain({**kept, "a later word": 1}) == replace(paper, sealed=SEALED)
