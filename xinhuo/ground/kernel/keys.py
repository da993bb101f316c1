"""Keys of this instance: made on first start, kept in the data folder, readable by the owner only (mode 0600)."""

import os
import secrets
from pathlib import Path


def secret_bytes(folder: Path, name: str, length: int = 32) -> bytes:
    """The key `name` in `folder`, `length` random bytes, made if missing. Two first starts at once agree on one key."""
    path = folder / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as out:
        out.write(secrets.token_bytes(length))
        out.flush()
        os.fsync(out.fileno())
    return path.read_bytes()


def secret_text(folder: Path, name: str) -> str:
    """The same as hexadecimal text, for settings that want a string."""
    return secret_bytes(folder, name).hex()
