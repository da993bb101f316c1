"""A form with places that span columns, in each of its shapes; room for a stamp; kept and set again."""

import io
import re

import docx
import pytest
from pypdf import PdfReader

from xinhuo.ground.press.document import Cell, Code, Document, Grid
from xinhuo.ground.press.kept import from_plain, to_plain
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.web import to_html
from xinhuo.ground.press.word import to_docx

HOSTILE = '#panic("x") <script>alert(1)</script> $x$'
WIDTHS = (1.0, 2.0, 1.0, 2.0)
ROWS = (
    (Cell("名称", label=True), Cell("报告会"), Cell("类别", label=True), Cell("重大活动")),
    (Cell("内容", label=True), Cell(HOSTILE, span=3)),
    (Cell("审核意见", label=True), Cell("", span=3, foot="签名：　　年　月　日", room=13)),
)
FORM = Document(
    "表", "申报审批表", "清河新区", (Code("https://guan.example/1/", ("扫一扫",), "归档章"), Grid(WIDTHS, ROWS))
)


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_a_form_says_the_same_in_the_same_order_everywhere() -> None:
    words = ("扫一扫", "归档章", "名称", "报告会", "类别", "重大活动", "内容", "alert(1)", "审核意见", "签名：")
    file = docx.Document(io.BytesIO(to_docx(FORM)))
    said = "".join(one.text or "" for one in file.element.iter() if one.tag.endswith("}t"))
    for text in (text_of(to_pdf(FORM)), said):
        places = [text.index(word) for word in words]
        assert places == sorted(places), text
    html = to_html(FORM)
    assert "<script>" not in html
    assert '<td colspan="3">' in html
    assert '<th scope="row">名称</th>' in html


def test_in_word_an_answer_spans_its_columns() -> None:
    grid = docx.Document(io.BytesIO(to_docx(FORM))).tables[-1]
    assert [len({id(cell._tc) for cell in row.cells}) for row in grid.rows] == [4, 2, 2]
    shares = [cell.width for cell in grid.rows[0].cells]
    assert shares[1] / shares[0] == pytest.approx(2, rel=0.01)


def test_a_long_answer_goes_on_on_the_next_page() -> None:
    tall = ((Cell("内容", label=True), Cell("讲了一课。\n" * 55, span=3)), ROWS[2])
    pages = PdfReader(io.BytesIO(to_pdf(Document("表", "申报审批表", "清河新区", (Grid(WIDTHS, tall),))))).pages
    assert len(pages) == 2
    assert "签名" in pages[1].extract_text()


def test_a_row_over_too_many_columns_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="3 of 4"):
        Grid(WIDTHS, ((Cell("名称"), Cell("报告会", span=2)),))


def test_a_kept_form_is_set_again() -> None:
    assert from_plain(to_plain(FORM)) == FORM
    assert to_pdf(from_plain(to_plain(FORM))) == to_pdf(FORM)
