"""An office of a subdistrict with a village and its method, on 20 December 2026."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.test import Client

from tests.year_world import TODAY, World, build
from xinhuo.ground.kernel.actor import Actor
from xinhuo.journal.method.facts import DutyStanding
from xinhuo.journal.method.models import MethodPack
from xinhuo.journal.method.reading import standings_of
from xinhuo.journal.method.services.packs import start_method
from xinhuo.shell.desk.services import installer
from xinhuo.who.organisation.models import Unit

BEGAN = date(2026, 1, 1)


@dataclass
class Office:
    """The world of `tests/year_world.py` with a method that asks from 1 January 2026 on."""

    world: World
    by: Actor
    today: date = TODAY
    method: MethodPack = field(init=False)

    def __post_init__(self) -> None:
        self.method = start_method(self.by, self.world.office, self.today, since=BEGAN)

    @property
    def root(self) -> Unit:
        return Unit.objects.select_related("unit_type").get(pk=self.world.office.pk)

    @property
    def village(self) -> Unit:
        return Unit.objects.select_related("unit_type").get(pk=self.world.liuwan.pk)

    def standing(self, unit: Unit, key: str, day: date | None = None) -> DutyStanding:
        """How the duty `key` stands for `unit` on a day of 2026."""
        found = standings_of([unit], 2026, day or self.today, each=True)[unit.pk]
        return next(one for one in found if one.duty.key == key)

    def inside(self, name: str) -> Client:
        client = Client()
        client.force_login(self.world.accounts[name])
        return client


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return Office(build(), installer())


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """`on(day)`: from here on it is that day."""

    def turn(day: date) -> None:
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)

    return turn
