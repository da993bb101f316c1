"""The office page says when the last backup was, to whoever looks after the office."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.year_world import World
from xinhuo.shell.keeping.rules.retention import file_name
from xinhuo.shell.keeping.services.backup import office_time
from xinhuo.who.accounts.services import NewAccount, open_account

Inside = Callable[[str], Client]


@pytest.fixture
def backups(tmp_path: Path, settings: Any) -> Path:
    settings.BACKUPS = tmp_path
    return tmp_path


def page(client: Client) -> str:
    return client.get("/office/").content.decode()


def test_none_yet_wants_a_hand(inside: Inside, backups: Path) -> None:
    said = page(inside("办公室"))
    assert "还没有备份过" in said
    assert "note--wait" in said
    assert "磁盘还有" in said


def test_one_of_today_is_well_and_one_of_last_week_is_not(inside: Inside, backups: Path) -> None:
    now = office_time()
    (backups / file_name("daily", now - timedelta(days=7))).touch()
    assert "有两天没有备份了" in page(inside("办公室"))
    (backups / file_name("daily", now)).touch()
    said = page(inside("办公室"))
    assert f"上次备份：今天 {now.hour}:{now.minute:02}。" in said
    assert "note--wait" not in said


def test_the_auditor_reads_no_line_about_disks(world: World, inside: Inside, backups: Path) -> None:
    account, _ = open_account(world.by, NewAccount(world.office, "审计的", "auditor"), password="Qinghe-2026-lu")
    client = Client()
    client.force_login(account)
    assert "备份" not in page(client)
    administrator, _ = open_account(
        world.by, NewAccount(world.office, "管电脑的", "system_administrator"), password="Qinghe-2026-lu"
    )
    client.force_login(administrator)
    assert "还没有备份过" in page(client)
