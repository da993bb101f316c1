"""Restores that are killed with -9, one moment later each time. Run as a process: DATA BACKUP HOW_OFTEN.

Imports once and forks, so that a kill falls into the restore and not into the start of Python. XINHUO_DATA is an empty
folder; each time it becomes a copy of DATA. Prints how often the old state was found, how often the new, and what was neither.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing
from importlib import import_module
from pathlib import Path

import django

HOME = Path(os.environ["XINHUO_DATA"])
_LONGER = 2.5  # times what one restore took: on a busy machine the next ones are slower


def main() -> None:
    django.setup()
    import_module("xinhuo.shell.keeping.services.restore")
    in_place = import_module("xinhuo.ground.kernel.in_place")
    data, backup, often = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    whole = _restored(data, backup, None)
    new = _state()
    shutil.rmtree(HOME)
    shutil.copytree(data, HOME)
    old = _state()
    found = {"old": 0, "new": 0, "neither": []}
    for number in range(often):
        _restored(data, backup, whole * _LONGER * number / often)
        in_place.finish(HOME)  # what the next start does first
        state = _state()
        if state == old:
            found["old"] += 1
        elif state == new:
            found["new"] += 1
        else:
            found["neither"].append(state)
    sys.stdout.write(json.dumps(found))


def _restored(data: Path, backup: str, seconds: float | None) -> float:
    """A restore over a fresh copy of `data`, killed after `seconds`; how long it took."""
    shutil.rmtree(HOME, ignore_errors=True)
    shutil.copytree(data, HOME)
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os._exit(import_module("xinhuo.__main__").main(["restore", backup]))
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return time.monotonic() - begun


def _state() -> list[object]:
    with closing(sqlite3.connect(HOME / "xinhuo.sqlite3")) as base:
        whole = base.execute("PRAGMA integrity_check").fetchall()
        changed = base.execute("SELECT count(*) FROM people_person WHERE name = '改过的'").fetchall()
    files = sorted(p.name for p in (HOME / "files").rglob("*") if p.is_file())
    return [whole, changed, (HOME / "contact.key").read_bytes().hex(), files]


if __name__ == "__main__":
    main()
