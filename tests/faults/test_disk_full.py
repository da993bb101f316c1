"""The disk is full while somebody saves: a kind sentence, the typed text still there, nothing half-done, and later it saves."""

import contextlib
import os
import resource
import shutil
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.faults.real_server import Office, Server, Visitor
from tests.figures import figure
from tests.year_world import World, build
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.database import BUSY, FULL, READ_ONLY, UNWRITABLE, NotSaved
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.who.people.models import Person

TYPED = "给三年级讲红军过草地的故事，孩子们听得入神"


def drivers_words() -> list[tuple[Exception, str]]:
    """What the drivers say, and what a person reads."""
    if connection.vendor == "postgresql":
        said = psycopg.errors
        return [
            (said.DiskFull(), FULL),
            (said.ReadOnlySqlTransaction(), READ_ONLY),
            (said.DeadlockDetected(), BUSY),
            (said.SerializationFailure(), BUSY),
        ]
    found = []
    for name, sentence in (
        ("SQLITE_FULL", FULL),
        ("SQLITE_READONLY_DBMOVED", READ_ONLY),
        ("SQLITE_BUSY_SNAPSHOT", BUSY),
        ("SQLITE_IOERR_WRITE", UNWRITABLE),
    ):
        wrong = sqlite3.OperationalError("…")
        wrong.sqlite_errorname = name
        found.append((wrong, sentence))
    return found


def test_the_drivers_errors_in_words(db: None) -> None:
    for wrong, sentence in drivers_words():
        with pytest.raises(NotSaved, match=sentence), connection.wrap_database_errors:
            raise wrong


