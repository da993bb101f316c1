"""What is kept is what it says it is: photos drawn anew without place or camera, documents without programs."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.figures import figure
from tests.files.pictures import LINK, OUTSIDE, PDF, SVG, bomb, document, photo, zipped
from xinhuo.ground.files.content import take
from xinhuo.ground.files.rules import BIGGEST, check_name, size_said, true_name
from xinhuo.ground.kernel.errors import RuleBroken

HEIC = Path(__file__).parent / "iphone.heic"


def test_a_photo_is_small_upright_and_tells_no_place() -> None:
    raw = photo()
    assert b"SecretCamera" in raw
    taken = take(raw, "IMG_2031.JPG")
    assert (taken.ending, taken.width, taken.height) == ("jpg", 1067, 1600)
    for kept in (taken.content, taken.thumb):
        again = Image.open(io.BytesIO(kept))
        assert not again.getexif()
        assert b"SecretCamera" not in kept
        assert b"Exif" not in kept
        red, green, _ = again.getpixel((again.width // 2, 5))  # the left edge has become the upper one
        assert red > 200
        assert green < 60
    assert max(Image.open(io.BytesIO(taken.thumb)).size) == 480


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_other_photos_become_jpeg(form: str) -> None:
    taken = take(photo((400, 300), form, gps=False), f"x.{form.lower()}")
    assert Image.open(io.BytesIO(taken.content)).format == "JPEG"
    assert (taken.width, taken.height) == (400, 300)


def test_what_is_transparent_stands_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (60, 60), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(take(out.getvalue(), "透明.png").content)).getpixel((30, 30)) == (255, 255, 255)


def test_a_photo_of_an_iphone_is_read() -> None:
    taken = take(HEIC.read_bytes(), "IMG_0001.HEIC")
    assert taken.media_type == "image/jpeg"
    assert Image.open(io.BytesIO(taken.content)).size == (taken.width, taken.height)


def test_many_million_dots_of_a_phone_are_read_small() -> None:
    taken = take(photo((12_000, 9_000), gps=False, quality=20), "大.jpg")
    assert max(taken.width, taken.height) == 1600


@pytest.mark.parametrize(
    ("raw", "ending"),
    [
        (PDF, "pdf"),
        (document(), "docx"),
        (document(**{"word___rels__document.xml.rels": LINK}), "docx"),
        (zipped(TYPES="x", **{"xl__workbook.xml": "x"}), "xlsx"),
        ("方案\n一、时间".encode(), "txt"),
        ("方案\n一、时间".encode("gb18030"), "txt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "xls"),
    ],
)
def test_documents_are_kept_as_they_are(raw: bytes, ending: str) -> None:
    taken = take(raw, "任意名字.exe")
    assert taken.ending == ending
    assert ending == "txt" or taken.content == raw


HOSTILE = {
    "empty": b"  \n",
    "too large": b"\xff\xd8\xff" + b"x" * BIGGEST,
    "image bomb": bomb(),
    "cut photo": photo()[:3000],
    "no photo behind the mark": b"\xff\xd8\xff" + b"GIF89a<script>",
    "svg with script": SVG,
    "page": b"<!doctype html><script>alert(1)</script>",
    "page behind a byte order mark": b"\xef\xbb\xbf <html>",
    "program": b"MZ\x90\x00\x03\x00\x00\x00",
    "elf": b"\x7fELF\x02\x01\x01\x00",
    "zip": zipped(**{"a.txt": "x"}),
    "zip bomb": document(word__media__x=b"\0" * 320_000_000),
    "macro": document(**{"word__vbaProject.bin": b"x"}),
    "program inside": document(**{"word__embeddings__run.exe": b"MZ"}),
    "template from elsewhere": document(**{"word___rels__settings.xml.rels": OUTSIDE}),
    "old macro": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"),
    "cut zip": document()[:-30],
    "script in pdf": PDF.replace(b"<<>>", b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"),
    "file in pdf": PDF.replace(b"<<>>", b"<</EmbeddedFile 3 0 R>>"),
    "cut pdf": PDF[:20],
    "polyglot pdf": b"GIF89a" + PDF,
    "polyglot page and zip": b"<html>" + zipped(**{"a.txt": "x"}),
}


@pytest.mark.parametrize("what", list(HOSTILE))
def test_what_is_not_taken_gets_a_sentence(what: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        take(HOSTILE[what], "活动现场.jpg")
    said = broken.value.message
    assert said.startswith("“活动现场”没有放上：")
    assert said.endswith("。")
    assert len(said) <= 50


def test_so_many_bad_files_were_tried() -> None:
    figure(
        "Files that are not what they seem",
        "bad photos and documents tried, each answered with a sentence",
        len(HOSTILE),
    )
    assert len(HOSTILE) > 20


def test_a_photo_with_a_page_behind_it_loses_the_page() -> None:
    taken = take(photo((200, 100)) + b"<script>alert(1)</script>" + document(), "照片.jpg")
    assert b"<script>" not in taken.content
    assert b"word/document.xml" not in taken.content


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("IMG_20260305_101112.jpg", "照片"),
        ("微信图片_2026.jpg", "照片"),
        ("mmexport1741.jpg", "照片"),
        ("讲课现场.jpg", "讲课现场"),
        ("..\\..\\etc\\讲义.docx", "讲义"),
        ("/home/../方案 定.pdf", "方案 定"),
        ("a\x00b\n.pdf", "a b"),
        ("", "照片"),
        ("长" * 90 + ".pdf", "长" * 40),
    ],
)
def test_a_name_says_what_it_is_or_says_photo(file: str, name: str) -> None:
    assert true_name(file) == name


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_a_given_name_fits_any_disk(text: str) -> None:
    try:
        said = check_name(text)
    except RuleBroken:
        return
    assert 0 < len(said) <= 40
    assert not set(said) & set('\\/:*?"<>|\n')


def test_sizes_are_said_as_people_say_them() -> None:
    assert (size_said(1), size_said(820 * 1024), size_said(3_565_158)) == ("1千", "820千", "3.4兆")
