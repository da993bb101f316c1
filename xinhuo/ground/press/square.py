"""Square codes (QR) as pictures: what a telephone reads from paper to find the way back to the page."""

import io

import segno


def square(text: str) -> str:
    """The code of `text` as SVG. A quarter of it may be covered by a stamp and it is still read (level Q)."""
    return _drawn(text, "svg", xmldecl=False).decode()


def square_png(text: str) -> bytes:
    """The same as PNG, for files that hold no SVG."""
    return _drawn(text, "png", scale=8)


def _drawn(text: str, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind=kind, border=2, **options)
    return out.getvalue()
