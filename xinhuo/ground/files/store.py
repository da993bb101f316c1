"""Files by what is in them: each lies under its SHA-256 in `data/files`, written once, never changed.

A file without a row that names it is harmless (the same content finds it again); a row without its file is what
`./run verify-files` looks for. So: first the file, then the row.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

_DIGITS = frozenset("0123456789abcdef")


class Damaged(Exception):
    """A stored file is missing, can't be read, or no longer has the content of its name."""


def put(content: bytes) -> str:
    """Keep `content`. Returns its SHA-256 (64 hexadecimal digits). Raises OSError where it can't be written whole.

    On the disk before the name is there (fsync of file and folder), readable by the owner only.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if _holds(path, digest):
        return digest
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(dir=path.parent, prefix=".half-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(half).replace(path)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise
    _settle(path.parent)
    _settle(path.parent.parent)
    return digest


def read(digest: str) -> bytes:
    """The content again, checked against its name. Raises Damaged."""
    try:
        content = path_of(digest).read_bytes()
    except OSError as error:
        raise Damaged(digest) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise Damaged(digest)
    return content


def path_of(digest: str) -> Path:
    """Where the file with this SHA-256 lies, if it is there. Raises ValueError for what is no SHA-256."""
    if len(digest) != 64 or not set(digest) <= _DIGITS:
        raise ValueError("not a SHA-256")
    return Path(settings.DATA) / "files" / digest[:2] / digest


def _holds(path: Path, digest: str) -> bool:
    """Is the file there and whole? One that a fault has damaged is written anew."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == digest
    except OSError:
        return False


def _settle(folder: Path) -> None:
    """The names in `folder` survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
