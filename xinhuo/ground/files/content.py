"""What a file is, told by its content and never by its name; photos are developed anew, documents are looked into."""

import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from xinhuo.ground.files.child import HEAD, NOT_READABLE, TOO_BIG
from xinhuo.ground.files.rules import BIGGEST, true_name
from xinhuo.ground.kernel.errors import RuleBroken

_CHILD = Path(__file__).parent / "child.py"
_PATIENCE = 40  # seconds for one photo
_UNPACKED = 300 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PHOTOS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
_ZIPPED = {"word/": ("docx", "wordprocessingml.document"), "xl/": ("xlsx", "spreadsheetml.sheet")}
_ZIPPED |= {"ppt/": ("pptx", "presentationml.presentation")}
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_PROGRAMS = (".exe", ".js", ".vbs", ".bat", ".dll", ".scr")
_LINKS = 1024 * 1024
_WHY = {
    NOT_READABLE: "这张照片打不开，可能没有传全。请重新选一次。",
    TOO_BIG: "这张照片的点数太多了。请用手机重拍，或改小再放。",
}
NOT_TAKEN = "这种文件不收。照片、PDF、Word、Excel、纯文字都可以。"


@dataclass(frozen=True)
class Taken:
    """A file as it may be kept: ending and media type are of the content; a photo has a size in dots and a thumbnail."""

    ending: str
    media_type: str
    content: bytes
    thumb: bytes = b""
    width: int = 0
    height: int = 0


def take(raw: bytes, name: str) -> Taken:
    """The file to keep. Raises RuleBroken with a sentence that names the file."""
    try:
        return _take(raw)
    except RuleBroken as broken:
        raise RuleBroken(f"“{true_name(name)[:12]}”没有放上：{broken.message}", "file") from broken


def _take(raw: bytes) -> Taken:
    if not raw.strip():
        raise RuleBroken("文件是空的。请重新选一个。")
    if len(raw) > BIGGEST:
        raise RuleBroken("超过20兆了。请改小，或分成几个。")
    if raw.startswith(_PHOTOS) or (raw[:4] == b"RIFF" and raw[8:12] == b"WEBP"):
        return _develop(raw)
    if raw[4:8] == b"ftyp" and raw[8:12] in _HEIF:
        return _develop(raw)
    return _document(raw)


def _develop(raw: bytes) -> Taken:
    """In a child process: a photo that unpacks to gigabytes kills the child, not the server."""
    command = [sys.executable, "-I", str(_CHILD)]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired as late:
        raise RuleBroken(_WHY[TOO_BIG]) from late
    if done.returncode != 0:
        raise RuleBroken(_WHY.get(done.returncode, _WHY[TOO_BIG]))
    width, height, whole, thumb = HEAD.unpack_from(done.stdout)
    photo = done.stdout[HEAD.size : HEAD.size + whole]
    return Taken("jpg", "image/jpeg", photo, done.stdout[HEAD.size + whole :][:thumb], width, height)


def _document(raw: bytes) -> Taken:
    if raw[:5] == b"%PDF-":
        return _pdf(raw)
    if raw[:2] == b"PK":
        return _zipped(raw)
    if raw[:8] == _OLE:
        if _MACROS in raw:
            raise RuleBroken("里面有宏，不收。请另存为不带宏的再放。")
        return (
            Taken("doc", "application/msword", raw) if _is_word(raw) else Taken("xls", "application/vnd.ms-excel", raw)
        )
    return _text(raw)


def _is_word(raw: bytes) -> bool:
    return "WordDocument".encode("utf-16-le") in raw


def _pdf(raw: bytes) -> Taken:
    if b"%%EOF" not in raw[-2048:]:
        raise RuleBroken("这个PDF没有传全。请重新选一次。")
    if re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b", raw):
        raise RuleBroken("这个PDF里带着程序或别的文件。请重新打印成PDF。")
    return Taken("pdf", "application/pdf", raw)


def _zipped(raw: bytes) -> Taken:
    """A document of Word, Excel or a show: what its list of contents tells, nothing is unpacked."""
    try:
        book = zipfile.ZipFile(BytesIO(raw))
        packed = book.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as broken:
        raise RuleBroken("这个文件打不开，可能没有传全。请重新选一次。") from broken
    names = [one.filename for one in packed]
    if sum(one.file_size for one in packed) > _UNPACKED:
        raise RuleBroken("这个文件撑开以后太大了，不收。")
    if any("vbaProject" in name or name.endswith(_PROGRAMS) for name in names):
        raise RuleBroken("里面有宏或程序，不收。请另存为不带宏的再放。")
    if any(_reaches_out(book.read(one)) for one in packed if one.filename.endswith(".rels") and one.file_size < _LINKS):
        raise RuleBroken("它打开时要到网上取东西，不收。请另存一份再放。")
    for folder, (ending, kind) in _ZIPPED.items():
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return Taken(ending, f"application/vnd.openxmlformats-officedocument.{kind}", raw)
    raise RuleBroken(NOT_TAKEN)


def _reaches_out(links: bytes) -> bool:
    """Does a part fetch a template or an object from elsewhere as soon as it is opened? A plain link is fine."""
    outside = (one for one in re.findall(rb"<Relationship\b[^>]*>", links) if b'TargetMode="External"' in one)
    return any(re.search(rb"/(attachedTemplate|oleObject|frame|subDocument)\"", one) for one in outside)


def _text(raw: bytes) -> Taken:
    """Plain words, in whatever encoding offices use; a page or a drawing with scripts is none."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RuleBroken(NOT_TAKEN)
    if re.search(r"[\x00-\x08\x0e-\x1f]", text) or re.match(r"\s*<", text):
        raise RuleBroken(NOT_TAKEN)
    return Taken("txt", "text/plain; charset=utf-8", text.encode())
