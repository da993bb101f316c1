"""An office of the version before: the duty months of its units become this year's roster, and nothing else changes."""

import os
import sqlite3
import subprocess
import sys
import uuid
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.sqlite_only("a whole database of its own, in a folder; the steps are Django's on both")


def migrate(folder: Path, app: str, name: str = "") -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("XINHUO_")}
    env |= {"XINHUO_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "xinhuo.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", app, *([name] if name else []), "-v", "0"],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_duty_months_become_this_years_roster(tmp_path: Path) -> None:
    migrate(tmp_path, "organisation", "0006")
    migrate(tmp_path, "reports", "0001")
    file = next(tmp_path.glob("*.sqlite3"))
    ids = {name: uuid.uuid4().hex for name in ("街道", "柳湾村", "东桥村", "荷塘社区", "不轮的村")}
    months = {"柳湾村": 3, "东桥村": 3, "荷塘社区": 12}
    with sqlite3.connect(file) as base:
        for number, (name, key) in enumerate(ids.items()):
            path, parent = ("0001", None) if name == "街道" else (f"0001{number:04d}", ids["街道"])
            base.execute(
                "INSERT INTO organisation_unit (id, shard, path, parent_id, unit_type_id, name, division_code, position,"
                " tree_order, duty_month, children_made) VALUES (?, 1, ?, ?, ?, ?, '', ?, ?, ?, 0)",
                (key, path, parent, "village" if parent else "subdistrict", name, number, path, months.get(name)),
            )
    base.close()
    migrate(tmp_path, "organisation")
    with sqlite3.connect(file) as base:
        rosters = base.execute("SELECT id, office_id, year, path, agreed_by FROM reports_duty_roster").fetchall()
        slots = base.execute(
            "SELECT u.name, s.month, s.position, s.path, s.roster_id FROM reports_duty_slot s"
            " JOIN organisation_unit u ON u.id = s.unit_id ORDER BY s.month, s.position"
        ).fetchall()
        columns = [row[1] for row in base.execute("PRAGMA table_info(organisation_unit)")]
        kept = base.execute("SELECT count(*) FROM organisation_unit").fetchone()[0]
    base.close()
    (roster,) = rosters
    assert roster[1:] == (ids["街道"], date.today().year, "0001", "原来的设置")
    assert slots == [
        ("柳湾村", 3, 1, "00010001", roster[0]),
        ("东桥村", 3, 2, "00010002", roster[0]),
        ("荷塘社区", 12, 1, "00010003", roster[0]),
    ]
    assert "duty_month" not in columns
    assert kept == 5
    migrate(tmp_path, "reports", "0001")  # and back again
    with sqlite3.connect(file) as base:
        assert dict(base.execute("SELECT name, duty_month FROM organisation_unit")) == {**dict.fromkeys(ids), **months}
    base.close()
