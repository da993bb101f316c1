"""An import that is cut off: nothing is half in, its page says so, and sent again it goes in."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.faults.slowed import begin, killed_behind
from tests.figures import figure
from tests.office_folder import at_home_in, office, surroundings
from xinhuo.ground.jobs import rules
from xinhuo.ground.jobs.models import Job
from xinhuo.ground.jobs.services import keeping, running
from xinhuo.who.accounts.backend import actor_by_id
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Office
from xinhuo.who.people.models import Membership, Person

ROWS = 1_500
DO = "xinhuo.ground.jobs.services.running.run"
KEEPER = """
import django
django.setup()
from xinhuo.ground.jobs.services.keeper import open_up
open_up().join()
"""
MOMENTS = (
    "xinhuo.who.people.jobs.read_upload",
    "xinhuo.who.people.jobs.prepare_import",
    "xinhuo.ground.kernel.rows.NewRows.insert",
    "xinhuo.ground.search.services.Fresh.write",
    "xinhuo.who.people.jobs._came",
    "xinhuo.ground.jobs.services.running._finish",
)


def table(rows: int) -> bytes:
    lines = ["单位,姓名,出生年月,联系电话", *(f"柳湾村,导{n:05d}甲,1950.{n % 12 + 1},139{n:08d}" for n in range(rows))]
    return "\n".join(lines).encode("gb18030").replace(b"\xb5\xbc0", b"\xb5\xbc\xc8\xcb0")


def ask(rows: int = ROWS) -> Job:
    """A job of the office's clerk that waits."""
    root, account = Office.objects.get().root, Account.objects.get(name="办公室")
    payload: dict[str, Any] = {
        "token": keeping.keep(table(rows)), "name": "花名册.csv", "unit": "", "unit_name": "", "root": str(root.pk),
        "answers": {}, "cared": [], "seen": "", "create_units": False,
    }  # fmt: skip
    by = actor_by_id(account.pk, timezone.localdate())
    return running.start(by, "people.import", "花名册.csv", root.path, root.shard, payload)


@pytest.fixture
def folder(tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """The data folder of an office of its own, with its own SQLite; this process looks into it."""
    data = office(tmp_path / "office")
    with django_db_blocker.unblock(), at_home_in(data):
        yield data


def held() -> tuple[int, int]:
    return Person.objects.count(), Membership.objects.count()


def test_killed_at_any_moment_nothing_is_in_and_sent_again_it_is(folder: Path) -> None:
    before = held()
    for moment in MOMENTS:
        job = ask()
        killed_behind(folder, DO, moment, job.pk)
        running.break_off(rules.SERVER_STOPPED)
        job.refresh_from_db()
        assert (held(), job.state, job.words) == (before, "broken_off", rules.SERVER_STOPPED), moment
    job = ask()
    running.run_waiting()
    job.refresh_from_db()
    assert (job.state, held()[0]) == ("done", before[0] + ROWS)
    figure("Importing", "imports killed with -9: moments tried / rows left behind", f"{len(MOMENTS)} / 0")


def test_the_child_ends_with_its_server_and_the_next_one_says_so(folder: Path) -> None:
    before, job = held(), ask(30_000)
    server = subprocess.Popen([sys.executable, "-c", KEEPER], env=surroundings(folder))
    _until(lambda: Job.objects.get(pk=job.pk).state == "running")
    server.send_signal(signal.SIGKILL)
    server.wait()
    _until(lambda: not _children_of(job))
    second = ask(50)
    server = subprocess.Popen([sys.executable, "-c", KEEPER], env=surroundings(folder))
    try:
        _until(lambda: Job.objects.get(pk=second.pk).state == "done")
    finally:
        server.kill()
        server.wait()
    job.refresh_from_db()
    assert (job.state, job.words) == ("broken_off", rules.SERVER_STOPPED)
    assert held()[0] == before[0] + 50


def _until(holds: Any) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to pass within a minute")


def _children_of(job: Job) -> list[int]:
    """Processes that still do this job."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(job.pk).encode() in (one / "cmdline").read_bytes() and int(one.name) != os.getpid():
                found.append(int(one.name))
    return found


def test_a_full_disk_is_a_sentence_and_nothing_is_in(folder: Path) -> None:
    before, said = held(), []
    size = (folder / "xinhuo.sqlite3").stat().st_size
    for room in (50_000, 300_000, 1_000_000):
        job = ask()
        words = begin(folder, DO, "", job.pk, room=size + room).communicate()
        running.break_off(rules.BROKEN_OFF)
        job.refresh_from_db()
        assert held() == before, words
        said.append(job.words)
    assert set(said) <= {rules.DISK_FULL, rules.BROKEN_OFF}
    assert rules.DISK_FULL in said
    figure("Importing", "imports onto a full disk: tried / rows left behind", f"{len(said)} / 0")
