"""./run doctor: each thing that is wrong gets one line that says what to do."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.office_folder import run
from xinhuo.shell.keeping.services.doctor import NETWORK


@pytest.fixture(autouse=True)
def _backed_up(data: Path) -> None:
    assert run(data, "backup").returncode == 0


LATER = """INSERT INTO audit_entry (id, shard, path, at, by_name, verb, kind, object_id, title)
SELECT lower(hex(randomblob(16))), shard, path, '2099-01-01 00:00:00', by_name, verb, kind, object_id, title
FROM audit_entry LIMIT 1"""  # the trail takes no change, an entry of tomorrow it takes


def write(data: Path, sql: str) -> None:
    with closing(sqlite3.connect(data / "xinhuo.sqlite3")) as base, base:
        base.execute(sql)


def newest(data: Path) -> Path:
    return max((data / "backups").glob("*.zip"))


def rename_backup(data: Path, moment: str) -> None:
    newest(data).rename(data / "backups" / f"xinhuo-daily-{moment}.zip")


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 4
    path.write_bytes(content)


def test_a_healthy_machine_is_fine(data: Path) -> None:
    done = run(data, "doctor")
    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout
    assert done.stdout.count("✓") >= 12
    assert done.stdout.endswith("都好。\n")


WRONG: list[tuple[str, Callable[[Path], object], str, str]] = [
    ("folder open to others", lambda d: d.chmod(0o755), "别的用户也进得了资料文件夹", "chmod 700"),
    ("key open to others", lambda d: (d / "contact.key").chmod(0o644), "钥匙contact.key别的用户也能看", "chmod 600"),
    ("key cut short", lambda d: (d / "secret.key").write_bytes(b"x"), "钥匙secret.key读不出来", "./run restore"),
    ("tables damaged", lambda d: _hurt(d), "坏", "./run restore"),
    (
        "no database at all",
        lambda d: (d / "xinhuo.sqlite3").write_bytes(b"no database" * 999),
        "数据库打不开",
        "./run restore",
    ),
    (
        "to be updated",
        lambda d: write(d, "DELETE FROM django_migrations WHERE app = 'sessions'"),
        "还差1步",
        "./run serve",
    ),
    (
        "rows without owners",
        lambda d: write(d, "UPDATE records_record SET unit_id = 'gone'"),
        "对不上号",
        "./run restore",
    ),
    ("clock set back", lambda d: write(d, LATER), "有资料是2099", "调对"),
    ("clock behind a backup", lambda d: rename_backup(d, "20990101-000000"), "有资料是2099", "调对"),
    ("no backup", lambda d: shutil.rmtree(d / "backups"), "还没有备份", "./run backup"),
    ("old backup", lambda d: rename_backup(d, "20260301-030000"), "最近的备份：", "./run backup"),
    ("broken backup", lambda d: flip(newest(d), 5000), "打不开", "请换一份备份"),
]


def _hurt(data: Path) -> None:
    """A page of an index in the middle of the file, overwritten."""
    path = data / "xinhuo.sqlite3"
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(content)


@pytest.mark.parametrize(("what", "damage", "said", "cure"), WRONG, ids=[one[0] for one in WRONG])
def test_each_wrong_is_one_line_with_its_cure(
    data: Path, what: str, damage: Callable[[Path], object], said: str, cure: str
) -> None:
    damage(data)
    done = run(data, "doctor")
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert [line for line in lines if said in line and cure in line], done.stdout
    assert "处要办" in done.stderr


def test_a_key_that_is_not_the_old_one_is_seen(data: Path) -> None:
    """Elders' phones cannot be read any more, though every file looks right."""
    assert "电话和住址读得出来" in run(data, "doctor").stdout
    (data / "contact.key").write_bytes(b"k" * 32)
    done = run(data, "doctor")
    assert done.returncode == 1
    assert "不是原来那一把" in done.stdout


def test_a_photo_that_changed_is_seen(data: Path) -> None:
    photo = next(p for p in (data / "files").rglob("*") if p.is_file())
    flip(photo, 500)
    newest(data).unlink()
    done = run(data, "backup")
    assert done.returncode == 0
    assert "有1个照片或文件和存的时候不一样" in done.stdout
    done = run(data, "doctor")
    assert done.returncode == 1
    assert "有1个照片或文件坏了" in done.stdout


def test_an_empty_machine_is_told_to_start(tmp_path: Path) -> None:
    done = run(tmp_path / "new", "doctor")
    assert "数据库还没有建" in done.stdout
    assert "./run serve" in done.stdout
    assert "nfs" in NETWORK
