"""要办的事 names a 小结 in its time: one plain line for the own unit until it is sealed, and nothing else."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.year_world import World
from xinhuo.shell.desk.rules import summary_due
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Unit

Enter = Callable[[str], Client]
Go = Callable[[int, int, int], None]


@pytest.fixture
def on(world: World, monkeypatch: pytest.MonkeyPatch) -> Go:
    """Go to a day."""

    def go(year: int, month: int, day: int) -> None:
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(year, month, day))

    return go


def line(client: Client) -> str:
    """The lines about 小结 among what is to be done."""
    tasks = client.get("/").text.split("要办的事</h2>")[1].split("</section>")[0]
    return "".join(one for one in tasks.split("<li>") if "小结" in one)


def test_the_half_year_from_july_until_it_is_sealed(world: World, inside: Enter, on: Go) -> None:
    client = inside("柳湾记载人")
    on(2026, 6, 30)
    assert line(client) == ""
    on(2026, 7, 1)
    said = line(client)
    assert "2026年上半年工作小结" in said
    assert "还没有定稿" in said
    assert "已按上半年的记录起好稿" in said
    address = f"/summaries/{world.liuwan.pk}/2026/6/"
    assert f'href="{address}"' in said
    assert client.get(address).status_code == 200
    on(2026, 11, 30)
    assert "2026年上半年工作小结" in line(client)
    client.post(f"/sealed/half_year/{world.liuwan.pk}/2026/6/")
    assert line(client) == ""


def test_the_year_from_december_through_january_in_place_of_the_half_year(world: World, inside: Enter, on: Go) -> None:
    client = inside("柳湾记载人")
    on(2026, 12, 1)
    said = line(client)
    assert "2026年度工作小结" in said
    assert "半年" not in said
    on(2027, 1, 31)
    said = line(client)
    assert f'href="/summaries/{world.liuwan.pk}/2026/12/"' in said
    client.post(f"/sealed/year/{world.liuwan.pk}/2026/12/")
    assert line(client) == ""
    on(2027, 2, 1)
    assert line(client) == ""


def test_the_office_is_told_of_its_own_and_only_of_its_own(world: World, inside: Enter, on: Go) -> None:
    client = inside("办公室")
    on(2026, 8, 1)
    said = line(client)
    assert said.count("上半年工作小结") == 1
    assert f'href="/summaries/{world.office.pk}/2026/6/"' in said
    client.post(f"/sealed/half_year/{world.office.pk}/2026/6/")
    assert line(client) == ""


def test_nobody_is_told_who_cannot_do_it_or_where_nothing_was_done(world: World, inside: Enter, on: Go) -> None:
    on(2026, 8, 1)
    assert line(inside("柳湾主任")) == ""  # reads, and seals nothing
    narrow = open_account(world.by, NewAccount(world.office, "只看本级", "clerk", reach="own"), "Qinghe-2026-lu")[0]
    client = Client()
    client.force_login(narrow)
    assert line(client) == ""  # an office's tells of all its units, which this one cannot see
    on(2027, 8, 1)
    assert line(inside("柳湾记载人")) == ""  # no record yet of that half-year
    world.write(world.liuwan, date(2026, 1, 5), "讲新年故事", "周德顺")
    on(2026, 8, 1)
    assert line(inside("柳湾记载人"))
    Unit.objects.filter(pk=world.liuwan.pk).update(opened_on=date(2026, 7, 1))
    assert line(inside("柳湾记载人")) == ""  # a unit of July has no half-year


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 1, 1), (2025, 12)), (date(2026, 2, 1), None), (date(2026, 6, 30), None),
        (date(2026, 7, 1), (2026, 6)), (date(2026, 11, 30), (2026, 6)), (date(2026, 12, 1), (2026, 12)),
    ],
)  # fmt: skip
def test_when(today: date, due: tuple[int, int] | None) -> None:
    assert summary_due(today) == due
