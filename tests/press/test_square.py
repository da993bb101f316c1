"""A square code stands on the paper in every form in which the paper can be printed."""

import io
import zipfile

import segno
from PIL import Image
from pypdf import PdfReader

from xinhuo.ground.press.document import Code, Document, Paragraph
from xinhuo.ground.press.kept import from_plain, to_plain
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.square import square
from xinhuo.ground.press.web import to_html
from xinhuo.ground.press.word import to_docx

ADDRESS = "http://192.168.1.10:8000/approvals/0197f0c0-4972-728f-9c23-e0787d618abc/"
PAPER = Document("表", "审批单", "清河新区办事处关工委", (Paragraph("一"), Code(ADDRESS, ("扫一扫，回到这张表",))))


def test_the_picture_holds_the_address_and_nothing_else() -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(PAPER))) as parts:
        pictures = [name for name in parts.namelist() if name.startswith("word/media/")]
        assert len(pictures) == 1
        picture = Image.open(io.BytesIO(parts.read(pictures[0]))).convert("1")
    wanted = segno.make(ADDRESS, error="q", micro=False).matrix
    size, dot = len(wanted), picture.width // (len(wanted) + 4)
    seen = [[picture.getpixel(((x + 2) * dot + 1, (y + 2) * dot + 1)) == 0 for x in range(size)] for y in range(size)]
    assert seen == [[bool(one) for one in row] for row in wanted]


def test_the_pdf_draws_it_beside_its_words() -> None:
    page = PdfReader(io.BytesIO(to_pdf(PAPER))).pages[0]
    assert "扫一扫" in page.extract_text()
    without = PdfReader(io.BytesIO(to_pdf(Document("表", "审批单", "", (Paragraph("一"),))))).pages[0]
    drawn = page.get_contents().get_data()
    assert len(drawn) > len(without.get_contents().get_data()) + 400
    assert square(ADDRESS) != square(ADDRESS[:-2])


def test_it_is_kept_and_shown() -> None:
    assert from_plain(to_plain(PAPER)) == PAPER
    assert "扫一扫" in to_html(PAPER)
    assert ADDRESS not in to_html(PAPER)
