"""Pages about several subjects: last year's month, one page for the leader, what a successor needs."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.year_world import World
from xinhuo.shell.briefing.rules import falls_in
from xinhuo.who.people.services.posts import PostDetails, appoint

Enter = Callable[[str], Client]


@pytest.fixture
def next_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2027, 3, 9))


def text_of(answer: object) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


@pytest.mark.usefixtures("next_year")
def test_last_years_month_offers_to_begin_from_what_was_done(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    page = client.get(f"/briefing/{world.liuwan.pk}/2027/3/").text
    assert "2026年3月做过的事" in page
    assert "带青少年清扫楼道" in page
    assert "学雷锋纪念日" in page
    assert "讲一段亲历" not in page, "that was in April"
    like = page.split('href="/records/new/?like=')[1].split('"')[0]
    draft = client.get(f"/records/new/?like={like}", follow=True).text
    assert "带青少年清扫楼道" in draft or "雷锋" in draft
    assert "带青少年清扫楼道" in text_of(client.get(f"/briefing/{world.liuwan.pk}/2027/3.pdf"))


@pytest.mark.usefixtures("next_year")
def test_a_month_without_anything_says_so(world: World, inside: Enter) -> None:
    page = inside("柳湾记载人").get(f"/briefing/{world.liuwan.pk}/2027/8/").text
    assert "去年这个月没有记录" in page


@pytest.mark.usefixtures("next_year")
def test_whoever_only_reads_is_offered_no_draft(world: World, inside: Enter) -> None:
    assert "照去年起草" not in inside("柳湾主任").get(f"/briefing/{world.liuwan.pk}/2027/3/").text


def test_another_units_address_and_an_impossible_month(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    for address in (f"{world.dongqiao.pk}/2026/3/", f"{world.liuwan.pk}/2026/13/", f"{world.liuwan.pk}/1/3/"):
        assert client.get(f"/briefing/{address}").status_code == 404
    assert client.get(f"/handover/{world.dongqiao.pk}/").status_code == 404


def test_the_leaders_page_is_one_page_on_paper(world: World, inside: Enter) -> None:
    client = inside("办公室")
    page = client.get(f"/briefing/{world.office.pk}/").text
    assert page.index("要您办的") < page.index("还在办的") < page.index("12月做过的")
    for number in range(40):
        world.write(world.liuwan, date(2026, 11, 1 + number % 28), f"看护放学路口第{number}次", "周德顺")
    answer = client.get(f"/briefing/{world.office.pk}.pdf")
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1
    said = text_of(answer)
    shown = said.count("看护放学路口第")
    assert f"还有{40 - shown}件" in said, "what is left out is counted"


def test_what_a_successor_needs_has_masked_telephones(world: World, inside: Enter) -> None:
    person = world.people["周德顺"]
    person.phone = "13912345678"
    person.save()
    appoint(
        world.by, person, world.liuwan, PostDetails("executive_deputy_director", date(2026, 1, 1)), date(2026, 12, 1)
    )
    client = inside("办公室")
    for answer in (
        client.get(f"/handover/{world.liuwan.pk}/").text,
        text_of(client.get(f"/handover/{world.liuwan.pk}.pdf")),
    ):
        assert "常务副主任周德顺" in answer
        assert "5678" in answer
        assert "13912345678" not in answer


@pytest.mark.parametrize(("first", "last", "months"), [(301, 310, {3}), (1220, 110, {12, 1}), (115, 228, {1, 2})])
def test_an_occasion_falls_in_its_months(first: int, last: int, months: set[int]) -> None:
    assert {month for month in range(1, 13) if falls_in(first, last, month)} == months
