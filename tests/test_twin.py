"""The private PostgreSQL of the tests: made by root and by an ordinary user, and nothing of it is left behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import twin

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(twin.programs() is None, reason="没有装 PostgreSQL；./check 会装")
# Modules are read before the user changes: an ordinary user may not be let into this folder.
_CODE = """
import os, sys, time
import psycopg
from tests import twin
if sys.argv[1] == "nobody":
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
with twin.server() as address:
    with psycopg.connect(address) as one:
        print(one.execute("SHOW server_encoding").fetchone()[0], one.info.backend_pid, one.info.host, flush=True)
    time.sleep(float(sys.argv[2]))
"""


def start(user: str, stay: float) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _CODE, user, str(stay)]
    return subprocess.Popen(command, env=env, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(running: subprocess.Popen[str]) -> Path:
    """The folder of a server that answers."""
    assert running.stdout is not None
    encoding, _, folder = running.stdout.readline().split()
    assert encoding == "UTF8"
    return Path(folder)


@pytest.mark.parametrize("user", ["ourselves", "nobody"])
def test_it_runs_and_leaves_nothing(user: str) -> None:
    if user == "nobody" and os.geteuid() != 0:
        pytest.skip("already an ordinary user: the other case is this one")
    with start(user, 0) as running:
        folder = told(running)
        assert running.wait(60) == 0, running.stderr.read() if running.stderr else ""
    assert not folder.exists()


def test_it_dies_with_the_tests_even_when_they_are_killed() -> None:
    with start("ourselves", 600) as running:
        folder = told(running)
        server = int((folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        os.kill(server, 0)
        running.send_signal(signal.SIGKILL)
        running.wait(10)
        until = time.monotonic() + 20
        while time.monotonic() < until and _runs(server):
            time.sleep(0.05)
        assert not _runs(server)
    subprocess.run(["rm", "-r", folder], check=True)


def _runs(process: int) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    return False
