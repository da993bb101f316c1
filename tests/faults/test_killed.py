"""kill -9 of the server while twenty people write, fifty times: what was answered 存好了 is there, once."""

import http.client
import random
import sqlite3
import subprocess
import threading
import time
import uuid
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.real_server import Office, Server, Visitor
from tests.figures import figure
from tests.office_folder import ROOT, run_apart, surroundings
from xinhuo.ground.kernel.only import TAKEN
from xinhuo.shell.desk.management.commands.serve import server_command

WRITERS, KILLS = 20, 50


@dataclass
class Writer:
    """Writes one record after the other. One that was cut off is sent again with the same key, as its page would."""

    visitor: Visitor
    name: str
    saved: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    pending: str = ""
    count: int = 0

    def work(self, over: threading.Event) -> None:
        while not over.is_set():
            if not self.pending:
                self.pending, self.count = str(uuid.uuid4()), self.count + 1
            try:
                status, where, page = self.visitor.write(f"{self.name}讲第{self.count}课", self.pending)
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            if status == 302 and where.endswith("/saved/"):
                self.saved.append(self.pending)
                self.pending = ""
            else:
                self.wrong.append(f"{status} {where} {page[:2000]}")
                return


def test_nothing_that_was_answered_is_lost_or_there_twice(tmp_path: Path) -> None:
    place, chance = Office(tmp_path), random.Random(4)
    server = Server(place, tmp_path / "log")
    writers = [Writer(Visitor(place), f"甲{n}") for n in range(WRITERS)]
    for one in writers:
        one.visitor.log_in()
    over = threading.Event()
    threads = [threading.Thread(target=one.work, args=(over,)) for one in writers]
    for thread in threads:
        thread.start()
    try:
        for number in range(KILLS):
            before = sum(len(one.saved) for one in writers)
            time.sleep(0.1 + chance.random() * 0.5)
            while sum(len(one.saved) for one in writers) < before + 5:  # they are at it
                assert not [said for one in writers for said in one.wrong]
                time.sleep(0.01)
            server.kill("parent" if number % 2 else "worker")
            assert clean(place)
            server = Server(place, tmp_path / "log")
    finally:
        over.set()
        for thread in threads:
            thread.join(60)
        code = server.stop()
    assert code == 0
    assert [said for one in writers for said in one.wrong] == []
    saved = [key for one in writers for key in one.saved]
    found = stored(place)
    lost = [key for key in saved if key not in found.keys]
    doubles = {said: n for said, n in Counter(found.contents).items() if n > 1}
    assert (lost, doubles) == ([], {})
    assert clean(place)
    figure("Killed servers", "kills (-9) of parent or worker while 20 people write", KILLS)
    figure("Killed servers", "writes acknowledged", len(saved))
    figure("Killed servers", "of them found afterwards, once", len(set(saved) & found.keys))
    figure("Killed servers", "lost, and there twice", len(lost) + len(doubles))


@dataclass(frozen=True)
class Stored:
    keys: set[str]
    contents: list[str]


def stored(place: Office) -> Stored:
    with closing(sqlite3.connect(place.data / "xinhuo.sqlite3")) as book:
        rows = book.execute(
            "SELECT key, content, (SELECT count(*) FROM records_participation p WHERE p.record_id = r.id), "
            "(SELECT count(*) FROM audit_entry a WHERE a.object_id = lower(substr(r.id, 1, 8) || '-' || substr(r.id, 9, 4) "
            "|| '-' || substr(r.id, 13, 4) || '-' || substr(r.id, 17, 4) || '-' || substr(r.id, 21)) AND a.verb = '记一笔') "
            "FROM records_record r WHERE content LIKE '甲%'"
        ).fetchall()
    assert {(parts, trails) for _, _, parts, trails in rows} == {(1, 1)}, "a record without its people or its trail"
    return Stored({str(uuid.UUID(row[0])) for row in rows}, [row[1] for row in rows])


def clean(place: Office) -> bool:
    """Does the file open whole, every index in step, every reference with its row?"""
    with closing(sqlite3.connect(place.data / "xinhuo.sqlite3")) as book:
        return (
            book.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            and not book.execute("PRAGMA foreign_key_check").fetchall()
        )


def test_a_second_server_on_the_same_folder_declines_and_the_first_goes_on(tmp_path: Path) -> None:
    place = Office(tmp_path)
    first = Server(place, tmp_path / "log")
    try:
        done = run_apart(place.data, "serve", "--port", str(place.port % 60_000 + 1025))
        assert (done.returncode, done.stderr.strip()) == (1, TAKEN)
        bare = subprocess.run(
            server_command("127.0.0.1", place.port), env=surroundings(place.data), cwd=ROOT, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert bare.returncode != 0
        assert TAKEN in bare.stderr
        visitor = Visitor(place)
        visitor.log_in()
        assert visitor.write("第一个还在")[0] == 302
    finally:
        assert first.stop() == 0
