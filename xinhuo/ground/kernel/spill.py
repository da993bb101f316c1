"""Many rows in little memory: the newest few in a list, the others on the disk until they are read again."""

import pickle
import tempfile
import weakref
from collections.abc import Iterator
from typing import IO, Any

KEPT = 4_000  # rows in memory; a person's row with its 46 values and words takes about two KiB


class Spill:
    """A list that only grows and is read from its beginning, in parts of at most KEPT."""

    def __init__(self) -> None:
        self._newest: list[Any] = []
        self._file: IO[bytes] | None = None
        self._parts = 0

    def append(self, row: Any) -> None:
        """Keep `row`: plain values that pickle knows."""
        self._newest.append(row)
        if len(self._newest) >= KEPT:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="xinhuo-")  # closed with us; it has no name
                weakref.finalize(self, self._file.close)
            pickle.dump(self._newest, self._file, protocol=pickle.HIGHEST_PROTOCOL)
            self._newest = []
            self._parts += 1

    def parts(self) -> Iterator[list[Any]]:
        """All rows in the order of their coming."""
        if self._file is not None:
            self._file.seek(0)
            for _ in range(self._parts):
                yield pickle.load(self._file)  # written above, in a file that nobody else can open
            self._file.seek(0, 2)
        if self._newest:
            yield self._newest

    def __len__(self) -> int:
        return self._parts * KEPT + len(self._newest)
