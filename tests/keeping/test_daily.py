"""The backup that makes itself: once a day, only with data, never into the last room on the disk."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.office_folder import at_home_in, surroundings
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.keeping.rules.retention import file_name
from xinhuo.shell.keeping.services import backup, daily

NOW = datetime(2026, 11, 24, 9)


@pytest.fixture
def home(data: Path) -> Iterator[Path]:
    with at_home_in(data):
        yield data / "backups"


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(backup, "office_time", lambda: now)


def test_once_a_day(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NOW)
    made = backup.back_up_daily(NOW)
    assert made == home / "xinhuo-daily-20261124-090000.zip"
    assert backup.verify(made, home).inventory.people == 4
    assert backup.back_up_daily(NOW + timedelta(hours=8)) is None
    at(monkeypatch, NOW + timedelta(days=1))
    assert backup.back_up_daily(NOW + timedelta(days=1)) is not None
    assert [one.kind for one in backup.kept_backups()] == ["daily", "daily"]


def test_old_ones_go_and_those_made_by_hand_stay(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    for days in range(1, 400):
        (home / file_name("daily", NOW - timedelta(days=days))).touch()
        if days % 40 == 1:
            (home / file_name("manual", NOW - timedelta(days=days))).touch()
            (home / file_name("update", NOW - timedelta(days=days))).touch()
    (home / "别的.txt").touch()
    at(monkeypatch, NOW)
    backup.back_up_daily(NOW)
    kinds = [one.kind for one in backup.kept_backups()]
    assert kinds.count("daily") <= 7 + 4 + 12
    assert kinds.count("daily") >= 7 + 11
    assert kinds.count("manual") == 10
    assert kinds.count("update") == 5
    assert (home / "别的.txt").exists()


def test_nothing_without_an_office(tmp_path: Path) -> None:
    with at_home_in(tmp_path / "empty"):
        assert backup.back_up_daily(NOW) is None
        assert not (tmp_path / "empty" / "backups").exists()


def test_the_last_room_is_left_to_records(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "free_space", lambda _: 100 * 1024**2)
    with pytest.raises(RuleBroken, match="磁盘满了"):
        backup.back_up_daily(NOW)
    assert not home.exists()


def test_a_clock_set_back_does_not_end_the_backups(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    for days in range(5):
        (home / file_name("daily", NOW + timedelta(days=days))).touch()
    at(monkeypatch, NOW + timedelta(hours=1))
    monkeypatch.setattr(daily, "office_time", lambda: NOW + timedelta(hours=1))
    assert daily._astray()
    assert backup.back_up_daily(NOW + timedelta(hours=1)) is None  # by its name, today has one
    assert backup.back_up_daily(NOW + timedelta(hours=1), anyway=True) is not None


def test_what_a_killed_backup_left_goes_after_a_day(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".xinhuo-old").mkdir(parents=True)
    (home / ".xinhuo-half").touch()
    later = backup.time.time() + 25 * 3600
    monkeypatch.setattr(backup.time, "time", lambda: later)
    backup.back_up_daily()
    assert [p.name for p in home.iterdir() if p.name.startswith(".")] == []


WATCH = """
import time
import django
django.setup()
from django.conf import settings
from xinhuo.shell.keeping.services import daily
stop = daily.start(first=0.05, every=0.1)
until = time.monotonic() + 20
while not list(settings.BACKUPS.glob("*.zip")) and time.monotonic() < until:
    time.sleep(0.05)
time.sleep(0.5)
stop.set()
print(len(list(settings.BACKUPS.glob("xinhuo-daily-*.zip"))))
"""


def test_the_server_looks_again_and_again_and_makes_one(data: Path, tmp_path: Path) -> None:
    env: dict[str, Any] = surroundings(data, XINHUO_BACKUPS=str(tmp_path / "elsewhere"))
    done = subprocess.run([sys.executable, "-c", WATCH], env=env, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("1", "")
    assert not (data / "backups").exists()
    assert len(list((tmp_path / "elsewhere").iterdir())) == 1
