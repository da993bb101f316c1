"""定稿: the bytes of the moment for ever, later changes told in words, a new version beside the old."""

import hashlib
import io
import re
from collections.abc import Callable
from datetime import date

import docx
import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader

from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.files import store
from xinhuo.ground.kernel.actor import system_actor
from xinhuo.journal.archives import services
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.services.writing import Taking, Told, change_record, withdraw_record

Enter = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _no_guesses() -> None:
    cache.clear()


def at(unit: object, kind: str = "report", month: int = 12, year: int = 2026) -> str:
    return f"/sealed/{kind}/{unit.pk}/{year}/{month}/"


def read(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def change(world: World, content: str, /, **said: object) -> None:
    record = Record.objects.with_words().get(content=content)
    told = {
        "held_on": record.held_on, "kind": record.kind, "content": record.content, "title": record.title,
        "youth_count": record.youth_count, "milestone": record.milestone, "people": [],
    }  # fmt: skip
    told["people"] = [Taking(p.person, p.role, p.sentence) for p in record.participations.all()]
    change_record(world.by, record, Told(**(told | said)), TODAY)


def test_sealed_changed_told_and_sealed_again(world: World, inside: Enter) -> None:
    client, address = inside("柳湾记载人"), at(world.liuwan)
    assert "还没有" not in client.get(address).text
    assert "定第" not in client.get(address).text
    answer = client.post(address, follow=True)
    first = SealedPaper.objects.get()
    assert f"第1版，核对码{first.code_said}" in answer.text
    assert "和现在的记录一样" in answer.text
    old = client.get(f"/sealed/{first.pk}.pdf").content
    assert hashlib.sha256(old).hexdigest() == first.pdf
    assert f"第1页共{first.pages}页2026年12月20日定稿核对码{first.code_said}" in read(old)

    change(world, "带青少年清扫楼道、讲雷锋故事", youth_count=30)
    withdraw_record(world.by, Record.objects.get(content="看护放学路口"), "记重了")
    world.write(world.liuwan, date(2026, 6, 1), "六一讲故事", "周德顺", youth_count=9)
    client.post(f"/reports/{world.liuwan.pk}/2026/12/", {"key": "next", "text": "明年办到村民小组。"})
    page = client.get(address).text
    assert "定稿后有改动" in page
    assert "定稿时“24”，现在“30”" in page
    assert re.search(r"<b>没有了</b>4月9日，", page)
    assert re.search(r"<b>添了</b>6月1日，", page)
    assert "<b>添了</b>“下一步打算”一段" in page
    assert "有4处改动" in page
    assert "定稿后有改动" in client.get(f"/reports/{world.liuwan.pk}/2026/12/").text

    client.post(address)
    second = SealedPaper.objects.get(version=2)
    assert second.code != first.code
    assert "定稿（第2版）" in read(client.get(f"/sealed/{second.pk}.pdf").content)
    assert client.get(f"/sealed/{first.pk}.pdf").content == old == store.read(first.pdf)
    file = docx.Document(io.BytesIO(client.get(f"/sealed/{second.pk}.docx").content))
    assert any("明年办到村民小组" in p.text for p in file.paragraphs)
    assert "和现在的记录一样" in client.get(address).text
    assert [e.after["版本"] for e in Entry.objects.filter(verb="定稿").order_by("at")] == [1, 2]


def test_sealing_what_is_sealed_already_makes_nothing_new(world: World, inside: Enter) -> None:
    client = inside("办公室")
    for _ in range(2):
        client.post(at(world.liuwan))
    assert SealedPaper.objects.count() == Entry.objects.filter(verb="定稿").count() == 1


@pytest.mark.parametrize("kind", ["books", "chronicle"])
def test_books_and_chronicle_tell_what_changed(world: World, inside: Enter, kind: str) -> None:
    client, address = inside("柳湾记载人"), at(world.liuwan, kind)
    client.post(address)
    paper = SealedPaper.objects.get()
    said = read(client.get(f"/sealed/{paper.pk}.pdf").content)
    assert f"核对码{paper.code_said}" in said
    assert client.get(f"/sealed/{paper.pk}.docx").status_code == (200 if kind == "chronicle" else 404)
    change(world, "讲一段亲历", content="讲一段渡江的亲历")
    withdraw_record(world.by, Record.objects.get(content="讲宪法小故事"), "记重了")
    page = client.get(address).text
    assert "讲一段渡江的亲历" in page
    assert page.count("<b>没有了</b>") == 1
    assert "定稿后有改动" in client.get("/sealed/?year=2026").text


def test_another_units_sealed_paper_is_not_there(world: World, inside: Enter) -> None:
    clerk, recorder = inside("办公室"), inside("柳湾记载人")
    clerk.post(at(world.dongqiao))
    paper = SealedPaper.objects.get()
    for address in (at(world.dongqiao), f"/sealed/{paper.pk}.pdf", f"/sealed/{paper.pk}.docx"):
        assert clerk.get(address).status_code == 200
        assert recorder.get(address).status_code == 404
    assert recorder.post(at(world.dongqiao)).status_code == 404
    assert paper.title not in recorder.get(f"/sealed/?year=2026&unit={world.dongqiao.pk}").text


def test_who_only_reads_cannot_seal(world: World, inside: Enter) -> None:
    director = inside("柳湾主任")
    page = director.get(at(world.liuwan)).text
    assert "由本单位的记载人或办公室来定" in page
    assert "您不能替这个单位定稿" in director.post(at(world.liuwan)).text
    assert not SealedPaper.objects.exists()


def test_a_closed_unit_keeps_its_sealed_papers(world: World, inside: Enter) -> None:
    clerk = inside("办公室")  # 东桥村 was closed in March
    clerk.post(at(world.dongqiao, "chronicle"))
    assert "东桥村关工委2026年工作大事记" in clerk.get(f"/sealed/?year=2026&unit={world.dongqiao.pk}").text
    with pytest.raises(TypeError):
        SealedPaper.objects.all().delete()
    with pytest.raises(TypeError):
        SealedPaper.objects.get().delete()


@pytest.mark.parametrize(
    "address",
    ["report/{}/2026/13/", "chronicle/{}/2026/6/", "nothing/{}/2026/12/", "report/{}/2027/1/", "books/{}/1999/12/"],
)
def test_what_cannot_be_sealed_is_not_there(world: World, inside: Enter, address: str) -> None:
    assert inside("办公室").get(f"/sealed/{address.format(world.liuwan.pk)}").status_code == 404


def test_a_code_from_paper_tells_which_paper_and_nothing_in_it(world: World, inside: Enter) -> None:
    inside("柳湾记载人").post(at(world.liuwan, "chronicle"))
    paper = SealedPaper.objects.get()
    stranger = Client()
    page = stranger.get("/sealed/check/", {"code": paper.code_said.lower().replace("-", " ")}).text
    assert "柳湾村关工委2026年工作大事记" in page
    assert "2026年12月20日，柳湾记载人" in page
    assert "没有改动" in page
    assert "讲雷锋故事" not in page
    assert f"/sealed/chronicle/{world.liuwan.pk}" not in page
    assert "到这份文书的页面" in inside("办公室").get("/sealed/check/", {"code": paper.code}).text
    change(world, "讲一段亲历", content="讲一段渡江的亲历")
    assert "事实后来有改动" in stranger.get("/sealed/check/", {"code": paper.code}).text
    inside("柳湾记载人").post(at(world.liuwan, "chronicle"))
    page = stranger.get("/sealed/check/", {"code": paper.code}).text
    assert "又定了第2版" in page
    assert "渡江" not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("A3F7", "8个字母和数字"),
        ("A3F7-K9MX", "没有这个核对码"),
        ("<script>", "8个字母和数字"),
        ("核对码核对码核对", "8个字母和数字"),
    ],
)
def test_a_wrong_code_gets_a_sentence(world: World, typed: str, said: str) -> None:
    answer = Client().get("/sealed/check/", {"code": typed})
    assert answer.status_code == 200
    assert said in answer.text


