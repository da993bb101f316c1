"""What a backup holds and how it says so; what is refused, with a sentence."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.keeping.facts import Inventory, Manifest, Member

FORMAT = 1
DATABASE = {"sqlite": "xinhuo.sqlite3", "postgresql": "database.dump"}  # engine → name in the backup
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
ASIDE = "before-restore-"
NOT_OURS = "这不是薪火的备份文件。请核对文件名。"
CUT = "备份文件不完整，后面缺了一截。请换一份备份。"
BROKEN = "备份文件坏了，和存的时候不一样。请换一份备份。"
NEWER = "这份备份是更新的薪火做的。请先更新薪火，再恢复。"
NO_ROOM = "磁盘满了或写不进去，没有做成。请腾出空间再试。"
_MADE_AGAIN = {"static", "backups", "jobs"}  # style sheets, how far a job is; and backups hold no backups


def belongs(name: str) -> bool:
    """Is this entry of the data folder part of a backup, beside the database? All that cannot be made again is."""
    if name.startswith((".", ASIDE)) or name in _MADE_AGAIN:
        return False
    return not name.endswith((".lock", ".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal"))


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON, readable by a person."""
    said = {"product": "xinhuo", "format": FORMAT, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
    return json.dumps(said, ensure_ascii=False, indent=1)


def read_manifest(text: str) -> Manifest:
    """The manifest again. Raises RuleBroken when it is none of ours, newer, or names what a backup must not hold."""
    try:
        said = json.loads(text)
        if said["product"] != "xinhuo":
            raise RuleBroken(NOT_OURS)
        if said["format"] > FORMAT:
            raise RuleBroken(NEWER)
        return _manifest(said)
    except (ValueError, KeyError, TypeError, IndexError) as wrong:
        raise RuleBroken(BROKEN) from wrong


def _manifest(said: dict[str, Any]) -> Manifest:
    held = said["inventory"]
    migrations = tuple((str(app), str(name)) for app, name in held["migrations"])
    inventory = Inventory(held["engine"], held["office"], int(held["people"]), int(held["records"]), migrations)
    members = tuple(Member(one["name"], int(one["size"]), one["sha256"]) for one in said["members"])
    names = [one.name for one in members]
    if DATABASE[inventory.engine] not in names or len(set(names)) < len(names) or not all(map(_stays_inside, names)):
        raise RuleBroken(BROKEN)
    return Manifest(datetime.fromisoformat(said["made_at"]), str(said["version"]), inventory, members)


def _stays_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and ".." not in parts and not name.startswith("/") and "\\" not in name and "\0" not in name


def spoilt(members: Iterable[Member]) -> list[str]:
    """Names of stored photos and documents whose content is no longer that of their name (a SHA-256)."""
    stored = [one for one in members if one.name.startswith("files/") and len(PurePosixPath(one.name).name) == 64]
    return [one.name for one in stored if PurePosixPath(one.name).name != one.sha256]


def check_fits(manifest: Manifest, engine: str, version: str, known: Iterable[tuple[str, str]]) -> None:
    """Raise RuleBroken when this version, with the migrations it knows, cannot take the backup in."""
    held = manifest.inventory
    if numbers(manifest.version) > numbers(version) or set(held.migrations) - set(known):
        raise RuleBroken(NEWER)
    if held.engine != engine:
        raise RuleBroken(f"这份备份是{ENGINES[held.engine]}的，这里用的是{ENGINES[engine]}。请改好设置再恢复。")


def numbers(version: str) -> tuple[int, ...]:
    """0.10.1 → (0, 10, 1), so that 0.10 comes after 0.9."""
    return tuple(int("".join(c for c in part if c.isdigit()) or 0) for part in version.split("."))