@contextlib.contextmanager
def no_room() -> Iterator[None]:
    """This process can make no file grow."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def clerk(transactional_db: None) -> tuple[World, Client]:
    """The small office, and someone of the office who is logged in."""
    world = build()
    client = Client(raise_request_exception=False)
    client.force_login(world.accounts["办公室"])
    return world, client


def record_form(world: World) -> dict[str, str]:
    kind = RecordKind.objects.filter(category="theme_education").first()
    return {
        "unit": str(world.liuwan.pk),
        "key": str(uuid.uuid4()),
        "day": "x",
        "held_on": "2026-05-05",
        "kind": str(kind.pk),
        "people": str(world.people["周德顺"].pk),
        "content": TYPED,
        "youth_count": "41",
    }


def older_record(world: World) -> Record:
    """Of two days ago: taking it back wants a reason."""
    record = world.write(world.liuwan, date(2026, 5, 5), "原来的话", "周德顺")
    Record.objects.filter(pk=record.pk).update(created_at=timezone.now() - timedelta(days=2))
    return record


def person_form(world: World) -> dict[str, str]:
    return {"unit": str(world.liuwan.pk), "name": "丁一夫", "sex": "男", "skills": TYPED, "status": "active"}


FORMS: dict[str, Callable[[World], tuple[str, dict[str, str]]]] = {
    "记一笔": lambda world: (reverse("records:write"), record_form(world)),
    "改一笔": lambda world: (
        reverse("records:edit", args=[world.write(world.liuwan, date(2026, 5, 5), "原来的话", "周德顺").pk]),
        record_form(world),
    ),
    "作废": lambda world: (
        reverse("records:withdraw", args=[older_record(world).pk]),
        {"reason": TYPED},
    ),
    "大事记添一件": lambda world: (
        reverse("yearbook:chronicle", args=[world.liuwan.pk, 2026]),
        {"act": "add", "month": "5", "day": "2026-05-05", "text": TYPED},
    ),
    "登记一位": lambda world: (reverse("people:register") + f"?unit={world.liuwan.pk}", person_form(world)),
}


@pytest.mark.sqlite_only("a PostgreSQL's disk is another process's; what its driver says is tried above")
@pytest.mark.parametrize("page", FORMS)
def test_a_form_comes_back_with_the_sentence_and_all_that_was_typed(clerk: tuple[World, Client], page: str) -> None:
    world, client = clerk
    where, said = FORMS[page](world)
    before = counts()
    with no_room():
        answer = client.post(where, said)
    shown = answer.content.decode()
    assert answer.status_code == 200, shown[:2000]
    assert UNWRITABLE in shown
    assert TYPED in shown
    assert counts() == before
    figure(
        "Full disk",
        "forms sent while no file could grow: page back with the sentence and what was typed",
        f"{len(FORMS)} of {len(FORMS)}",
    )
    again = client.post(where, said)
    assert again.status_code == 302, again.content.decode()[:3000]
    assert counts() != before


def counts() -> tuple[int, ...]:
    kept = Record.objects.filter(content=TYPED).count()
    return Record.objects.count(), kept, Person.objects.count(), Entry.objects.count()


@pytest.mark.sqlite_only("a PostgreSQL's disk is another process's")
def test_where_no_form_is_shown_again_a_page_says_it(clerk: tuple[World, Client]) -> None:
    _, client = clerk
    with no_room():
        answer = client.post("/logout/")
    assert answer.status_code == 503
    assert UNWRITABLE in answer.content.decode()
    assert "按浏览器的“返回”" in answer.content.decode()
    assert client.post("/logout/").status_code == 302


@pytest.mark.sqlite_only("a PostgreSQL's disk is another process's")
def test_the_connection_lives_on(clerk: tuple[World, Client]) -> None:
    world, _ = clerk
    for _ in range(3):
        with no_room(), pytest.raises(NotSaved), transaction.atomic():
            world.write(world.liuwan, date(2026, 5, 6), TYPED, "周德顺")
        assert not Record.objects.filter(content=TYPED).exists()
    world.write(world.liuwan, date(2026, 5, 6), TYPED, "周德顺")
    assert Record.objects.filter(content=TYPED).count() == 1


def kept(database: Path) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as book:
        assert book.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(book.execute("SELECT count(*) FROM records_record WHERE content = ?", [TYPED]).fetchone()[0])


def test_the_real_server_when_its_files_cannot_grow(tmp_path: Path) -> None:
    place = Office(tmp_path)
    server = Server(place, tmp_path / "log")
    try:
        visitor, stranger, key = Visitor(place), Visitor(place), str(uuid.uuid4())
        visitor.log_in()
        stranger.ask("GET", "/login/")
        limit = resource.prlimit(server.worker, resource.RLIMIT_FSIZE)
        resource.prlimit(server.worker, resource.RLIMIT_FSIZE, (0, limit[1]))
        tell_and_keep(visitor, key, UNWRITABLE)
        status, _, page = stranger.ask("POST", "/login/", {"who": "柳湾记载人", "unit": "柳湾村", "password": "x" * 12})
        assert (status, "Traceback" in page) in ((200, False), (503, False)), page
        assert visitor.ask("GET", "/records/")[0] == 200  # reading goes on
        assert kept(place.data / "xinhuo.sqlite3") == 0
        resource.prlimit(server.worker, resource.RLIMIT_FSIZE, limit)
        assert visitor.write(TYPED, key)[0] == 302
        assert kept(place.data / "xinhuo.sqlite3") == 1
        figure("Full disk", "records half there, or there twice, after the same form was sent once more", 0)
    finally:
        assert server.stop() == 0


def tell_and_keep(visitor: Visitor, key: str, sentence: str) -> None:
    for _ in range(3):
        status, _, page = visitor.write(TYPED, key)
        assert status == 200, page[:3000]
        assert sentence in page, page[:3000]
        assert TYPED in page
        assert key in page  # so that the same record is sent again


def _may_mount() -> bool:
    return (
        shutil.which("unshare") is not None
        and not subprocess.run(
            ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
            check=False,
            capture_output=True,
        ).returncode
    )


@pytest.mark.skipif(
    not _may_mount(), reason="this machine lets nobody mount a disk of one's own; the limit above stands in"
)
def test_the_real_server_on_a_full_disk(tmp_path: Path) -> None:
    """A small disk of its own, filled to the last byte while the server runs."""
    place, disk = Office(tmp_path), tmp_path / "disk"
    disk.mkdir()
    script = 'mount -t tmpfs -o size=40m tmpfs "$0" && cp -r "$1" "$0/data" && shift && exec "$@"'
    own = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, str(disk), str(place.data)]
    server = Server(place, tmp_path / "log", own, disk / "data")
    try:
        seen = Path(f"/proc/{server.worker}/root") / disk.relative_to("/")
        visitor, key = Visitor(place), str(uuid.uuid4())
        visitor.log_in()
        assert visitor.write("先有一笔")[0] == 302
        fill(seen / "filler")
        fill(seen / "filler 2")
        # A few pages may still fit into what is there already.
        until = time.monotonic() + 30
        while visitor.write("再记一笔")[0] == 302:
            assert time.monotonic() < until
        tell_and_keep(visitor, key, FULL)
        assert visitor.ask("GET", "/records/")[0] == 200
        (seen / "filler").unlink()
        assert visitor.write(TYPED, key)[0] == 302
        assert kept(shutil.copytree(seen / "data", tmp_path / "copy") / "xinhuo.sqlite3") == 1
    finally:
        assert server.stop() == 0


def fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as out:
        while out.write(b"x" * 4096):
            pass
    assert os.statvfs(path).f_bavail == 0
