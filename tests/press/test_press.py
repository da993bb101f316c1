"""A Document in four outputs: the same text, inert, printable, and bound."""

import io
from html.parser import HTMLParser

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from xinhuo.ground.press.document import (
    Code,
    Column,
    Cover,
    Document,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Table,
    plain,
)
from xinhuo.ground.press.glyphs import missing, missing_in
from xinhuo.ground.press.pdf import bind, page_count, to_pdf
from xinhuo.ground.press.sheet import to_xlsx
from xinhuo.ground.press.web import to_html
from xinhuo.ground.press.word import to_docx

HOSTILE = [
    "#panic()",
    "*粗* _斜_ $x^2$",
    "@ref <label>",
    '=HYPERLINK("http://a")',
    "<script>alert(1)</script>",
    "[x](y)",
    "\\ // /* */",
]
COLUMNS = (Column("序号", 0.5, "center", "number"), Column("姓名"), Column("内容", 4))


def paper(*texts: str, style: str = "表", **more: object) -> Document:
    rows = tuple((str(n), text, text) for n, text in enumerate(texts, 1))
    blocks = (
        Heading(texts[0]),
        Paragraph(texts[0], strong_lead="注"),
        Table(COLUMNS, rows),
        Note(texts[-1]),
        Signature((texts[-1],)),
        Code("http://192.168.1.10:8000/approvals/1/", (texts[0],)),
    )
    return Document(style=style, title="名册", issuer="清河新区办事处关工委", blocks=blocks, **more)


def squeezed(pdf: bytes) -> str:
    return "".join("".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_person_typed_is_only_ever_text(text: str) -> None:
    document = paper(text)
    flat = "".join(text.split())
    assert squeezed(to_pdf(document)).count(flat) >= 4
    file = docx.Document(io.BytesIO(to_docx(document)))
    assert file.tables[0].rows[1].cells[2].text == text
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(document))).active
    assert sheet.cell(4, 2).value == text
    assert sheet.cell(4, 2).data_type == "s"
    assert "<script" not in to_html(document)


class Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.said += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.said += data


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_any_text_is_printed_and_read_back(text: str) -> None:
    document = paper("前" + text + "后")
    shown = plain("前" + text + "后")
    assert page_count(to_pdf(document)) >= 1
    file = docx.Document(io.BytesIO(to_docx(document)))
    assert file.tables[0].rows[1].cells[2].text == shown
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(document))).active
    assert sheet.cell(4, 3).data_type == "s"
    html = Reading()
    html.feed(to_html(document))
    assert html.said.count(shown) >= 4
    assert html.tags <= {"article", "h2", "h3", "p", "strong", "div", "table", "thead", "tbody", "tr", "th", "td", "br"}


def test_hidden_characters_go_and_what_no_font_has_is_told() -> None:
    hidden = "甲\u202e\u200b\ufeff\x00\x1b\U000e0101\ufe0f\U000e0041乙"
    assert plain(hidden) == "甲乙"
    assert plain("甲\t乙\r\n丙\u2028丁\x0b戊") == "甲 乙\n丙\n丁\n戊"
    assert missing(plain("\ud800\ue123\uffff")) == {"\ufffd", "\ue123"}
    strange = paper("张\ue123\ud800")
    assert "张〓〓" in squeezed(to_pdf(strange))
    assert missing_in(strange) == {"\ufffd", "\ue123"}


def test_rare_characters_print_and_a_missing_one_is_told() -> None:
    names = "孙㛃 李䶮 王堃 赵喆 周昇 吴犇 郑镕"
    assert missing(names) == set()
    text = squeezed(to_pdf(paper(names)))
    assert all(one in text for one in "㛃䶮堃喆昇犇镕")
    strange = paper("张𠮷🙂")
    assert "🙂" in missing_in(strange)
    assert "〓" in squeezed(to_pdf(strange))


def test_a_list_repeats_its_head_and_a_long_name_wraps() -> None:
    long = "很长的名字" * 60
    pdf = to_pdf(paper(*(["周德顺"] * 90), long))
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == page_count(pdf) > 1
    assert all("序号" in "".join(p.extract_text().split()) for p in reader.pages if "周德顺" in p.extract_text())
    assert squeezed(pdf).count("字") >= 240


def booklet(name: str, pages: int) -> Document:
    blocks = [PageBreak() if n % 2 else Paragraph(f"{name}第{n // 2 + 1}页") for n in range(pages * 2 - 1)]
    cover = Cover(("“五老”志愿者", "业绩记载簿"), (("姓名", name), ("单位", "")), ("清河新区办事处关工委印制",))
    return Document("册", "业绩记载簿", "清河新区办事处关工委", tuple(blocks), cover=cover, demo=True)


@pytest.mark.parametrize(("two_sided", "starts", "pages"), [(False, [1, 3, 6], 7), (True, [1, 3, 7], 8)])
def test_a_volume_knows_where_its_papers_begin(two_sided: bool, starts: list[int], pages: int) -> None:
    bound = bind([booklet("周德顺", 1), booklet("吴秀兰", 2), booklet("钱永康", 1)], "合订本", two_sided)
    assert [part.first_page for part in bound.parts] == starts
    assert bound.pages == len(PdfReader(io.BytesIO(bound.pdf)).pages) == pages
    assert sum(part.pages for part in bound.parts) == pages


def test_demonstration_data_are_marked_everywhere() -> None:
    document = booklet("周德顺", 2)
    pages = PdfReader(io.BytesIO(to_pdf(document))).pages
    assert all("演示数据" in page.extract_text() for page in pages)
    sections = docx.Document(io.BytesIO(to_docx(document))).sections
    assert all("演示数据" in section.footer.paragraphs[0].text for section in sections)
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(paper("甲", demo=True)))).active
    assert "演示数据" in sheet.cell(2, 1).value
    assert "演示数据" in to_html(document)


def test_numbers_are_numbers_and_identifiers_are_text() -> None:
    rows = (("1", "13900000001", "321282194803050012"),)
    columns = (Column("序号", kind="number"), Column("电话"), Column("证号", kind="number"))
    raw = to_xlsx(Document("表", "表", "x", (Table(columns, rows),)))
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
    assert sheet.cell(4, 1).value == 1
    assert sheet.cell(4, 2).value == "13900000001"
    assert sheet.cell(4, 3).value == "321282194803050012"
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"


def test_large_print_is_larger() -> None:
    small = Document("册", "簿", "x", (Paragraph("讲故事" * 900),))
    large = Document("册", "簿", "x", (Paragraph("讲故事" * 900),), large=True)
    assert page_count(to_pdf(large)) > page_count(to_pdf(small))
    assert missing_in(large) == set()
