"""Which database, and what is wrong with it in words.

SQLite in the data folder unless `XINHUO_DATABASE_URL` names a PostgreSQL. The two engines are in `sqlite/` and
`postgresql/` beside this file; nothing else in the house knows which of them it runs on.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import dj_database_url
from django.db import DatabaseError, OperationalError

from xinhuo.ground.kernel.errors import RuleBroken

# Seconds that a writer waits for its turn. A roster of 100,000 rows holds SQLite's one writer for ten to fifteen seconds on
# the machine that we measured, and for some forty on an office's old PC: who presses 存好 meanwhile is to wait it out and be
# saved, not to be sent away. A minute is more than that, and less than browsers and the nginx of `deploy` allow a page.
PATIENCE = 60
FULL = "磁盘满了，没有存上。请告诉办公室腾出空间，再点一次“存好”。"
UNWRITABLE = "磁盘写不进去，没有存上。请告诉办公室看看磁盘，再点一次“存好”。"
READ_ONLY = "资料不让写，没有存上。请告诉办公室看看权限，再点一次“存好”。"
BUSY = "同时存的人多，没有排上。请等一会儿，再点一次“存好”。"
NOT_THERE = "连不上数据库。请看看 PostgreSQL 开着没有，XINHUO_DATABASE_URL 写对没有。"
DAMAGED = "数据库文件打不开，可能坏了。请用最近的备份恢复。"
NO_TABLES = "这个数据库用户不能建表。请让它做这个库的所有者。"
NOT_UTF8 = "这个库不是UTF8编码，中文存不好。请新建一个UTF8的库。"
TOO_OLD = "PostgreSQL太旧了。请用14或更新的。"
WRONG_ADDRESS = "XINHUO_DATABASE_URL 写得不对。请写成 postgresql://user:password@host/name。"


class WrongAddress(ValueError):
    """`XINHUO_DATABASE_URL` is no address of a PostgreSQL database. Its text is for the person who wrote it."""


class NotSaved(RuleBroken, OperationalError):
    """The database could not take it: disk full, too many at once. A form that shows broken rules shows this too,
    with all that was typed, so that the person can press the button again."""


class NoDatabase(OperationalError):
    """The server is there and will not do. Its text says why and what to do."""


_hurry: ContextVar[float | None] = ContextVar("hurry", default=None)


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """What is written within gives up after `seconds`: a note that nobody waits for must not hold up a page, nor one of the
    few threads that answer. SQLite only: on PostgreSQL writers do not wait for each other's tables."""
    token = _hurry.set(seconds)
    try:
        yield
    finally:
        _hurry.reset(token)


def patience(usual: float) -> float:
    """How long whoever writes now may wait."""
    hurry = _hurry.get()
    return usual if hurry is None else min(usual, hurry)


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's settings for the database at `url`, '' for SQLite in the folder `data`. Raises WrongAddress."""
    return _postgresql(url) if url else _sqlite(data)


def _sqlite(data: Path) -> dict[str, Any]:
    return {
        "ENGINE": "xinhuo.ground.kernel.sqlite",
        "NAME": data / "xinhuo.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": PATIENCE,
            # DEFERRED read-then-write fails at once under a second writer; IMMEDIATE waits its turn.
            "transaction_mode": "IMMEDIATE",
            # FULL: an acknowledged record survives a power cut, which is what an office expects of a book.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; "
            "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;",
        },
        "TEST": {"NAME": data / "test.sqlite3"},
    }


def _postgresql(url: str) -> dict[str, Any]:
    """No pool: the server's four threads each keep one connection, asked for its health at each request."""
    try:
        said: dict[str, Any] = dict(dj_database_url.parse(url, "xinhuo.ground.kernel.postgresql", None, True))
    except ValueError as wrong:
        raise WrongAddress(WRONG_ADDRESS) from wrong
    if url.split(":")[0] not in ("postgresql", "postgres") or not said["NAME"]:
        raise WrongAddress(WRONG_ADDRESS)
    said["OPTIONS"] = {"connect_timeout": 5, "application_name": "xinhuo"} | said.get("OPTIONS", {})
    return said


_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def why(wrong: BaseException | None) -> str:
    """What is so and what to do, for a database or a disk that failed; '' for any other error."""
    if isinstance(wrong, NotSaved | NoDatabase | WrongAddress):
        return str(wrong)
    if isinstance(wrong, OSError):
        return FULL if wrong.errno in _NO_ROOM else ""
    if not isinstance(wrong, DatabaseError):
        return ""
    cause = _cause(wrong)
    if getattr(cause, "sqlite_errorname", "") in ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_CANTOPEN"):
        return DAMAGED
    state = getattr(cause, "sqlstate", "none")
    if state == "42501":
        return NO_TABLES
    gone = isinstance(wrong, OperationalError) and (state is None or state[:2] in ("08", "57"))
    return NOT_THERE if gone else ""


def _cause(wrong: BaseException) -> BaseException | None:
    """What the driver itself said: the migrations wrap it once more."""
    cause: BaseException | None = wrong
    while cause is not None and not (hasattr(cause, "sqlstate") or hasattr(cause, "sqlite_errorname")):
        cause = cause.__cause__ or cause.__context__
    return cause
