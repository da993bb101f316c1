"""Look the machine over (体检): each look is one finding, in words. Nothing is changed."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.crypt import UNREADABLE
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.only import hold
from xinhuo.ground.press.glyphs import font_folder, missing
from xinhuo.shell.keeping.facts import Finding
from xinhuo.shell.keeping.rules import health, retention
from xinhuo.shell.keeping.rules.contents import spoilt
from xinhuo.shell.keeping.services.archive import is_locked, verify
from xinhuo.shell.keeping.services.backup import free_space, kept_backups, office_time, size_of_data
from xinhuo.shell.keeping.services.copying import (
    applied_migrations,
    database_file,
    engine,
    has_data,
    known_migrations,
    read_through,
    tools_missing,
)
from xinhuo.who.people.models import Person

KEYS = ("secret.key", "contact.key")
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "davfs"}
RESTORE = "请停下薪火，用最近的备份恢复：./run restore 备份文件"
OPEN_AGAIN = "请运行 ./run serve，会先备份，再自己升级。"


def look_over() -> Iterator[Finding]:
    """Finding after finding, the ground first: folder, keys, disk, database, then what stands on it."""
    yield folder()
    yield from keys()
    yield health.disk(free_space(settings.DATA), size_of_data())
    yield file_system()
    whole = database()
    yield whole
    if whole.well:
        for look in (integrity, migrations, sealed, clock):
            yield _asked(look)
    yield backups()
    yield fonts()
    yield server()


def _asked(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except DatabaseError:
        return Finding(False, "数据库有坏的地方，读不下去", RESTORE)


def folder() -> Finding:
    """The data folder: ours, writable, closed to others."""
    path = settings.DATA
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return Finding(False, f"资料文件夹写不进去：{path}", f"请运行：chown -R {_user()} {path}")
    strangers = [one for one in _held(path) if one.stat().st_uid != os.geteuid()]
    if strangers:
        return Finding(False, f"{strangers[0].name}归别的用户", f"请运行：chown -R {_user()} {path}")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding(False, f"别的用户也进得了资料文件夹：{path}", f"请运行：chmod 700 {path}")
    return Finding(True, f"资料文件夹只有自己能进：{path}")


def _held(path: Path) -> list[Path]:
    names = (*KEYS, "files", "backups", "xinhuo.sqlite3", "xinhuo.sqlite3-wal")
    return [path / name for name in names if (path / name).exists()]


def _user() -> str:
    return str(os.geteuid())


def keys() -> Iterator[Finding]:
    """The keys: there, whole, and nobody else's to read."""
    for path in (settings.DATA / name for name in KEYS):
        if not path.exists():
            continue  # made when it is needed; `sealed` sees whether an old one is gone
        if path.stat().st_size != 32 or not os.access(path, os.R_OK):
            yield Finding(False, f"钥匙{path.name}读不出来，或不完整", RESTORE)
        elif path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding(False, f"钥匙{path.name}别的用户也能看", f"请运行：chmod 600 {path}")
        else:
            yield Finding(True, f"钥匙{path.name}在，只有自己能看")


def sealed() -> Finding:
    """Does the key of the contacts open them? Asked of one person; a lost key is made anew, and opens nothing."""
    path = settings.DATA / "contact.key"
    some = Person.objects.exclude(phone_print="").first() if has_data() else None
    if some and (not path.exists() or some.phone == UNREADABLE):
        return Finding(False, "钥匙contact.key不是原来那一把，电话和住址读不出来", f"请从备份里找回它。{RESTORE}")
    return Finding(True, "电话和住址读得出来" if some else "名册里还没有电话")


def file_system() -> Finding:
    """SQLite's journal needs a disk of this machine."""
    kind = _file_system(settings.DATA)
    if engine() == "sqlite" and kind in NETWORK:
        return Finding(False, "资料文件夹在网络盘上，断网会坏", "请把它搬到本机的盘上，再设 XINHUO_DATA。")
    return Finding(True, "资料在本机的盘上")


def _file_system(path: Path) -> str:
    """Its kind, of the longest mount point above `path`."""
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    found = [line.split()[1:3] for line in lines]
    above = [(point, kind) for point, kind in found if path.is_relative_to(point.replace("\\040", " "))]
    return max(above, key=lambda one: len(one[0]), default=("", ""))[1]


