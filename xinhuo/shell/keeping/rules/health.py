"""When is a machine well? Bounds of `./run doctor`, and how it says sizes and times."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from xinhuo.shell.keeping.facts import Finding, Standing
from xinhuo.shell.keeping.rules.retention import is_old

SPARE = 500 * 1024**2  # bytes that stay free after the next backup
SLACK = timedelta(minutes=5)  # clocks that differ by less are the same
BORN = 2026  # no machine that runs this has an earlier year


def size_said(size: int) -> str:
    """Bytes as a person says them: 12.3 MB."""
    for unit, bytes_ in (("GB", 1024**3), ("MB", 1024**2)):
        if size >= bytes_:
            return f"{size / bytes_:.1f} {unit}"
    return f"{max(1, round(size / 1024))} KB" if size else "0 KB"


def moment_said(moment: datetime, today: datetime) -> str:
    """今天 3:15, 昨天 3:15, 11月20日 3:15, 2025年12月31日 3:15."""
    days = (today.date() - moment.date()).days
    clock = f"{moment.hour}:{moment.minute:02}"
    if days in (0, 1):
        return f"{('今天', '昨天')[days]} {clock}"
    year = "" if moment.year == today.year else f"{moment.year}年"
    return f"{year}{moment.month}月{moment.day}日 {clock}"


def disk(free: int, data: int) -> Finding:
    """A backup and a restore each need room for everything once more."""
    if free >= 2 * data + SPARE:
        return Finding(True, f"磁盘还有{size_said(free)}")
    return Finding(False, f"磁盘只剩{size_said(free)}", "请清掉别的文件，或换一块大的盘。满了就记不进去，也备份不了。")


def clock(now: datetime, seen: Iterable[datetime]) -> Finding:
    """`seen` are times that were written down before: none can lie after now."""
    newest = max(seen, default=now)
    if now.year < BORN or newest > now + SLACK:
        cure = "请把电脑的日期和时间调对（timedatectl set-ntp true）。调对以前，先不要记。"
        later = f"，可是有资料是{newest:%Y-%m-%d %H:%M}存的" if newest > now + SLACK else ""
        return Finding(False, f"电脑的时间是{now:%Y-%m-%d %H:%M}{later}", cure)
    return Finding(True, f"电脑的时间是{now:%Y-%m-%d %H:%M}")


def standing(newest: datetime | None, free: int, now: datetime) -> Standing:
    """The line of the office page."""
    room = f"磁盘还有{size_said(free)}。"
    if newest is None:
        return Standing(f"还没有备份过。{room}网站开着，每天会自动备份一次；明天还是这样，请管电脑的同志看看。", True)
    said = f"上次备份：{moment_said(newest, now)}。{room}"
    if newest > now + SLACK:
        return Standing(f"{said}电脑的时间像是拨回去了，请管电脑的同志看看。", True)
    if is_old(newest, now):
        return Standing(f"{said}有两天没有备份了，请管电脑的同志看看。", True)
    return Standing(said, False)
