"""Runs alone in a child process with limits: reads a photo from standard input, prints it small and plain.

What comes out is drawn anew from the dots alone: EXIF, GPS, comments and whatever else hid in the file are gone. A hostile
file may ask for any amount of memory or time; then this process dies and the server does not.
"""

import contextlib
import io
import resource
import struct
import sys

import pi_heif
from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE, THUMB_SIDE = 1600, 480  # dots
MOST_DOTS = 64_000_000  # decoded whole
MOST_DOTS_JPEG = 256_000_000  # a JPEG is decoded small: phones make 200 million dots
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "HEIF")
GIB = 1 << 30
NOT_READABLE, TOO_BIG = 3, 4  # exit codes
HEAD = struct.Struct(">IIII")  # width, height, bytes of the photo, bytes of the thumbnail


class _TooBig(Exception):
    """More dots than we decode."""


def _open(raw: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # our own limit, before anything is decoded
    pi_heif.register_heif_opener(thumbnails=False)
    picture = Image.open(io.BytesIO(raw), formats=FORMATS)
    if picture.width * picture.height > (MOST_DOTS_JPEG if picture.format == "JPEG" else MOST_DOTS):
        raise _TooBig
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    return picture


def _plain(picture: Image.Image) -> Image.Image:
    """Upright, in sRGB, on white where it is transparent."""
    profile = picture.info.get("icc_profile")
    picture.thumbnail((2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture) or picture
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        ground = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(ground, upright)
    plain = upright.convert("RGB")
    if profile and upright.mode in ("RGB", "RGBA"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):  # an odd profile: the colours as they are
            srgb = ImageCms.createProfile("sRGB")
            plain = ImageCms.profileToProfile(plain, io.BytesIO(profile), srgb) or plain
    return plain


def _jpeg(picture: Image.Image, side: int, quality: int) -> bytes:
    small = picture.copy()
    small.info.clear()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=quality, optimize=True)
    picture.info["size"] = small.size
    return out.getvalue()


def main() -> int:
    """Read, print, and say by the exit code how it went."""
    resource.setrlimit(resource.RLIMIT_AS, (GIB, GIB))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        picture = _plain(_open(sys.stdin.buffer.read()))
        thumb = _jpeg(picture, THUMB_SIDE, 80)
        whole = _jpeg(picture, LONGEST_SIDE, 85)
        width, height = picture.info["size"]
    except (_TooBig, MemoryError):
        return TOO_BIG
    except BaseException:  # decoders raise whatever they like
        return NOT_READABLE
    sys.stdout.buffer.write(HEAD.pack(width, height, len(whole), len(thumb)) + whole + thumb)
    return 0


if __name__ == "__main__":
    sys.exit(main())
