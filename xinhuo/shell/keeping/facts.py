"""What a backup (备份) says of itself, and what the machine says of its health (体检)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Member:
    """One file inside a backup: its name there, its bytes, their SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Inventory:
    """What the database held at the moment it was copied. `migrations` are (app, name), sorted."""

    engine: str
    office: str
    people: int
    records: int
    migrations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Manifest:
    """The list in a backup (清单): when, by which version, what the database held, every file with its digest."""

    made_at: datetime
    version: str
    inventory: Inventory
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Finding:
    """One line of `./run doctor`: is it well, what is so, and what to do ("" when well)."""

    well: bool
    what: str
    cure: str = ""


@dataclass(frozen=True)
class Standing:
    """What the office page says of the backups; `wait` when a hand is needed."""

    said: str
    wait: bool
