"""Files that are kept for a while, readable by this program only: uploads between two steps, and results of jobs."""

import os
import re
import secrets
import time
from pathlib import Path

from django.conf import settings

_DAY = 24 * 3600
_TOKEN = re.compile(r"[0-9a-f]{32}")
_DAYS = {"incoming": 1, "results": 30}  # folder → how long its files are kept


def keep(raw: bytes, place: str = "incoming") -> str:
    """Keep a file (in `incoming` a day, in `results` thirty days); the token by which it is found again."""
    sweep()
    token = secrets.token_hex(16)
    handle = os.open(_folder(place) / token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(raw)
    except OSError:  # a full disk: nothing half kept
        drop(token, place)
        raise
    return token


def fetch(token: str, place: str = "incoming") -> bytes | None:
    """The file again, or None when it is gone."""
    try:
        return (_folder(place) / token).read_bytes() if _TOKEN.fullmatch(token) else None
    except FileNotFoundError:
        return None


def drop(token: str, place: str = "incoming") -> None:
    """Delete a file that is no longer needed."""
    if _TOKEN.fullmatch(token):
        (_folder(place) / token).unlink(missing_ok=True)


def sweep() -> None:
    """Delete what nobody came back for in time."""
    for place, days in _DAYS.items():
        for path in _folder(place).iterdir():
            if _TOKEN.fullmatch(path.name) and time.time() - path.stat().st_mtime > days * _DAY:
                path.unlink(missing_ok=True)


def _folder(place: str) -> Path:
    folder = Path(settings.DATA) / place
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
