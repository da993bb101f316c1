"""./run backup and ./run restore as an office uses them: a stick, a new machine, a passphrase, an older version."""

import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from tests.office_folder import run
from xinhuo.ground.kernel.only import hold


def ask(data: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "xinhuo.sqlite3")) as base, base:
        return base.execute(sql).fetchall()


def files(data: Path) -> dict[str, str]:
    """Every file that counts, with its digest."""
    found = [
        p
        for p in data.rglob("*")
        if p.is_file() and p.relative_to(data).parts[0] in ("files", "contact.key", "secret.key")
    ]
    return {str(p.relative_to(data)): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def test_one_file_holds_everything_and_says_so(data: Path, tmp_path: Path) -> None:
    done = run(data, "backup", tmp_path / "一份.zip")
    assert done.returncode == 0, done.stderr
    assert "备份好了" in done.stdout
    assert "名册4人，记录5条" in done.stdout
    assert "请锁好" in done.stdout
    path = tmp_path / "一份.zip"
    assert path.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(path) as book:
        said = json.loads(book.read("manifest.json"))
        assert "钥匙" in book.read("xinhuo-backup.txt").decode()
        for one in said["members"]:
            content = book.read(one["name"])
            assert (len(content), hashlib.sha256(content).hexdigest()) == (one["size"], one["sha256"])
    names = {one["name"] for one in said["members"]}
    assert names == {"xinhuo.sqlite3", *files(data)}
    assert said["inventory"]["office"] == "清河新区办事处"
    assert len(said["inventory"]["migrations"]) > 10
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "一份.zip"]


