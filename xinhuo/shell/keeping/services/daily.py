"""The daily backup that makes itself while the site is open: a quiet thread of the server's only worker."""

import logging
import os
import threading
import time
from contextlib import suppress

from django.db import connections

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.keeping.rules.retention import DAILY, ahead
from xinhuo.shell.keeping.services.backup import back_up_daily, kept_backups, office_time

FIRST, EVERY = 30.0, 600.0  # seconds after the start, and between two looks
_DAY = 24 * 3600
_log = logging.getLogger(__name__)


def start(first: float = FIRST, every: float = EVERY) -> threading.Event:
    """Begin to watch; set the event to stop."""
    stop = threading.Event()
    threading.Thread(target=_watch, args=(stop, first, every), name="daily backup", daemon=True).start()
    return stop


def _watch(stop: threading.Event, first: float, every: float) -> None:
    with suppress(OSError, AttributeError):  # Linux: whoever waits for a page goes first
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
    made, wait = float("-inf"), first
    while not stop.wait(wait):
        wait = every
        try:
            if back_up_daily(anyway=_astray() and time.monotonic() - made > _DAY):
                made = time.monotonic()
        except RuleBroken as broken:
            _log.error("今天的备份没有做成：%s", broken.message)
        except Exception:
            _log.exception("今天的备份没有做成。")
        finally:
            connections.close_all()


def _astray() -> bool:
    """Was the clock set back? Then the names of files no longer tell whether today has one."""
    return ahead((one.made_at for one in kept_backups() if one.kind == DAILY), office_time())