def test_whoever_guesses_is_asked_to_wait(world: World, inside: Enter) -> None:
    inside("柳湾记载人").post(at(world.liuwan, "chronicle"))
    code = SealedPaper.objects.get().code
    for _ in range(30):
        Client().get("/sealed/check/", {"code": "A3F7-K9MX"})
    assert "试的次数太多了" in Client().get("/sealed/check/", {"code": code}).text
    assert "试的次数太多了" not in Client(REMOTE_ADDR="10.0.0.9").get("/sealed/check/", {"code": code}).text


def test_a_damaged_original_is_told_and_can_be_sealed_again(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    client.post(at(world.liuwan))
    paper = SealedPaper.objects.get()
    for digest in (paper.pdf, paper.facts):
        store.path_of(digest).write_bytes(b"damaged")
    assert client.get(f"/sealed/{paper.pk}.pdf").status_code == 404
    assert "读不出来了" in client.get(f"/sealed/{paper.pk}.pdf").text
    assert "读不出来了" in client.get(at(world.liuwan)).text
    client.post(at(world.liuwan))
    assert client.get(f"/sealed/{SealedPaper.objects.get(version=2).pk}.pdf").status_code == 200


def test_nothing_to_seal_is_a_sentence(world: World, inside: Enter) -> None:
    answer = inside("办公室").post(at(world.office, "books"))
    assert "还没有可以定稿的内容" in answer.text
    assert not SealedPaper.objects.exists()


def test_two_codes_are_never_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first code is taken by another paper, the next one is drawn."""
    monkeypatch.setattr(services, "fingerprint", lambda seed: "7" * 64 if seed.endswith("|0") else "8" * 64)
    sealer = system_actor("系统", frozenset({"seal_papers"}), world.office.path)
    made = [services.seal(sealer, u, "chronicle", 2026, 12, None, TODAY) for u in (world.liuwan, world.dongqiao)]
    assert len({paper.code for paper in made}) == 2
