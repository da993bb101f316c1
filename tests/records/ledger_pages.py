"""A 台账 made, sent and confirmed, for the tests of its import."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.intake.sheets import xlsx
from tests.year_world import TODAY, World
from xinhuo.journal.records.jobs import understood
from xinhuo.journal.records.models import LedgerImport, Record
from xinhuo.journal.records.services.carrying import Source, carry_out
from xinhuo.journal.records.services.importing import Answers, Plan, plan_ledger
from xinhuo.who.accounts.backend import actor_by_id

Enter = Callable[[str], Client]
HEAD = ("日期", "地点", "类别", "活动名称", "活动内容", "效果", "参加人员", "青少年数")
GOOD = ("2025.3.5", "文化广场", "主题宣讲", "学雷锋", "讲雷锋的故事", "孩子爱听", "周德顺、吴秀兰", 24)


def table(*rows: Iterable[Any], title: str = "柳湾村关工委活动台账") -> bytes:
    return xlsx((title,), HEAD, *rows, name="台账")


def send(client: Client, raw: bytes, name: str = "台账.xlsx", **said: Any) -> str:
    """The address of the second step."""
    file = SimpleUploadedFile(name, raw)
    answer = client.post("/ledgers/", {"file": file, **said})
    assert answer.status_code == 302, re.findall(r"errmsg[^>]*>([^<]+)", answer.text)
    return answer["Location"]


def press(client: Client, address: str, **said: Any) -> str:
    """What the page shows after 照这样导入, with the answers `said` (a key may hold any character)."""
    page = client.get(address).text
    hidden = dict(re.findall(r'type="hidden" name="(seen|rows)" value="([^"]*)"', page))
    return client.post(address, {**hidden, **said.pop("more", {}), **said}, follow=True).text


def fact(page: str, label: str) -> int:
    return int(re.search(rf"<dt>{label}</dt><dd>(\d+)", page)[1])


def brought() -> list[Record]:
    return list(Record.objects.filter(source="import").standing().order_by("held_on", "id"))


def actor(world: World, name: str = "办公室") -> Any:
    return actor_by_id(world.accounts[name].pk, TODAY)


def plan_of(world: World, *rows: Iterable[Any], answers: Answers | None = None, who: str = "办公室") -> Plan:
    by = actor(world, who)
    ledger = understood(by, world.office, table(*rows), "台账.xlsx", 2025)
    return plan_ledger(by, world.office, ledger, answers or Answers(), TODAY)


def bring(world: World, plan: Plan, answers: Answers | None = None) -> LedgerImport:
    return carry_out(actor(world), plan, answers or Answers(), Source("台账.xlsx", "0" * 64), TODAY)
