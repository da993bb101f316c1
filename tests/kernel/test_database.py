"""Which database, and what is said when it is not there, is the wrong one, or full."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError

from tests import twin
from tests.office_folder import surroundings
from xinhuo.ground.kernel import database
from xinhuo.ground.kernel.errors import RuleBroken

ROOT = Path(__file__).resolve().parent.parent.parent


def serve(folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    env = surroundings(folder, XINHUO_DATABASE_URL=address)
    command = [sys.executable, "-m", "xinhuo", "serve", "--no-serve"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_without_an_address_it_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    said = database.database("", tmp_path)
    assert said["NAME"] == tmp_path / "xinhuo.sqlite3"
    assert said["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert {"journal_mode=WAL", "synchronous=FULL"} <= set(said["OPTIONS"]["init_command"].replace(";", " ").split())


def test_an_address_with_all_its_parts(tmp_path: Path) -> None:
    said = database.database("postgresql://qing:a%40b@db.example:5433/xinhuo?sslmode=require", tmp_path)
    assert (said["USER"], said["PASSWORD"], said["HOST"], said["PORT"]) == ("qing", "a@b", "db.example", 5433)
    assert said["CONN_MAX_AGE"] is None
    assert said["CONN_HEALTH_CHECKS"]
    assert said["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(
    "address", ["nonsense", "mysql://a@b/c", "sqlite:///x", "postgresql://host", "postgresql://a@b:port/c", "中文"]
)
def test_an_address_that_is_none_is_refused_with_an_example(tmp_path: Path, address: str) -> None:
    with pytest.raises(database.WrongAddress, match="请写成 postgresql://"):
        database.database(address, tmp_path)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql//forgotten-colon", database.WRONG_ADDRESS),
        ("postgresql://nobody@127.0.0.1:1/nothing", database.NOT_THERE),
    ],
)
def test_a_command_says_so_and_ends_with_1(tmp_path: Path, address: str, said: str) -> None:
    done = serve(tmp_path / "data", address)
    assert (done.returncode, done.stderr.strip()) == (1, said)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "xinhuo.sqlite3").write_bytes(os.urandom(10_000))
    done = serve(tmp_path, "")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "数据库" in done.stderr


@pytest.mark.skipif(twin.programs() is None, reason="没有装 PostgreSQL；./check 会装")
def test_an_office_on_a_server_of_its_own(tmp_path: Path) -> None:
    """A first start, a second one; a database that isn't UTF-8, one that is not ours, one that isn't there."""
    with twin.server() as address:
        done = serve(tmp_path / "data", address)
        assert (done.returncode, done.stderr) == (0, "")
        assert serve(tmp_path / "data", address).returncode == 0
        with psycopg.connect(address, autocommit=True) as one:
            one.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'")
            one.execute("CREATE DATABASE theirs")
            one.execute("CREATE USER guest")
            sorts = one.execute(
                "SELECT DISTINCT collation_name FROM information_schema.columns WHERE table_schema = 'public' "
                "AND data_type IN ('text', 'character varying')"
            ).fetchall()
        assert sorts == [("C",)]
        host = address.removeprefix("postgresql://xinhuo@").removesuffix("/xinhuo")
        for who, name, said in (
            ("xinhuo", "latin", database.NOT_UTF8),
            ("xinhuo", "nothing", database.NOT_THERE),
            ("guest", "theirs", database.NO_TABLES),
        ):
            done = serve(tmp_path / "data", f"postgresql://{who}@{host}/{name}")
            assert (done.returncode, done.stderr.strip()) == (1, said)


def test_what_is_wrong_in_words() -> None:
    assert database.why(database.NotSaved(database.BUSY)) == database.BUSY
    assert database.why(OSError(errno.ENOSPC, "x")) == database.FULL
    assert database.why(OSError(errno.ENOENT, "x")) == ""
    assert database.why(ValueError()) == ""
    assert database.why(None) == ""
    assert database.why(ProgrammingError("of ours")) == ""
    assert database.why(OperationalError("of ours")) == ""


def test_what_could_not_be_saved_is_a_broken_rule_and_a_database_error() -> None:
    """So that a form shows it with what was typed, and a transaction ends as with any error of a database."""
    wrong = database.NotSaved(database.FULL)
    assert isinstance(wrong, RuleBroken)
    assert isinstance(wrong, OperationalError)
    assert wrong.message == database.FULL
    said = [text for name, text in vars(database).items() if name.isupper() and isinstance(text, str)]
    assert len(said) > 7
    assert [text for text in said if len(text) > 80] == []
