"""Backups when things go wrong: flipped bits, cut files, a full disk, writers at work, a kill in the middle of a restore."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.figures import figure
from tests.office_folder import office, run, surroundings
from xinhuo.ground.kernel import in_place
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.keeping.facts import Inventory, Manifest
from xinhuo.shell.keeping.rules.contents import BROKEN, CUT, NEWER, NO_ROOM, NOT_OURS, manifest_text
from xinhuo.shell.keeping.services.archive import verify, write_archive
from xinhuo.shell.keeping.services.copying import look_into

WORD = {"XINHUO_BACKUP_PASSPHRASE": "柳湾村的大槐树二〇二六"}


@pytest.fixture(autouse=True)
def _unblocked(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return office(tmp_path)


@pytest.fixture
def backup(data: Path, tmp_path: Path) -> Path:
    assert run(data, "backup", tmp_path / "good.zip").returncode == 0
    return tmp_path / "good.zip"


def state(data: Path) -> dict[str, bytes]:
    """Every byte that an office would miss."""
    top = ("files", "contact.key", "secret.key", "xinhuo.sqlite3")
    return {str(p.relative_to(data)): p.read_bytes() for name in top for p in _under(data / name)}


def _under(path: Path) -> list[Path]:
    return sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def flipped(content: bytes, at: int, path: Path) -> Path:
    spoilt = bytearray(content)
    spoilt[at] ^= 1 << at % 8
    path.write_bytes(spoilt)
    return path


@pytest.mark.parametrize("locked", [False, True])
def test_a_flipped_bit_anywhere_is_refused(data: Path, tmp_path: Path, locked: bool) -> None:
    path = tmp_path / "good.zip"
    assert run(data, "backup", path, *(["--passphrase"] if locked else []), **WORD).returncode == 0
    content, bad = path.read_bytes(), tmp_path / "bad.zip"
    size, tried = len(content), 0
    everywhere = {*range(128), *range(size - 256, size), *range(0, size, size // 150)}
    marks = [b"manifest.json", b"contact.key", b"xinhuo.sqlite3", b"PK\x01\x02", b"PK\x05\x06", b"sha256:"]
    everywhere |= {at for mark in marks if (at := content.find(mark)) >= 0}
    for at in sorted(everywhere):
        with pytest.raises(RuleBroken) as broken:
            verify(flipped(content, at, bad), tmp_path, WORD["XINHUO_BACKUP_PASSPHRASE"])
        assert broken.value.message in (BROKEN, CUT, NOT_OURS)
        tried += 1
    if locked:
        figure("Backups", "bits flipped in a locked backup, each refused", tried)
    else:
        figure("Backups", "bits flipped in a backup, each refused", tried)


def test_a_broken_backup_changes_nothing_and_says_so(data: Path, backup: Path, tmp_path: Path) -> None:
    before, content = state(data), backup.read_bytes()
    places = {
        "header": 3,
        "a file": len(content) // 2,
        "manifest": content.rfind(b"manifest.json") - 300,
        "end": len(content) - 3,
    }
    for where, at in places.items():
        done = run(data, "restore", flipped(content, at, tmp_path / "bad.zip"))
        assert (done.returncode, done.stderr.strip()) == (1, BROKEN), where
    assert state(data) == before
    assert not (data / ".restoring").exists()


def test_a_cut_backup_is_refused_at_every_length(backup: Path, tmp_path: Path) -> None:
    content, bad = backup.read_bytes(), tmp_path / "bad.zip"
    lengths = {
        0,
        1,
        29,
        30,
        47,
        48,
        100,
        *range(200, len(content), len(content) // 60),
        *range(len(content) - 120, len(content)),
    }
    for length in lengths:
        bad.write_bytes(content[:length])
        with pytest.raises(RuleBroken) as broken:
            verify(bad, tmp_path)
        assert broken.value.message in (NOT_OURS,) if length < 47 else (CUT, BROKEN)
    bad.write_bytes(content + b"x")
    with pytest.raises(RuleBroken):
        verify(bad, tmp_path)
    figure("Backups", "lengths at which a backup was cut, each refused", len(lengths))


@pytest.mark.parametrize("kind", ["empty", "text", "picture", "workbook", "other zip", "folder", "nothing"])
def test_what_is_no_backup_is_said(data: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.zip"
    if kind == "other zip":
        shutil.make_archive(str(tmp_path / "x"), "zip", data / "files")
    elif kind == "folder":
        path.mkdir()
    elif kind != "nothing":
        path.write_bytes(
            {"empty": b"", "text": "会议记录".encode(), "picture": b"\x89PNG\r\n" * 99, "workbook": b"PK" * 99}[kind]
        )
    done = run(data, "restore", path)
    assert done.returncode == 1
    assert done.stderr.strip() in (NOT_OURS, "没有“x.zip”这个文件。请核对文件名和位置。")


@pytest.mark.parametrize("newer", ["version", "migration", "format"])
def test_a_newer_backup_is_refused(data: Path, tmp_path: Path, newer: str) -> None:
    steps = look_into(data / "xinhuo.sqlite3").migrations
    more = (("records", "9999_later"),) if newer == "migration" else ()
    held = Inventory("sqlite", "清河新区办事处", 4, 5, (*steps, *more))
    version = "99.0.0" if newer == "version" else "0.1.0"

    def told(members: Any) -> str:
        said = json.loads(manifest_text(Manifest(datetime(2027, 1, 1, 3), version, held, members)))
        return json.dumps({**said, "format": 2 if newer == "format" else 1})

    write_archive(tmp_path / "newer.zip", [("xinhuo.sqlite3", data / "xinhuo.sqlite3")], told)
    before = state(data)
    done = run(data, "restore", tmp_path / "newer.zip")
    assert (done.returncode, done.stderr.strip()) == (1, NEWER)
    assert state(data) == before


def limited(data: Path, kilobytes: int, *words: object) -> subprocess.CompletedProcess[str]:
    """`./run words…` where no file may grow beyond this: what a full disk does, without one."""
    command = ["bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "-", sys.executable, "-m", "xinhuo", *map(str, words)]
    return subprocess.run(command, env=surroundings(data), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kilobytes", [8, 100, 400])
def test_a_full_disk_leaves_no_half_backup(data: Path, tmp_path: Path, kilobytes: int) -> None:
    (data / "files" / "big").write_bytes(os.urandom(600_000))  # the database fits in the last case, the backup does not
    stick = tmp_path / "usb"
    stick.mkdir()
    done = limited(data, kilobytes, "backup", stick)
    assert (done.returncode, done.stderr.strip()) == (1, NO_ROOM)
    assert list(stick.iterdir()) == []
    figure("Backups", "backups onto a full disk: half ones left behind", len(list(stick.iterdir())))


@pytest.mark.parametrize("kilobytes", [8, 400])
def test_a_full_disk_leaves_everything_as_it_was(data: Path, tmp_path: Path, kilobytes: int) -> None:
    (data / "files" / "big").write_bytes(os.urandom(600_000))
    assert run(data, "backup", tmp_path / "b.zip").returncode == 0
    before = state(data)
    done = limited(data, kilobytes, "restore", tmp_path / "b.zip")
    assert (done.returncode, done.stderr.strip()) == (1, NO_ROOM)
    assert state(data) == before
    assert not (data / ".restoring").exists()
    assert not list(data.glob("before-restore-*"))


WRITERS = Path(__file__).with_name("four_writers.py")


def test_a_backup_while_four_write_holds_all_that_was_said_saved_before(data: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, WRITERS], env=surroundings(data), stdout=subprocess.PIPE, text=True
    ) as writing:
        assert writing.stdout is not None
        told: list[str] = []
        while len(told) < 40:
            told.append(writing.stdout.readline().strip())
        done = run(data, "backup", tmp_path / "b.zip")
        assert done.returncode == 0, done.stderr
        writing.terminate()
        after = writing.stdout.read().split()
    assert len(after) > 0  # they went on writing meanwhile
    new = tmp_path / "new"
    assert run(new, "restore", tmp_path / "b.zip").returncode == 0
    with closing(sqlite3.connect(new / "xinhuo.sqlite3")) as base:
        found = {row[0] for row in base.execute("SELECT key FROM records_record")}
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert set(told) <= found
    figure(
        "Backups", "records answered 存好了 before a backup under four writers, missing in it", len(set(told) - found)
    )


@pytest.mark.parametrize("fails_at", range(9))
def test_a_restore_cut_between_any_two_moves_is_carried_on(
    tmp_path: Path, fails_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three names leave or change, two more only come: eight moves, the plan before them."""
    for name in ("base", "base-wal", "one.key"):
        (tmp_path / name).write_text(f"old {name}")
    new = in_place.clean_work(tmp_path)
    (new / "files").mkdir()
    for name in ("base", "one.key", "files/photo", "two.key"):
        (new / name).write_text(f"new {name}")
    moves, rename = 0, Path.rename

    def cut(path: Path, target: Path) -> Path:
        nonlocal moves
        moves += 1
        if moves == fails_at + 1:
            raise KeyboardInterrupt
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut)
        try:
            in_place.commit(tmp_path, ["base", "base-wal", "one.key"], "aside")
        except KeyboardInterrupt:
            in_place.abandon(tmp_path)
    in_place.finish(tmp_path)
    names = {
        str(p.relative_to(tmp_path)): p.read_text() for p in tmp_path.rglob("*") if p.is_file() and p.stat().st_size
    }
    if fails_at == 0:  # the plan never came to be
        assert names == {"base": "old base", "base-wal": "old base-wal", "one.key": "old one.key"}
    else:
        came = {name: f"new {name}" for name in ("base", "one.key", "files/photo", "two.key")}
        left = {f"aside/{name}": f"old {name}" for name in ("base", "base-wal", "one.key")}
        assert names == {**came, **left}
    assert moves == min(fails_at + 1, 8)


