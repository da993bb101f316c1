"""Contact data at rest: AES-256-GCM, and a keyed hash by which an exact value is found again.

The key lies in the data folder (`contact.key`), not in the database: a stolen database file alone tells no phone number.
"""

import functools
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from xinhuo.ground.kernel.keys import secret_bytes

UNREADABLE = "（密钥不符，读不出）"
_NONCE = 12  # NIST SP 800-38D: 96 bits


@functools.cache
def _key(purpose: str) -> bytes:
    master = secret_bytes(settings.DATA, "contact.key")
    return hmac.new(master, purpose.encode(), hashlib.sha256).digest()


@functools.lru_cache(maxsize=4)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal_text(text: str) -> bytes:
    """`text` as nonce + AES-GCM ciphertext."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(_key("seal")).encrypt(nonce, text.encode(), None)


def open_text(sealed: bytes) -> str:
    """The text again. A value that this instance's key cannot open reads as a sentence, so that a page still opens."""
    try:
        return _cipher(_key("seal")).decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
    except InvalidTag:
        return UNREADABLE


def fingerprint(text: str) -> str:
    """A keyed hash (64 hexadecimal digits) of `text`, '' for ''. Equal texts have equal fingerprints, nothing more."""
    if not text:
        return ""
    return hmac.new(_key("find"), text.encode(), hashlib.sha256).hexdigest()
