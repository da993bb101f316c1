"""The same tests on PostgreSQL: `python -m tests.twin [ARG …]` runs pytest on a private server, gone afterwards.

The server is made for one run: own folder, socket only, no fsync, and sorting as a Chinese machine would (ICU `zh`), so
that a column which leans on the database's locale shows itself. initdb refuses root: root's server runs as `postgres` or
`nobody`. It dies with this process, even by kill -9.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

ADDRESS = "XINHUO_TEST_TWIN"  # read by tests/data_folder.py
PATIENCE = 60
_PR_SET_PDEATHSIG = 1
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_QUIET = ("max_connections=60", "listen_addresses=")
_DATABASE = {"db", "transactional_db", "django_db_setup"}
_TWO_AT_A_TIME = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-p", "no:cacheprovider")
_BROWSER = {"browser", "live_server"}


def programs() -> Path | None:
    """The folder of initdb and postgres: the newest that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def ordinary() -> dict[str, Any]:
    """Keywords for subprocess: an ordinary user when we are root, nothing otherwise."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            one = pwd.getpwnam(name)
            return {"user": one.pw_uid, "group": one.pw_gid, "extra_groups": []}
    raise SystemExit("没有 postgres 或 nobody 用户，root 开不了 PostgreSQL。")


def _die_with_us() -> None:
    """SIGQUIT is PostgreSQL's "at once"; it ends pytest too."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


@contextlib.contextmanager
def server(settings: Sequence[str] = _QUICK) -> Iterator[str]:
    """A PostgreSQL of our own, as the address of its database `xinhuo`. Nothing of it is left afterwards."""
    tools = programs()
    if tools is None:
        raise SystemExit("没有装 PostgreSQL。请先装：apt-get install postgresql")
    # a socket's path has at most 107 bytes, and TMPDIR may be long
    folder = Path(tempfile.mkdtemp(prefix="xh-pg-", dir=Path(os.sep, "tmp")))
    try:
        who = ordinary()
        if who:
            os.chown(folder, who["user"], who["group"])
        quiet: dict[str, Any] = {**who, "cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}}
        made = [tools / "initdb", "-D", folder / "data", "-U", "xinhuo", "-A", "trust", "-N", "-E", "UTF8"]
        made += ["--locale=C.UTF-8", *_chinese(tools)]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, **quiet)
        options = [part for one in (*settings, *_QUIET) for part in ("-c", one)]
        command = [tools / "postgres", "-D", folder / "data", "-k", folder, *options]
        with (folder / "log").open("wb") as log:
            running = subprocess.Popen(command, stderr=log, preexec_fn=_die_with_us, **quiet)
        try:
            _wait(folder, running)
            yield f"postgresql://xinhuo@{quote(str(folder), safe='')}/xinhuo"
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(PATIENCE)
    finally:
        shutil.rmtree(folder)


def _chinese(tools: Path) -> list[str]:
    """ICU's Chinese order, where this PostgreSQL (15 or newer) can."""
    said = subprocess.run([tools / "initdb", "--help"], capture_output=True, text=True, check=True).stdout
    return ["--locale-provider=icu", "--icu-locale=zh"] if "--icu-locale" in said else []


def _wait(folder: Path, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.poll() is None:
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(host=str(folder), user="xinhuo", dbname="postgres", autocommit=True) as one,
        ):
            one.execute("CREATE DATABASE xinhuo")
            return
        time.sleep(0.05)
    raise SystemExit(f"PostgreSQL 没有开起来。\n{(folder / 'log').read_text(encoding='utf-8')}")


def runs_on_both(item: pytest.Item) -> bool:
    """Needs a database and no browser, and is not told to stay on SQLite (with the reason why)."""
    wanted = set(getattr(item, "fixturenames", ()))
    uses = item.get_closest_marker("django_db") or wanted & _DATABASE
    return bool(uses) and not wanted & _BROWSER and item.get_closest_marker("sqlite_only") is None


def main(words: list[str]) -> int:
    """Run pytest on a private server; the last line says how many tests there were."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server is put away
    with server() as address:
        command = [sys.executable, "-m", "pytest", *_TWO_AT_A_TIME, *words]
        env = {**os.environ, ADDRESS: address}
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, preexec_fn=_die_with_us) as tests:
            last = ""
            for line in tests.stdout or ():
                sys.stdout.write(line)
                sys.stdout.flush()
                last = line if " passed" in line else last
    counted = last.rpartition(" passed")[0].split()
    sys.stdout.write(f"{counted[-1] if counted and not tests.returncode else 0}个测试\n")
    return tests.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
