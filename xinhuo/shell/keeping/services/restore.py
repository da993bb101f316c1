"""Bring a backup back (恢复): whole or not at all, and what was there stays in a folder with the date."""

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel import in_place
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.only import hold
from xinhuo.shell.keeping.facts import Manifest
from xinhuo.shell.keeping.rules.contents import ASIDE, DATABASE, belongs, check_fits
from xinhuo.shell.keeping.rules.retention import BY_HAND
from xinhuo.shell.keeping.services.archive import opened, room_told, unpack
from xinhuo.shell.keeping.services.backup import office_time, take_backup
from xinhuo.shell.keeping.services.copying import (
    database_file,
    engine,
    has_data,
    known_migrations,
    load_postgresql,
    look_into,
)
from xinhuo.who.organisation.models import Office

RUNNING = "薪火正在运行。请先停下它，再恢复。"
NOT_RISEN = "这份备份升不到现在的版本，原来的资料没有动。"
NO_FILE = "没有“{}”这个文件。请核对文件名和位置。"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Restored:
    """What came back, and where that lies which was there (None on an empty machine)."""

    manifest: Manifest
    aside: Path | None


def restore(by: Actor, file: Path, passphrase: str = "") -> Restored:
    """Put the backup `file` in the place of all data. Raises RuleBroken, with nothing changed, when it cannot be."""
    if not file.is_file():
        raise RuleBroken(NO_FILE.format(file.name))
    with _alone(settings.DATA):
        new = in_place.clean_work(settings.DATA)
        try:
            with room_told(), opened(file, new.parent, passphrase) as (book, manifest):
                check_fits(manifest, engine(), settings.VERSION, known_migrations())
                unpack(book, manifest, new)
                aside = _put_in_place(new, manifest)
        finally:
            in_place.abandon(settings.DATA)
        _note(by, manifest)
    return Restored(manifest, aside if aside.exists() else None)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """No server meanwhile, and none that starts."""
    lock = hold(data, patience=0)
    if lock is None:
        raise RuleBroken(RUNNING)
    connections.close_all()
    try:
        yield
    finally:
        os.close(lock)


def _put_in_place(new: Path, manifest: Manifest) -> Path:
    """Nothing of the office changes before the last line of either way."""
    aside = settings.DATA / f"{ASIDE}{office_time():%Y%m%d-%H%M%S}"
    leave = [path.name for path in settings.DATA.iterdir() if belongs(path.name)]
    if engine() == "postgresql":
        _load(new / DATABASE["postgresql"], new.parent, aside)
    else:
        _bring_up(new, manifest)
        live = database_file().name
        leave += [f"{live}{end}" for end in ("", "-wal", "-shm")]
        _settle(database_file())
    leave = [name for name in leave if (settings.DATA / name).exists()]
    if leave == ["secret.key"]:  # an empty machine, and the key that this very command made on its way
        (settings.DATA / leave.pop()).unlink()
    in_place.commit(settings.DATA, leave, aside.name)
    return aside


def _bring_up(new: Path, manifest: Manifest) -> None:
    """Migrate the copy, before it is in place, by a process of our own whose data folder it is: its keys are the right ones."""
    database = new / DATABASE["sqlite"]
    look_into(database)
    if known_migrations() - set(manifest.inventory.migrations):
        env = {**os.environ, "XINHUO_DATA": str(new), "PYTHONPATH": str(settings.BASE)}
        env.pop("XINHUO_DATABASE_URL", None)
        python = [sys.executable, "-m", "xinhuo", "migrate", "--noinput"]
        done = subprocess.run(python, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            _log.error("%s", done.stderr)
            raise RuleBroken(NOT_RISEN)
    for path in new.glob(".*.lock"):
        path.unlink()


def _settle(database: Path) -> None:
    """The journal of the old database goes into it, so that one file tells all. A damaged one stays as it is."""
    with suppress(sqlite3.Error):
        if database.exists():
            with closing(sqlite3.connect(database)) as old:
                old.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _load(dump: Path, scratch: Path, aside: Path) -> None:
    """PostgreSQL: what was there becomes a backup in `aside`; then the tables change in one transaction, and rise."""
    aside.mkdir(mode=0o700)
    if has_data():
        take_backup(BY_HAND, aside)
    load_postgresql(dump, scratch)
    dump.unlink()
    call_command("migrate", interactive=False, verbosity=0)


def _note(by: Actor, manifest: Manifest) -> None:
    office = Office.objects.select_related("root").first()
    if office:
        after = {"备份时间": manifest.made_at.isoformat(" "), "版本": manifest.version}
        audit.note(by, "从备份恢复", office.root.ref, after=after)
