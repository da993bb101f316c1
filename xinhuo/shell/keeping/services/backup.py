"""Take a backup (备份) while the site is in use; keep the right ones; check one again."""

import contextlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.keeping.facts import Inventory, Manifest, Member, Standing
from xinhuo.shell.keeping.rules import health, retention
from xinhuo.shell.keeping.rules.contents import NO_ROOM, belongs, manifest_text
from xinhuo.shell.keeping.services.archive import room_told, verify, write_archive
from xinhuo.shell.keeping.services.copying import copy_database, database_file, engine, has_data

NOTHING = "这里还没有资料，没有什么可备份的。"
THERE_ALREADY = "已经有“{}”了。请换一个名字，或只写文件夹。"
NO_FOLDER = "没有“{}”这个文件夹。请核对，U盘要先插好。"
_SCRATCH = ".xinhuo-"
_STALE = 24 * 3600  # seconds after which what a killed backup left is cleared away
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """A backup that lies in the folder of backups."""

    path: Path
    kind: str
    made_at: datetime


def office_time() -> datetime:
    """Now in the office, without a zone: what names of backups say."""
    return timezone.localtime().replace(tzinfo=None, microsecond=0)


def kept_backups() -> list[Kept]:
    """Those in the folder of backups, newest first."""
    found = []
    with contextlib.suppress(OSError):
        for path in settings.BACKUPS.iterdir():
            if told := retention.told_by_name(path.name):
                found.append(Kept(path, *told))
    return sorted(found, key=lambda one: (one.made_at, one.path.name), reverse=True)


def take_backup(kind: str, target: Path | None = None, passphrase: str = "") -> tuple[Path, Manifest]:
    """Write one backup; where it is and what it says. `target`: a file that is not there yet, or a folder.

    Raises RuleBroken when there is nothing to keep, no room, or the database is damaged. A folder never shows half a backup.
    """
    with room_told():
        if not has_data():
            raise RuleBroken(NOTHING)
        path = _place(kind, target, bool(passphrase))
        _clear_leftovers(path.parent)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=_SCRATCH) as scratch:
            database, inventory = copy_database(Path(scratch))
            # The database first: whatever file it names was there before it.
            sources = [(database.name, database), *_sources(settings.DATA)]
            write_archive(path, sources, lambda members: _told(inventory, members), passphrase)
            try:
                manifest = verify(path, Path(scratch), passphrase)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
    return path, manifest


def _told(inventory: Inventory, members: tuple[Member, ...]) -> str:
    return manifest_text(Manifest(office_time(), settings.VERSION, inventory, members))


def _place(kind: str, target: Path | None, locked: bool) -> Path:
    if target is None:
        target = settings.BACKUPS
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.is_dir():
        names = (retention.file_name(kind, office_time(), again, locked) for again in range(1000))
        return next(target / name for name in names if not (target / name).exists())
    if target.exists():
        raise RuleBroken(THERE_ALREADY.format(target.name))
    if not target.parent.is_dir():
        raise RuleBroken(NO_FOLDER.format(target.parent))
    return target


def _clear_leftovers(folder: Path) -> None:
    """What a backup that was killed left behind."""
    for path in folder.glob(f"{_SCRATCH}*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _STALE:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _sources(data: Path) -> list[tuple[str, Path]]:
    """(name in the backup, file) of all that belongs to it beside the database."""
    found = []
    for top in sorted(data.iterdir()):
        if belongs(top.name) and not _holds_backups(top):
            found += [(path.relative_to(data).as_posix(), path) for path in _files(top)]
    return found


def _holds_backups(top: Path) -> bool:
    return settings.BACKUPS.resolve().is_relative_to(top.resolve())


def _files(top: Path) -> Iterator[Path]:
    if top.is_file():
        yield top
        return
    for folder, inner, names in os.walk(top):
        inner.sort()
        yield from (Path(folder) / name for name in sorted(names) if not name.startswith("."))


def size_of_data() -> int:
    """Bytes that a backup would hold before it is packed."""
    with contextlib.suppress(OSError):
        database = database_file().stat().st_size if engine() == "sqlite" else 0
        return database + sum(path.stat().st_size for _, path in _sources(settings.DATA))
    return 0


def free_space(folder: Path) -> int:
    """Bytes free where `folder` is or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def back_up_daily(now: datetime | None = None, anyway: bool = False) -> Path | None:
    """Today's backup, unless there is one or nothing to keep; then the old ones go. None when none was needed."""
    now = now or office_time()
    made = [one.made_at for one in kept_backups() if one.kind == retention.DAILY]
    if not (anyway or retention.is_due(made, now)) or not has_data():
        return None
    if free_space(settings.BACKUPS) < 2 * size_of_data() + health.SPARE:  # never take the room that records need
        raise RuleBroken(NO_ROOM)
    path, _ = take_backup(retention.DAILY)
    prune(now)
    return path


def prune(now: datetime) -> list[Path]:
    """Take away the daily backups, and those before updates, that are no longer kept. Those made by hand stay."""
    kept = kept_backups()
    daily = retention.to_keep((one.made_at for one in kept if one.kind == retention.DAILY), now)
    updates = retention.updates_to_keep(one.made_at for one in kept if one.kind == retention.UPDATE)
    wanted = {retention.DAILY: daily, retention.UPDATE: updates}
    gone = [one.path for one in kept if one.kind in wanted and one.made_at not in wanted[one.kind]]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def standing() -> Standing:
    """The line about backups on the office page: names of files and one question to the disk."""
    kept = kept_backups()
    return health.standing(kept[0].made_at if kept else None, free_space(settings.DATA), office_time())
