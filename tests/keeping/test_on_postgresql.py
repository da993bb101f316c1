"""Backup, restore and doctor of an office on PostgreSQL: a private server, the commands as processes of their own."""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import twin
from tests.office_folder import build_office, run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A private server with one office in it, and the data folder that goes with it."""
    with twin.server() as address:
        data = tmp_path_factory.mktemp("office") / "data"
        build_office(data, XINHUO_DATABASE_URL=address)
        yield address, data


@pytest.fixture
def address(built: tuple[str, Path], tmp_path: Path) -> str:
    """A database of this test's own, with that office in it."""
    first, name = built[0], f"own_{abs(hash(tmp_path))}"
    with psycopg.connect(first.removesuffix("/xinhuo") + "/postgres", autocommit=True) as base:
        base.execute(f"CREATE DATABASE {name} TEMPLATE xinhuo")
    return first.removesuffix("/xinhuo") + f"/{name}"


@pytest.fixture
def data(built: tuple[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(built[1], tmp_path / "data"))


def ask(address: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address) as base:
        done = base.execute(sql)
        return done.fetchall() if done.description else []


def test_there_and_back(data: Path, address: str, tmp_path: Path) -> None:
    where = {"XINHUO_DATABASE_URL": address}
    done = run(data, "backup", tmp_path / "b.zip", **where)
    assert done.returncode == 0, done.stderr
    assert "名册4人，记录5条" in done.stdout
    assert "database.dump" in zipfile.ZipFile(tmp_path / "b.zip").namelist()
    assert "✗ 还没有备份" in run(data, "doctor", **where).stdout
    ask(address, "UPDATE people_person SET name = '改过的'")
    ask(address, "CREATE TABLE later (id int)")  # a newer version's table: it may not be in the way
    (data / "contact.key").write_bytes(b"k" * 32)
    done = run(data, "restore", tmp_path / "b.zip", **where)
    assert done.returncode == 0, done.stderr
    assert ask(address, "SELECT count(*) FROM people_person WHERE name = '改过的'") == [(0,)]
    assert ask(address, "SELECT to_regclass('later')") == [(None,)]
    assert ask(address, "SELECT by_name FROM audit_entry WHERE verb = '从备份恢复'") == [("恢复",)]
    aside = next(data.glob("before-restore-*"))
    assert (aside / "contact.key").read_bytes() == b"k" * 32
    kept = next(aside.glob("xinhuo-manual-*.zip"))
    assert run(data, "restore", kept, **where).returncode == 0
    assert ask(address, "SELECT count(*) FROM people_person WHERE name = '改过的'") == [(4,)]
    assert run(data, "backup", **where).returncode == 0
    done = run(data, "doctor", **where)
    assert "PostgreSQL连得上" in done.stdout
    assert "每张表都读得完" in done.stdout


def test_what_cannot_be_loaded_changes_nothing(data: Path, address: str, tmp_path: Path) -> None:
    where = {"XINHUO_DATABASE_URL": address}
    assert run(data, "backup", tmp_path / "b.zip", **where).returncode == 0
    ask(address, "UPDATE people_person SET name = '改过的'")
    ask(address, "CREATE FUNCTION kept() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$")
    ask(address, "CREATE EVENT TRIGGER kept ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION kept()")
    done = run(data, "restore", tmp_path / "b.zip", **where)
    ask(address, "DROP EVENT TRIGGER kept")
    assert done.returncode == 1
    assert "psql 没有做成，资料没有动" in done.stderr
    assert ask(address, "SELECT count(*) FROM people_person WHERE name = '改过的'") == [(4,)]
    assert not (data / ".restoring").exists()


def test_the_other_engine_is_refused(data: Path, address: str, tmp_path: Path) -> None:
    assert run(data, "backup", tmp_path / "b.zip", XINHUO_DATABASE_URL=address).returncode == 0
    done = run(tmp_path / "other", "restore", tmp_path / "b.zip")
    assert done.returncode == 1
    assert "这份备份是PostgreSQL的，这里用的是SQLite" in done.stderr


def test_a_server_that_is_away_is_said(tmp_path: Path) -> None:
    away = {"XINHUO_DATABASE_URL": "postgresql://xinhuo@127.0.0.1:1/xinhuo"}
    done = run(tmp_path / "data", "doctor", **away)
    assert done.returncode == 1
    assert "✗ 连不上PostgreSQL" in done.stdout
    assert "Traceback" not in done.stderr
    done = run(tmp_path / "data", "backup", **away)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
