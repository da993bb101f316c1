"""小结 of units that were renamed or merged: each paper calls them as they were called at the end of its months."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.year_world import TODAY, World
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.shell.changes.services import reshaping
from xinhuo.shell.changes.services.reshaping import Decided
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit, rename_unit

Enter = Callable[[str], Client]
AUTUMN = date(2026, 9, 1)


@pytest.fixture
def by(world: World) -> Actor:
    return system_actor("办公室", frozenset(ACTIONS), world.office.path)


def read(client: Client, unit: Unit, year: int, month: int) -> str:
    pdf = client.get(f"/summaries/{unit.pk}/{year}/{month}.pdf").content
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_village_that_was_renamed_in_autumn(world: World, inside: Enter, by: Actor) -> None:
    client = inside("办公室")
    world.write(world.liuwan, date(2025, 5, 4), "讲五四故事", "周德顺", youth_count=20)
    rename_unit(by, world.liuwan, "凤栖新村", AUTUMN, TODAY)
    for year, month, name, other in (
        (2025, 6, "柳湾村", "凤栖新村"),
        (2025, 12, "柳湾村", "凤栖新村"),
        (2026, 6, "柳湾村", "凤栖新村"),
        (2026, 12, "凤栖新村", "柳湾村"),
    ):
        for unit in (world.liuwan, world.office):  # the village's own, and the office's with its table of units
            said = read(client, unit, year, month)
            assert name in said, (year, month, unit)
            assert other not in said, (year, month, unit)
            page = client.get(f"/summaries/{unit.pk}/{year}/{month}/").text.split("<main")[1]
            assert name in page
            assert other not in page
    listed = client.get("/summaries/?year=2025").text
    assert "柳湾村" in listed
    assert "凤栖新村" not in listed
    assert "凤栖新村" in client.get("/summaries/?year=2026").text


def test_an_office_that_was_renamed_is_no_unit_of_itself(world: World, inside: Enter, by: Actor) -> None:
    client = inside("办公室")
    world.write(world.office, date(2026, 5, 4), "五四集中宣讲", youth_count=60)
    rename_unit(by, world.office, "清河街道", AUTUMN, TODAY)
    said = read(client, world.office, 2026, 6)
    assert "清河新区办事处关工委和所属2个单位" in said
    assert "清河街道" not in said
    assert "清河街道关工委和所属2个单位" in read(client, world.office, 2026, 12)


def test_a_sealed_paper_of_the_time_before_is_not_changed_by_a_new_name(world: World, inside: Enter, by: Actor) -> None:
    client = inside("办公室")
    for unit in (world.liuwan, world.office):
        client.post(f"/sealed/half_year/{unit.pk}/2026/6/")
    client.post(f"/sealed/books/{world.liuwan.pk}/2025/12/")
    rename_unit(by, world.liuwan, "凤栖新村", AUTUMN, TODAY)
    for unit in (world.liuwan, world.office):
        assert "没有改动" in client.get(f"/sealed/half_year/{unit.pk}/2026/6/").text
    assert "柳湾村2025年业绩记载簿" in client.get(f"/sealed/books/{world.liuwan.pk}/2025/12/").text
    kept = client.get(f"/sealed/?year=2025&unit={world.liuwan.pk}").text
    assert "柳湾村2025年定稿的文书" in kept
    assert "凤栖新村" not in kept


def test_sealed_after_the_change_it_still_carries_the_name_of_then(world: World, inside: Enter, by: Actor) -> None:
    rename_unit(by, world.liuwan, "凤栖新村", AUTUMN, TODAY)
    client = inside("办公室")
    client.post(f"/sealed/half_year/{world.liuwan.pk}/2026/6/")
    page = client.get(f"/sealed/half_year/{world.liuwan.pk}/2026/6/").text
    code = page.split('核对码<span class="nowrap">')[1].split("<")[0]
    found = client.get(f"/sealed/check/?code={code}").text
    assert "柳湾村关工委" in found
    assert "凤栖新村" not in found


def test_a_village_that_was_merged_keeps_its_papers_and_its_row(world: World, inside: Enter, by: Actor) -> None:
    client = inside("办公室")
    hetang = add_unit(by, world.office, UnitDetails("荷塘村", "village"))
    world.add_person(hetang, "孙玉梅")
    for day in (date(2025, 10, 9), date(2026, 5, 31)):
        world.write(hetang, day, "讲家风", "孙玉梅", youth_count=20)
    look = reshaping.look_at_merger(by, hetang, world.liuwan, AUTUMN, TODAY)
    reshaping.merge_units(by, hetang, world.liuwan, AUTUMN, Decided(look.preview.digest), TODAY)
    for year, month in ((2025, 12), (2026, 6), (2026, 12)):
        assert f"荷塘村关工委{year}年" in read(client, hetang, year, month)
        assert "荷塘村" in read(client, world.office, year, month)
    assert "荷塘村" in client.get("/summaries/?year=2026").text


def test_a_unit_that_came_in_autumn_is_not_in_the_table_of_the_half_year(
    world: World, inside: Enter, by: Actor
) -> None:
    add_unit(by, world.office, UnitDetails("新塘村", "village", opened_on=AUTUMN))
    assert "新塘村" not in read(inside("办公室"), world.office, 2026, 6)
    assert "新塘村" in read(inside("办公室"), world.office, 2026, 12)
