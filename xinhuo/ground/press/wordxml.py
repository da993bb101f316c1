"""The few things of WordprocessingML (ISO/IEC 29500-1, 17) that python-docx has no words for."""

from typing import Any

from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from xinhuo.ground.press.document import plain

SONG, HEI = "宋体", "黑体"  # what every office machine has; the PDF uses free faces of the same kind
SOFT = RGBColor(0x5A, 0x50, 0x48)
RED = "B3191F"


def element(name: str, **values: str) -> Any:
    """A new element such as w:tblHeader with its w: attributes."""
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def face(target: Any, font: str) -> None:
    """Latin and Chinese text of a run or a style in one font; a theme's fonts no longer win."""
    target.font.name = font
    fonts = target._element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{key}"), None)
    fonts.set(qn("w:eastAsia"), font)


def run(paragraph: Any, text: str, size: float, font: str = SONG, bold: bool = False, colour: Any = None) -> Any:
    """`text` as one run; its line breaks become breaks, nothing in it is read as a field or a code."""
    made = paragraph.add_run()
    for number, line in enumerate(plain(text).split("\n")):
        if number:
            made.add_break()
        made.add_text(line)
    made.font.size, made.font.bold = Pt(size), bold or None
    face(made, font)
    if colour is not None:
        made.font.color.rgb = colour
    return made


def field(paragraph: Any, code: str, size: float) -> None:
    """A field that the word processor fills in: PAGE, NUMPAGES."""
    simple = element("w:fldSimple", instr=code)
    made = paragraph.add_run("1")
    made.font.size = Pt(size)
    face(made, SONG)
    simple.append(made._r)
    paragraph._p.append(simple)


def pitch(paragraph: Any, above: float = 0, below: float = 0, exact: float = 0, lines: float = 1.4) -> Any:
    """The space around a paragraph in points, and its line pitch: exact in points, else in lines."""
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(above), Pt(below)
    if exact:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(exact)
    else:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.MULTIPLE, lines
    return paragraph


def rule(paragraph: Any, side: str, eighths: int, kind: str = "single", colour: str = RED) -> None:
    """A ruled line above ("top") or below ("bottom") a paragraph, its width in eighths of a point."""
    borders = element("w:pBdr")
    borders.append(element(f"w:{side}", val=kind, sz=str(eighths), space="4", color=colour))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )


def back(paragraph: Any, characters: int) -> None:
    """The first line stands back by whole characters, whatever size a person sets later."""
    size = paragraph.style.font.size or Pt(12)
    paragraph.paragraph_format.first_line_indent = size * characters
    paragraph._p.get_or_add_pPr().find(qn("w:ind")).set(qn("w:firstLineChars"), str(characters * 100))


def repeat_head(row: Any) -> None:
    """The row is repeated on every page that its table reaches."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def keep_whole(row: Any) -> None:
    """The row isn't torn between two pages."""
    row._tr.get_or_add_trPr().insert(0, element("w:cantSplit"))


def pads(table: Any, twentieths: int) -> None:
    """Space beside the text of every cell of `table`, in twentieths of a point; its edges stay within the margins."""
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=str(twentieths), type="dxa"))
    properties = table._tbl.tblPr
    properties.find(qn("w:tblLook")).addprevious(margins)
    properties.find(qn("w:tblLayout")).addprevious(element("w:tblInd", w=str(twentieths), type="dxa"))


def underline(cell: Any) -> None:
    """A rule under a cell, to read or to write on."""
    borders = element("w:tcBorders")
    borders.append(element("w:bottom", val="single", sz="5", space="0", color="1C1916"))
    cell._tc.get_or_add_tcPr().append(borders)


def settle_styles(file: Any, size: float) -> None:
    """Chinese as the language, no space that a paragraph didn't ask for, headings in 黑体 without colour."""
    defaults = file.styles.element.find(qn("w:docDefaults"))
    spacing = defaults.find(".//" + qn("w:spacing"))
    spacing.set(qn("w:after"), "0")
    spacing.set(qn("w:line"), "240")
    defaults.find(".//" + qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    normal = file.styles["Normal"]
    normal.font.size = Pt(size)
    face(normal, SONG)
    for closed in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no gap between Chinese and digits, as in the PDF
        normal.element.get_or_add_pPr().append(element(closed, val="0"))
    for level in (1, 2):
        style = file.styles[f"Heading {level}"]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), False, RGBColor(0, 0, 0)
        face(style, HEI)


def mirror(file: Any) -> None:
    """Inside and outside margins change sides from page to page: for two-sided print."""
    settings = file.settings.element
    zoom = settings.find(qn("w:zoom"))
    settings.insert(0 if zoom is None else list(settings).index(zoom) + 1, element("w:mirrorMargins"))


def first_page(section: Any, number: int) -> None:
    """The number of a section's first page."""
    properties = section._sectPr
    before = properties.find(qn("w:cols"))
    before.addprevious(element("w:pgNumType", start=str(number)))


def continues(section: Any) -> None:
    """The section's pages go on counting where the section before ended."""
    number = section._sectPr.find(qn("w:pgNumType"))
    if number is not None:
        section._sectPr.remove(number)
