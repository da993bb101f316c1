"""The file of a backup: a ZIP that any machine opens, whose last 64 characters are the SHA-256 of all before them.

One flipped bit anywhere, or a missing end, is seen before anything is unpacked.
"""

import contextlib
import errno
import hashlib
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.db import OperationalError

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.keeping.facts import Manifest, Member
from xinhuo.shell.keeping.rules.contents import BROKEN, CUT, NO_ROOM, NOT_OURS, read_manifest
from xinhuo.shell.keeping.services.locking import HEAD, Locker, Writes, unlocked

MANIFEST = "manifest.json"
WORDS = "xinhuo-backup.txt"
_SAID = """这是薪火的一份备份：所有的记录、名册、照片，还有加密的钥匙，都在里面。
谁拿到这个文件，都看得到老同志的电话和住址。请锁好，不要发到群里。

恢复：在装好薪火的电脑上写  ./run restore 这个文件
请不要改它，也不要解开了再压：改过的，薪火不认。
"""
_MARK = b"xinhuo-backup sha256:"
_DIGITS = 64
_BLOCK = 1024 * 1024
_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO}


class _Summed:
    """Writes on to a file and in the end puts the digest of all before them in place of the last 64 bytes."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._sum, self._held = out, hashlib.sha256(), b""

    def write(self, data: bytes) -> int:
        held = self._held + bytes(data)
        ready, self._held = held[:-_DIGITS], held[-_DIGITS:]
        self._sum.update(ready)
        self._out.write(ready)
        return len(data)

    def flush(self) -> None:
        """ZIP asks for it; the end is written by `finish`."""

    def close(self) -> None:
        """The file is closed by whoever opened it."""

    def finish(self) -> None:
        self._out.write(self._sum.hexdigest().encode())


@contextlib.contextmanager
def room_told() -> Iterator[None]:
    """A full disk, as a sentence."""
    try:
        yield
    except OSError as wrong:
        if wrong.errno in _FULL:
            raise RuleBroken(NO_ROOM) from wrong
        raise
    except (sqlite3.OperationalError, OperationalError) as wrong:
        # the house's own connection says it in words already, for whoever saves a record: here it is a backup
        if isinstance(wrong, RuleBroken) or "full" in str(wrong) or "disk I/O" in str(wrong):
            raise RuleBroken(NO_ROOM) from wrong
        raise


def write_archive(
    target: Path, sources: list[tuple[str, Path]], told: Callable[[tuple[Member, ...]], str], passphrase: str = ""
) -> None:
    """Write `sources` (name, file) and the manifest that `told` makes of them. `target` appears whole or not at all."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".xinhuo-")  # mode 0600
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            summed = _Summed(out)
            if passphrase:
                locker = Locker(summed, passphrase)
                _zip(locker, sources, told)
                locker.finish()
                summed.write(_MARK + b"0" * _DIGITS)
            else:
                _zip(summed, sources, told)
            summed.finish()
            out.flush()
            os.fsync(out.fileno())
        fresh.rename(target)
        sync_folder(target.parent)
    finally:
        fresh.unlink(missing_ok=True)


def _zip(out: Writes, sources: list[tuple[str, Path]], told: Callable[[tuple[Member, ...]], str]) -> None:
    members = []
    with zipfile.ZipFile(out, "w") as book:
        book.comment = _MARK + b"0" * _DIGITS
        book.writestr(zipfile.ZipInfo(WORDS), _SAID)
        for name, path in sources:
            with contextlib.suppress(FileNotFoundError):  # taken away while we were writing: nothing refers to it
                members.append(_add(book, name, path))
        book.writestr(zipfile.ZipInfo(MANIFEST), told(tuple(members)))


def _add(book: zipfile.ZipFile, name: str, path: Path) -> Member:
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo(name)
    info.compress_type = (
        zipfile.ZIP_STORED if name.startswith("files/") else zipfile.ZIP_DEFLATED
    )  # photos are small already
    with path.open("rb") as source, book.open(info, "w", force_zip64=True) as out:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += len(block)
            out.write(block)
    return Member(name, size, digest.hexdigest())


def sync_folder(folder: Path) -> None:
    """A new name in `folder` survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some sticks cannot
            os.fsync(handle)
    finally:
        os.close(handle)


def is_locked(path: Path) -> bool:
    """Does it want a passphrase?"""
    with path.open("rb") as source:
        return source.read(len(HEAD)) == HEAD


def check_bytes(path: Path) -> None:
    """Raise RuleBroken unless every byte is as it was written."""
    size = path.stat().st_size
    with path.open("rb") as source:
        head = source.read(30 + len(WORDS))
        ours = head.startswith(HEAD) or head[30:] == WORDS.encode()
        source.seek(max(0, size - _DIGITS - len(_MARK)))
        marked = source.read(len(_MARK)) == _MARK
        if not marked:
            raise RuleBroken(CUT if ours else NOT_OURS)
        source.seek(0)
        digest, left = hashlib.sha256(), size - _DIGITS
        while left:
            block = source.read(min(_BLOCK, left))
            digest.update(block)
            left -= len(block)
        if source.read() != digest.hexdigest().encode():
            raise RuleBroken(BROKEN)


@contextlib.contextmanager
def opened(path: Path, scratch: Path, passphrase: str = "") -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The checked backup at `path`, open for reading. A locked one is opened into the folder `scratch` first."""
    check_bytes(path)
    try:
        with contextlib.ExitStack() as stack:
            plain = _unlock(path, scratch, passphrase, stack) if is_locked(path) else path
            book = stack.enter_context(zipfile.ZipFile(plain))
            manifest = read_manifest(book.read(MANIFEST).decode())
            if {one.name for one in manifest.members} | {WORDS, MANIFEST} != set(book.namelist()):
                raise RuleBroken(BROKEN)
            yield book, manifest
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, UnicodeDecodeError) as wrong:
        raise RuleBroken(BROKEN) from wrong


def _unlock(path: Path, scratch: Path, passphrase: str, stack: contextlib.ExitStack) -> Path:
    plain = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=scratch, prefix=".xinhuo-"))) / "plain.zip"
    with path.open("rb") as source, plain.open("wb") as out:
        for piece in unlocked(source, path.stat().st_size - _DIGITS - len(_MARK), passphrase):
            out.write(piece)
    return plain


def unpack(book: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Every member into `folder`, each compared with its digest, on the disk for good."""
    for one in manifest.members:
        path = folder / one.name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with book.open(one.name) as source, os.fdopen(_private(path), "wb") as out:
            while block := source.read(_BLOCK):
                digest.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != one.sha256:
            raise RuleBroken(BROKEN)


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)


def verify(path: Path, scratch: Path, passphrase: str = "") -> Manifest:
    """Read the whole backup again, every member against its digest; what it says of itself."""
    with opened(path, scratch, passphrase) as (book, manifest):
        for one in manifest.members:
            digest = hashlib.sha256()
            with book.open(one.name) as source:
                while block := source.read(_BLOCK):
                    digest.update(block)
            if digest.hexdigest() != one.sha256:
                raise RuleBroken(BROKEN)
    return manifest
