"""Office files with settled bytes: zip times, order and attributes do not depend on the day or the machine."""

import io
import zipfile


def settle(raw: bytes) -> bytes:
    """The same zip archive with fixed times (1980-01-01), sorted parts and fixed attributes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type, part.create_system, part.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            target.writestr(part, source.read(name), compresslevel=6)
    return out.getvalue()
