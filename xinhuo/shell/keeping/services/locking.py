"""A backup under a passphrase (口令): AES-256-GCM in pieces, so that none can be changed, swapped or left out.

Shape: HEAD, 16 bytes of salt, pieces of 1 MiB each with its tag. The nonce counts the pieces and marks the last.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from xinhuo.ground.kernel.errors import RuleBroken

HEAD = b"XINHUO-LOCKED-1\n"
WRONG = "口令不对。请再试一次，大写小写、空格都算。"
_SALT, _PIECE, _TAG = 16, 1024 * 1024, 16


class Writes(Protocol):
    """Whatever bytes are written to, in one go from first to last."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...

    def close(self) -> None: ...


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    # RFC 7914; 2^15 takes 32 MB and a tenth of a second: guessing many is slow
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Locker:
    """Encrypts what is written to it, on to `out`. `finish` writes the last piece."""

    def __init__(self, out: Writes, passphrase: str) -> None:
        salt = os.urandom(_SALT)
        self._out, self._cipher, self._held, self._number = out, _cipher(passphrase, salt), bytearray(), 0
        out.write(HEAD + salt)

    def write(self, data: bytes) -> int:
        self._held += data
        while len(self._held) > _PIECE:
            self._piece(bytes(self._held[:_PIECE]), last=False)
            del self._held[:_PIECE]
        return len(data)

    def flush(self) -> None:
        """Pieces go out when they are full."""

    def close(self) -> None:
        """`out` is closed by whoever opened it."""

    def finish(self) -> None:
        self._piece(bytes(self._held), last=True)

    def _piece(self, plain: bytes, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last), plain, HEAD))
        self._number += 1


def unlocked(source: BinaryIO, size: int, passphrase: str) -> Iterator[bytes]:
    """The plain pieces of a locked body of `size` bytes, HEAD included. Raises RuleBroken for a wrong passphrase."""
    source.seek(len(HEAD))
    cipher, left, number = _cipher(passphrase, source.read(_SALT)), size - len(HEAD) - _SALT, 0
    while left > 0:
        piece = source.read(min(_PIECE + _TAG, left))
        left -= len(piece)
        try:
            yield cipher.decrypt(_nonce(number, left == 0), piece, HEAD)
        except InvalidTag as wrong:
            raise RuleBroken(WRONG, "passphrase") from wrong
        number += 1
