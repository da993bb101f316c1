"""Turns: whoever comes first goes first. `threading.Lock` lets any waiter go next, so that one may starve."""

import threading
from collections import deque


class Turns:
    """A lock that threads of one process get in the order in which they asked."""

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def take(self, patience: float) -> bool:
        """Wait for the turn; False when it has not come within `patience` seconds."""
        with self._gate:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(patience):
            return True
        with self._gate:
            if mine.is_set():  # it came in the last moment
                return True
            self._waiting.remove(mine)
            return False

    def leave(self) -> None:
        """Let the next one go. Any thread may, once for each turn."""
        with self._gate:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
