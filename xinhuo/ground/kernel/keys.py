"""Keys of this instance: made on first start, kept in the data folder, readable by the owner only (mode 0600)."""

import fcntl
import os
import secrets
import tempfile
from pathlib import Path


def secret_bytes(folder: Path, name: str, length: int = 32) -> bytes:
    """The key `name` in `folder`, `length` random bytes, made if missing. Two first starts at once agree on one key."""
    path = folder / name
    if not path.exists():
        with (folder / ".keys.lock").open("w", encoding="utf-8") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            if not path.exists():
                _write(path, secrets.token_bytes(length))
    return path.read_bytes()


def _write(path: Path, key: bytes) -> None:
    """Whole or not at all: nobody ever reads half a key, not even after a power cut."""
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    with os.fdopen(handle, "wb") as out:
        out.write(key)
        out.flush()
        os.fsync(out.fileno())
    Path(fresh).replace(path)


def secret_text(folder: Path, name: str) -> str:
    """The same as hexadecimal text, for settings that want a string."""
    return secret_bytes(folder, name).hex()
