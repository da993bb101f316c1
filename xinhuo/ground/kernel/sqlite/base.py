"""SQLite, with a queue: threads of one process write in the order in which they asked.

SQLite lets one write at a time and makes the others ask again after a sleep, so that under load some wait for seconds and
one may never get through (docs/performance.md). Here whoever opens a transaction, or writes outside of one, first takes
a turn, kept until the transaction ends. Other processes (an import, a command beside the server) still meet SQLite's own
lock, and are waited for with what is left of the same patience: nobody waits twice.
"""

import os
import time
from collections import defaultdict
from collections.abc import Callable
from types import TracebackType
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

from xinhuo.ground.kernel.database import BUSY, FULL, PATIENCE, READ_ONLY, UNWRITABLE, NotSaved, patience
from xinhuo.ground.kernel.turns import Turns

_SAID = {"SQLITE_FULL": FULL, "SQLITE_READONLY": READ_ONLY, "SQLITE_BUSY": BUSY, "SQLITE_IOERR": UNWRITABLE}
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLAC")
_queues: defaultdict[str, Turns] = defaultdict(Turns)  # one for each database file
os.register_at_fork(after_in_child=_queues.clear)  # whoever held a turn stayed in the parent


class _Errors(DatabaseErrorWrapper):
    """A full disk and a queue that was too long in words; everything else as Django has it."""

    def __exit__(self, kind: Any, wrong: BaseException | None, trace: TracebackType | None) -> None:
        name = "_".join(getattr(wrong, "sqlite_errorname", "").split("_")[:2])
        if said := _SAID.get(name):
            self.wrapper.errors_occurred = True
            raise NotSaved(said) from wrong
        super().__exit__(kind, wrong, trace)


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._write_in_turn)
        self._turn: Turns | None = None  # held from the beginning of a transaction to its end
        self._lock_wait = 0  # milliseconds that this connection waits for another process

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._lock_wait = 0
        return super().get_new_connection(conn_params)

    @cached_property
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        return _Errors(self)

    def _write_in_turn(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """A write outside of any transaction: a turn for the one statement."""
        alone = self.autocommit and sql[:6].upper() in _WRITES
        if not alone:
            return execute(sql, params, many, context)
        turn = self._take()
        try:
            return execute(sql, params, many, context)
        finally:
            turn.leave()

    def _take(self) -> Turns:
        """A turn in this process; what is left of the patience is for SQLite's own lock."""
        turn, most, asked = _queues[str(self.settings_dict["NAME"])], patience(PATIENCE), time.monotonic()
        if not turn.take(most):
            raise NotSaved(BUSY)
        try:
            self._wait_at_most(asked + most - time.monotonic())
        except BaseException:
            turn.leave()
            raise
        return turn

    def _wait_at_most(self, seconds: float) -> None:
        # Of many seconds, one more or less is not worth a statement.
        wanted = max(1, int(round(seconds, 1 if seconds < 10 else 0) * 1000))
        if wanted != self._lock_wait and self.connection is not None:
            self.connection.execute(f"PRAGMA busy_timeout = {wanted}")
            self._lock_wait = wanted

    def _start_transaction_under_autocommit(self) -> None:
        self._turn = self._take()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)
        if autocommit:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._leave()

    def _leave(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.leave()