def test_a_folder_gets_a_name_with_the_time_and_none_is_overwritten(data: Path, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    assert run(data, "backup", stick).returncode == 0
    assert run(data, "backup", stick).returncode == 0
    assert len(list(stick.glob("xinhuo-manual-*.zip"))) == 2
    there = next(stick.iterdir())
    again = run(data, "backup", there)
    assert again.returncode == 1
    assert "请换一个名字" in again.stderr
    gone = run(data, "backup", tmp_path / "nowhere" / "a.zip")
    assert (gone.returncode, "U盘要先插好" in gone.stderr) == (1, True)
    assert run(data, "backup").returncode == 0
    assert len(list((data / "backups").iterdir())) == 1


def test_nothing_to_keep_is_said(tmp_path: Path) -> None:
    done = run(tmp_path / "empty", "backup")
    assert done.returncode == 1
    assert "还没有资料" in done.stderr


def test_a_restore_brings_all_back_and_keeps_what_was_there(data: Path, tmp_path: Path) -> None:
    before = files(data)
    assert run(data, "backup", tmp_path / "b.zip").returncode == 0
    ask(data, "UPDATE people_person SET name = '改过的'")
    shutil.rmtree(data / "files")
    (data / "contact.key").write_bytes(b"x" * 32)
    done = run(data, "restore", tmp_path / "b.zip")
    assert done.returncode == 0, done.stderr
    assert "名册4人，记录5条" in done.stdout
    assert files(data) == before
    assert ask(data, "SELECT count(*) FROM people_person WHERE name = '改过的'") == [(0,)]
    assert ask(data, "SELECT by_name FROM audit_entry WHERE verb = '从备份恢复'") == [("恢复",)]
    aside = next(data.glob("before-restore-*"))
    assert str(aside) in done.stdout
    assert ask(aside, "SELECT count(*) FROM people_person WHERE name = '改过的'") == [(4,)]
    assert (aside / "contact.key").read_bytes() == b"x" * 32
    assert not (data / ".restoring").exists()
    assert run(data, "doctor").stdout.count("✗") == 1  # no backup in its own folder yet


def test_a_new_machine_starts_from_a_backup(data: Path, tmp_path: Path) -> None:
    assert run(data, "backup", tmp_path / "b.zip").returncode == 0
    new = tmp_path / "new"
    done = run(new, "restore", tmp_path / "b.zip")
    assert done.returncode == 0, done.stderr
    assert "原来的" not in done.stdout
    assert files(new) == files(data)
    assert not list(new.glob("before-restore-*"))
    assert ask(new, "SELECT count(*) FROM records_record") == [(5,)]
    assert new.stat().st_mode & 0o777 == 0o700
    assert {p.stat().st_mode & 0o777 for p in (new / "files").rglob("*") if p.is_file()} == {0o600}


def test_an_older_backup_rises_before_it_is_in_place(data: Path, tmp_path: Path) -> None:
    last = ask(data, "SELECT app, name FROM django_migrations WHERE app = 'sessions'")
    ask(data, "DELETE FROM django_migrations WHERE app = 'sessions'")
    ask(data, "DROP TABLE django_session")
    assert run(data, "backup", tmp_path / "old.zip").returncode == 0
    new = tmp_path / "new"
    done = run(new, "restore", tmp_path / "old.zip")
    assert done.returncode == 0, done.stderr
    assert ask(new, "SELECT app, name FROM django_migrations WHERE app = 'sessions'") == last
    assert ask(new, "SELECT count(*) FROM django_session") == [(0,)]


def _sessions(data: Path) -> bool:
    return bool(ask(data, "SELECT 1 FROM sqlite_master WHERE name = 'django_session'"))


def test_one_that_cannot_rise_changes_nothing(data: Path, tmp_path: Path) -> None:
    ask(data, "DELETE FROM django_migrations WHERE app = 'sessions'")  # its table is there: the step will fail
    assert run(data, "backup", tmp_path / "odd.zip").returncode == 0
    before = ask(data, "SELECT count(*) FROM django_migrations")
    done = run(data, "restore", tmp_path / "odd.zip")
    assert done.returncode == 1
    assert "升不到现在的版本" in done.stderr
    assert ask(data, "SELECT count(*) FROM django_migrations") == before
    assert not list(data.glob("before-restore-*"))
    assert not (data / ".restoring").exists()


def test_a_running_site_is_not_restored_over(data: Path, tmp_path: Path) -> None:
    assert run(data, "backup", tmp_path / "b.zip").returncode == 0
    with closing(_Held(data)):
        done = run(data, "restore", tmp_path / "b.zip")
        assert run(data, "backup", tmp_path / "while-open.zip").returncode == 0
    assert done.returncode == 1
    assert "薪火正在运行。请先停下它" in done.stderr
    assert not list(data.glob("before-restore-*"))


class _Held:
    def __init__(self, data: Path) -> None:
        self._lock = hold(data, patience=0)
        assert self._lock is not None

    def close(self) -> None:
        os.close(self._lock)


def test_a_locked_backup_needs_its_passphrase(data: Path, tmp_path: Path) -> None:
    word = {"XINHUO_BACKUP_PASSPHRASE": "柳湾村的大槐树二〇二六"}
    assert run(data, "backup", tmp_path / "b.locked", "--passphrase", **word).returncode == 0
    content = (tmp_path / "b.locked").read_bytes()
    assert b"SQLite format" not in content
    assert "清河新区".encode() not in content
    for wrong in ({}, {"XINHUO_BACKUP_PASSPHRASE": "柳湾村的大槐树二〇二五"}):
        done = run(data, "restore", tmp_path / "b.locked", **wrong)
        assert (done.returncode, "口令不对" in done.stderr) == (1, True)
    new = tmp_path / "new"
    assert run(new, "restore", tmp_path / "b.locked", **word).returncode == 0
    assert files(new) == files(data)
    short = run(data, "backup", tmp_path / "c", "--passphrase", XINHUO_BACKUP_PASSPHRASE="1234567")
    assert (short.returncode, "至少要8个字" in short.stderr) == (1, True)


def test_an_update_is_preceded_by_a_backup(data: Path) -> None:
    assert run(data, "serve", "--no-serve").returncode == 0
    assert not (data / "backups").exists()  # nothing to migrate, nothing to keep
    ask(data, "DELETE FROM django_migrations WHERE app = 'sessions'")
    ask(data, "DROP TABLE django_session")
    assert run(data, "serve", "--no-serve").returncode == 0
    assert [p.name.split("-")[1] for p in (data / "backups").iterdir()] == ["update"]
    assert _sessions(data)


def test_data_of_a_newer_version_is_not_opened(data: Path) -> None:
    ask(data, "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_later', '2027-01-01')")
    done = run(data, "serve", "--no-serve")
    assert done.returncode == 1
    assert "请先更新薪火" in done.stderr
    assert "更新的薪火存的" in run(data, "doctor").stdout
