"""A copy of the database at one moment, while others write, and what it held. The one place that knows both engines."""

import logging
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.keeping.facts import Inventory
from xinhuo.shell.keeping.rules.contents import DATABASE

DAMAGED = "数据库有坏的地方，不能备份。请运行 ./run doctor 看看。"
NO_TOOLS = "没有找到{}。请先装：apt-get install postgresql-client。"
_COUNTS = ("SELECT count(*) FROM people_person", "SELECT count(*) FROM records_record")
_ADDRESS = {"HOST": "HOST", "PORT": "PORT", "USER": "USER", "PASSWORD": "PASSWORD", "NAME": "DATABASE"}
_DROPS = """
SELECT format('DROP TABLE IF EXISTS %I.%I CASCADE;', schemaname, tablename)
FROM pg_tables WHERE schemaname = current_schema()
"""
_log = logging.getLogger(__name__)
Ask = Callable[[str], list[Any]]


def engine() -> str:
    """ "sqlite" or "postgresql"."""
    return connection.vendor


def database_file() -> Path:
    """The live database of SQLite."""
    return Path(str(connection.settings_dict["NAME"]))


def known_migrations() -> set[tuple[str, str]]:
    """What this version can have applied."""
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def applied_migrations() -> set[tuple[str, str]]:
    """What the database has had applied, of the apps that this version has."""
    apps = {app for app, _ in known_migrations()}
    return {one for one in MigrationRecorder(connection).applied_migrations() if one[0] in apps}


def has_data() -> bool:
    """Is there an office in it?"""
    with connection.cursor() as cursor:
        if "organisation_office" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT 1 FROM organisation_office")
        return cursor.fetchone() is not None


def copy_database(folder: Path) -> tuple[Path, Inventory]:
    """The database in `folder`, as it stood at one moment, under the name it has in a backup."""
    target = folder / DATABASE[engine()]
    if engine() == "sqlite":
        return target, _copy_sqlite(database_file(), target)
    return target, _copy_postgresql(target)


def _copy_sqlite(source: Path, target: Path) -> Inventory:
    """SQLite's own online backup, in one step: one read transaction, which writers in WAL do not wait for.

    Page by page, so rowids stay (VACUUM INTO would number some anew, and an index for searching may hold them).
    """
    live = sqlite3.connect(f"file:{source}?mode=rw", uri=True, timeout=20)
    with closing(live), closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, no companions
    return look_into(target)


def look_into(path: Path) -> Inventory:
    """What a SQLite file holds. Raises RuleBroken when it is damaged."""
    try:
        with closing(sqlite3.connect(path)) as copy:
            said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if said != "ok":
                raise RuleBroken(DAMAGED)
            return _inventory("sqlite", lambda sql: copy.execute(sql).fetchall())
    except sqlite3.DatabaseError as wrong:
        if isinstance(wrong, sqlite3.OperationalError):
            raise
        raise RuleBroken(DAMAGED) from wrong


def _copy_postgresql(target: Path) -> Inventory:
    """pg_dump in the snapshot of our own transaction, so that the list says exactly what the dump holds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

        def ask(sql: str) -> list[Any]:
            cursor.execute(sql)
            return cursor.fetchall()

        snapshot = ask("SELECT pg_export_snapshot()")[0][0]
        _tool("pg_dump", "-Fc", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", "-f", str(target))
        return _inventory("postgresql", ask)


def _inventory(name: str, ask: Ask) -> Inventory:
    """Asked in plain SQL: before an update the tables are older than our models."""
    migrations = sorted((str(app), str(one)) for app, one in ask("SELECT app, name FROM django_migrations"))
    office = ask("SELECT u.name FROM organisation_unit u JOIN organisation_office o ON o.root_id = u.id")
    people, records = (ask(sql)[0][0] for sql in _COUNTS)
    return Inventory(name, office[0][0], people, records, tuple(migrations))


def load_postgresql(dump: Path, scratch: Path) -> None:
    """Put `dump` in the place of all tables, in one transaction: whole or not at all."""
    with connection.cursor() as cursor:
        cursor.execute(_DROPS)
        drops = [row[0] for row in cursor.fetchall()]
    empty, script = scratch / "empty.sql", scratch / "dump.sql"
    empty.write_text("\n".join(drops), encoding="utf-8")
    _tool("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "-f", str(script), str(dump))
    connection.close()
    _tool("psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(empty), "-f", str(script))


def read_through() -> None:
    """PostgreSQL: read every row of every table. Raises RuleBroken where that fails."""
    _tool("pg_dump", "-f", os.devnull)


def _tool(program: str, *options: str) -> None:
    """One of PostgreSQL's own programs, on our database."""
    path = shutil.which(program)
    if path is None:
        raise RuleBroken(NO_TOOLS.format(program))
    said = connection.settings_dict
    named = {f"PG{word}": str(said[key]) for key, word in _ADDRESS.items() if said.get(key)}
    done = subprocess.run([path, *options], env={**os.environ, **named}, capture_output=True, text=True, check=False)
    if done.returncode:
        _log.error("%s: %s", program, done.stderr.strip())
        raise RuleBroken(f"{program} 没有做成，资料没有动。请看上面的提示。")


def tools_missing() -> str:
    """The first of PostgreSQL's programs that a backup needs and this machine lacks, '' for none."""
    if engine() == "sqlite":
        return ""
    return next((one for one in ("pg_dump", "pg_restore", "psql") if shutil.which(one) is None), "")