def test_whoever_starts_after_a_cut_carries_it_on(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it reads a key: the settings do it, so that no command and no server comes first."""
    (in_place.clean_work(data) / "secret.key").write_bytes(b"n" * 32)
    monkeypatch.setattr(in_place, "finish", lambda _: None)
    in_place.commit(data, ["secret.key"], "before-restore-cut")
    assert (data / "secret.key").read_bytes() != b"n" * 32
    seen = "from xinhuo import settings; print(settings.SECRET_KEY)"
    done = subprocess.run(
        [sys.executable, "-c", seen], env=surroundings(data), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == (b"n" * 32).hex()
    assert (data / "before-restore-cut" / "secret.key").exists()
    assert not (data / ".restoring").exists()


def test_a_restore_killed_at_any_moment_is_old_or_new(data: Path, backup: Path, tmp_path: Path) -> None:
    killer = Path(__file__).with_name("killed_restores.py")
    with closing(sqlite3.connect(data / "xinhuo.sqlite3")) as base, base:
        base.execute("UPDATE people_person SET name = '改过的'")
    (data / "contact.key").write_bytes(b"o" * 32)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    done = subprocess.run(
        [sys.executable, killer, data, backup, "30"],
        env=surroundings(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["neither"] == []
    assert said["old"] > 0
    assert said["new"] > 0
    figure("Backups", "restores killed with -9: old state, new state, neither", f"{said['old']}, {said['new']}, 0")
