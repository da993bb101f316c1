"""A roster between the two steps of an import: kept for a day at most, readable by this program only."""

import os
import re
import secrets
import time
from pathlib import Path

from django.conf import settings

_DAY = 24 * 3600
_TOKEN = re.compile(r"[0-9a-f]{32}")


def _folder() -> Path:
    folder = Path(settings.DATA) / "incoming"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def keep(raw: bytes) -> str:
    """Keep a file that was read without fault; the token by which it is found again."""
    sweep()
    token = secrets.token_hex(16)
    handle = os.open(_folder() / token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(raw)
    return token


def fetch(token: str) -> bytes | None:
    """The file again, or None when it is gone."""
    try:
        return (_folder() / token).read_bytes() if _TOKEN.fullmatch(token) else None
    except FileNotFoundError:
        return None


def drop(token: str) -> None:
    """Delete a file that was used."""
    if _TOKEN.fullmatch(token):
        (_folder() / token).unlink(missing_ok=True)


def sweep() -> None:
    """Delete what nobody came back for within a day."""
    for path in _folder().iterdir():
        if _TOKEN.fullmatch(path.name) and time.time() - path.stat().st_mtime > _DAY:
            path.unlink(missing_ok=True)
