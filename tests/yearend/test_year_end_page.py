import io

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.year_world import World


def signed_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.accounts[name])
    return client


def pages_of(client: Client, query: str) -> list[str]:
    answer = client.get(f"/yearend/volume.pdf?{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def test_the_office_prints_everything_in_one_file(world: World) -> None:
    office = signed_in(world, "办公室")
    query = "year=2026&kinds=books&kinds=chronicle&kinds=report&kinds=roster"
    pages = pages_of(office, query)
    whole = "".join(pages).replace("\n", "")
    assert "钱永康" in whole
    assert whole.count("讲一段亲历") >= 2
    slip = office.get(f"/yearend/slip.pdf?{query}")
    assert "装订单" in PdfReader(io.BytesIO(slip.content)).pages[0].extract_text()
    listed = office.get(f"/yearend/?{query}").content.decode()
    assert "柳湾村2026年业绩记载簿" in listed
    assert "东桥村关工委2026年工作大事记" in listed


def test_two_sided_every_part_begins_on_a_right_hand_page(world: World) -> None:
    office = signed_in(world, "办公室")
    pages = pages_of(office, f"year=2026&unit={world.liuwan.pk}&kinds=books&two_sided=on")
    covers = [n for n, text in enumerate(pages) if "记载簿" in text and "记载人" in text]
    assert covers
    assert all(n % 2 == 0 for n in covers)
    assert len(pages) > len(pages_of(office, f"year=2026&unit={world.liuwan.pk}&kinds=books")) - 1


def test_large_print_and_the_same_bytes_twice(world: World) -> None:
    office = signed_in(world, "办公室")
    url = f"/yearend/volume.pdf?year=2026&unit={world.liuwan.pk}&kinds=books&large=on"
    assert office.get(url).content == office.get(url).content


def test_a_recorder_prints_the_own_unit_only(world: World) -> None:
    recorder = signed_in(world, "柳湾记载人")
    whole = "".join(pages_of(recorder, "year=2026&kinds=books&kinds=chronicle"))
    assert "周德顺" in whole
    assert "钱永康" not in whole
    assert "东桥村" not in recorder.get("/yearend/").content.decode()
    for unit in (world.dongqiao, world.office):
        assert recorder.get(f"/yearend/?unit={unit.pk}").status_code == 404
        for paper in ("volume", "slip"):
            assert recorder.get(f"/yearend/{paper}.pdf?kinds=books&unit={unit.pk}").status_code == 404


@pytest.mark.parametrize("query", ["", "year=2027&kinds=books", "year=1999&kinds=books", "kinds=nothing", "year=x"])
def test_what_cannot_be_printed_is_a_kind_404(world: World, query: str) -> None:
    answer = signed_in(world, "柳湾记载人").get(f"/yearend/volume.pdf?{query}")
    assert answer.status_code == 404


def test_nonsense_in_the_address_opens_the_page(world: World) -> None:
    recorder = signed_in(world, "柳湾记载人")
    assert recorder.get("/yearend/?year=abc&unit=zzz&kinds=x").status_code == 200