def database() -> Finding:
    """Does it answer?"""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            connection.introspection.table_names(cursor)
    except (DatabaseError, RuleBroken):
        if engine() == "sqlite":
            return Finding(False, "数据库打不开，可能坏了", RESTORE)
        return Finding(False, "连不上PostgreSQL", "请看它开着没有，XINHUO_DATABASE_URL 写对没有。")
    if gone := tools_missing():
        return Finding(False, f"没有{gone}，备份不了", "请运行：apt-get install postgresql-client")
    if engine() == "sqlite" and not os.access(database_file(), os.W_OK):
        return Finding(False, "数据库写不进去", f"请运行：chown {_user()} {database_file()}")
    return Finding(True, "数据库打得开" if engine() == "sqlite" else "PostgreSQL连得上")


def integrity() -> Finding:
    """Every page of it, and every reference between its rows."""
    if engine() == "postgresql":
        try:
            read_through()
        except RuleBroken as broken:
            return Finding(False, "有的表读不完", broken.message)
        return Finding(True, "每张表都读得完")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(3)")
        said = [row[0] for row in cursor.fetchall()]
        cursor.execute("PRAGMA foreign_key_check")
        torn = len(cursor.fetchall())
    if said != ["ok"]:
        return Finding(False, "数据库有坏的地方", RESTORE)
    if torn:
        return Finding(False, f"有{torn}处记录对不上号", RESTORE)
    return Finding(True, "数据库完好，记录都对得上号")


def migrations() -> Finding:
    """Is the database of this version?"""
    known, applied = known_migrations(), applied_migrations()
    if applied - known:
        return Finding(False, "资料是更新的薪火存的", "请先更新薪火，再打开。")
    if waiting := len(known - applied):
        what = f"数据库还差{waiting}步才升到这一版" if applied else "数据库还没有建"
        return Finding(False, what, OPEN_AGAIN)
    return Finding(True, f"数据库和程序是一版的（{settings.VERSION}）")


def clock() -> Finding:
    """Nothing can have been written tomorrow."""
    newest = Entry.objects.order_by("-at").values_list("at", flat=True).first() if has_data() else None
    seen = [one.made_at for one in kept_backups()]
    if newest:
        seen.append(timezone.localtime(newest).replace(tzinfo=None))
    return health.clock(office_time(), seen)


def backups() -> Finding:
    """The newest: how old, and does it open?"""
    kept, now = kept_backups(), office_time()
    if not kept:
        try:
            if not has_data():
                return Finding(True, "还没有资料，不用备份")
        except DatabaseError:
            pass
        return Finding(False, "还没有备份", "请运行 ./run backup。网站开着，每天也会自己备份。")
    newest = kept[0]
    said = f"最近的备份：{health.moment_said(newest.made_at, now)}"
    if not is_locked(newest.path):
        try:
            bad = spoilt(verify(newest.path, settings.BACKUPS).members)
        except (RuleBroken, OSError) as wrong:
            return Finding(False, f"{said}，可是打不开（{newest.path.name}）", f"{wrong}")
        if bad:
            return Finding(
                False, f"有{len(bad)}个照片或文件坏了", "请运行 ./run verify-files 看是哪些，从更早的备份里找。"
            )
    if retention.is_old(newest.made_at, now):
        return Finding(False, said, "请运行 ./run backup，再看看网站是不是一直没有开。")
    return Finding(True, f"{said}，{health.size_said(newest.path.stat().st_size)}，打得开")


def fonts() -> Finding:
    """Can a paper be printed?"""
    try:
        gone = missing("关心下一代工作委员会薪火〇")
    except (OSError, ValueError) as wrong:
        gone = {str(wrong)}
    if gone:
        return Finding(False, f"打印用的字体缺了（{font_folder()}）", "请删掉 .venv 文件夹，再运行一次 ./run。")
    return Finding(True, "打印用的字体齐全")


def server() -> Finding:
    """Who holds the folder."""
    lock = hold(settings.DATA, patience=0)
    if lock is None:
        return Finding(True, "网站正开着，只有一个")
    os.close(lock)
    return Finding(True, "网站现在没有开（要开：./run serve）")
