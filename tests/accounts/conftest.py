from datetime import date

import pytest
from django.test import Client

from xinhuo.ground.kernel.actor import Actor
from xinhuo.shell.desk.services import installer, start_office
from xinhuo.who.accounts.models import Account
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit

PASSWORD = "Liuwan-2026-lu"


class Place:
    """清河新区办事处 with 柳湾村 and 东桥村, one account of each common role, and a client that is logged in as any."""

    def __init__(self) -> None:
        self.by: Actor = installer()
        start_office(
            self.by, UnitDetails("清河新区办事处", "subdistrict"), phone="0000-0000", site="https://xinhuo.example/"
        )
        self.root = Unit.objects.get(parent=None)
        self.office = Office.objects.get()
        self.liuwan = add_unit(self.by, self.root, UnitDetails("柳湾村", "village"))
        self.dongqiao = add_unit(self.by, self.root, UnitDetails("东桥村", "village"))
        self.recorder = self.open(self.liuwan, "周德顺", "recorder", "13900000001")
        self.neighbour = self.open(self.dongqiao, "钱永康", "recorder", "13900000002")
        self.clerk = self.open(self.root, "吴秀兰", "clerk", "13900000003")
        self.secretary = self.open(self.root, "吕承志", "party_secretary", "13900000004")
        self.administrator = self.open(self.root, "郑管理", "system_administrator", "13900000005")

    def open(self, unit: Unit, name: str, role: str, phone: str = "", password: str = PASSWORD) -> Account:
        return open_account(self.by, NewAccount(unit, name, role, phone), password)[0]

    def inside(self, account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client


@pytest.fixture
def place(db: None) -> Place:
    return Place()


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    day = date(2026, 11, 24)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)
    return day
