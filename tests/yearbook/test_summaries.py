"""小结: half a year and a year, of a village and of the office; from facts, edited, at most three pages."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from pypdf import PdfReader

from tests.records.test_papers import one, records
from tests.test_query_counts import more
from tests.year_world import World
from xinhuo.ground.press.document import Table
from xinhuo.ground.press.pdf import page_count, to_pdf
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.journal.records.facts import RecordFacts, ReportFacts, Voice
from xinhuo.journal.records.models import OwnParagraph
from xinhuo.journal.records.rules import CATEGORIES
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.year.yearbook import papers
from xinhuo.year.yearbook.facts import SummaryFacts, UnitRow

Enter = Callable[[str], Client]


def at(unit: object, month: int = 6, tail: str = "/") -> str:
    return f"/summaries/{unit.pk}/2026/{month}{tail}"


def read(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def office(
    found: tuple[RecordFacts, ...], rows: tuple[UnitRow, ...] = (), total: UnitRow | None = None
) -> SummaryFacts:
    voice = Voice("上半年", "主要做了以下工作。", "清河新区办事处关工委和所属12个单位", 31)
    report = ReportFacts("清河新区办事处", "清河新区办事处关工委", 2026, 6, found, 331, "", voice=voice)
    return SummaryFacts(report, 6, rows, total)


def test_half_a_year_of_a_village(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    page = client.get(at(world.liuwan)).text
    assert "柳湾村关工委2026年上半年工作小结" in page
    assert "2026年上半年，柳湾村关工委开展各类活动3次" in page or "2026年上半年，柳湾村关工委开展活动3次" in page
    assert "讲宪法小故事" not in page  # December
    assert "讲宪法小故事" in client.get(at(world.liuwan, 12)).text
    said = read(client.get(at(world.liuwan, 6, ".pdf")).content)
    assert "柳湾村关工委2026年上半年工作小结" in said
    assert "现将主要工作汇报如下" not in said
    file = docx.Document(io.BytesIO(client.get(at(world.liuwan, 12, ".docx")).content))
    assert "柳湾村关工委2026年度工作小结" in "".join(p.text for p in file.paragraphs)


def test_what_was_written_in_a_report_is_offered_and_sealed(world: World, inside: Enter) -> None:
    client, told = inside("柳湾记载人"), "宣讲请了司法所的同志一起备课。"
    client.post(f"/reports/{world.liuwan.pk}/2026/6/", {"key": "theme_education", "text": told})
    page = client.get(at(world.liuwan)).text
    assert "上次写的" in page
    assert "6月轮值汇报" in page
    client.post(at(world.liuwan), {"key": "theme_education", "text": f"{told}孩子们爱听。"})
    client.post(at(world.liuwan), {"key": "problems", "text": "年轻的五老还不多。"})
    assert "半年小结，柳湾记载人" in client.get(f"/reports/{world.liuwan.pk}/2026/7/").text
    client.post(f"/sealed/half_year/{world.liuwan.pk}/2026/6/")
    sealed = SealedPaper.objects.get()
    said = read(client.get(f"/sealed/{sealed.pk}.pdf").content)
    assert "孩子们爱听" in said
    assert re.search(r"[一二三四]、问题和不足。年轻的五老还不多", said)
    assert "（已定稿）" in client.get("/summaries/?year=2026").text
    client.post(at(world.liuwan), {"key": "problems", "text": ""})
    page = client.get(f"/sealed/half_year/{world.liuwan.pk}/2026/6/").text
    assert "<b>没有了</b>“问题和不足”一段" in page


def test_the_office_tells_of_all_its_units(world: World, inside: Enter) -> None:
    world.write(world.office, date(2026, 5, 4), "五四集中宣讲", youth_count=60)
    client = inside("办公室")
    page = client.get(at(world.office)).text
    assert "清河新区办事处关工委和所属2个单位" in page
    said = read(client.get(at(world.office, 6, ".pdf")).content)
    assert "东桥村" in said  # closed in March, it lived in that half year
    assert re.search(r"合计5.*?137", said)
    assert "东桥村钱永康写春联送孩子" in said or "柳湾村周德顺" in said
    client.post(f"/sealed/half_year/{world.office.pk}/2026/6/")
    assert SealedPaper.objects.get().title == "清河新区办事处关工委2026年上半年工作小结"
    world.write(world.liuwan, date(2026, 6, 1), "六一讲故事", "周德顺", youth_count=9)
    assert "<b>添了</b>6月1日" in client.get(f"/sealed/half_year/{world.office.pk}/2026/6/").text


def test_nothing_recorded_is_said_honestly(world: World, inside: Enter) -> None:
    said = read(inside("办公室").get(f"/summaries/{world.liuwan.pk}/2025/6.pdf").content)
    assert "2025年上半年，柳湾村关工委暂无活动记录。" in said
    assert "0次" not in said


def test_reach_and_rights(world: World, inside: Enter) -> None:
    recorder = inside("柳湾记载人")
    for address in (at(world.office), at(world.dongqiao), at(world.dongqiao, 6, ".pdf"), at(world.liuwan, 7)):
        assert recorder.get(address).status_code == 404
    assert "改这一段" not in inside("柳湾主任").post(at(world.liuwan), {"key": "next", "text": "好"}).text
    assert not OwnParagraph.objects.exists()
    narrow = open_account(
        world.by, NewAccount(world.office, "只看本级", "clerk", reach="own"), password="Qinghe-2026-lu"
    )
    client = Client()
    client.force_login(narrow[0])
    assert client.get(at(world.office)).status_code == 404


def test_as_many_queries_for_many_units_as_for_few(world: World, inside: Enter) -> None:
    client = inside("办公室")
    counts = []
    for mark in ("东", "西"):
        more(world, mark)
        for address in (at(world.office), "/summaries/?year=2026"):
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            counts.append(len(seen))
    assert counts[2:] == counts[:2]
    assert max(counts) <= 45


def several(found: tuple[RecordFacts, ...]) -> tuple[RecordFacts, ...]:
    units = ("柳湾村", "荷塘社区", "清河新区办事处", "双河村")
    return tuple(
        RecordFacts(**(vars(record) | {"unit": units[number % len(units)]})) for number, record in enumerate(found)
    )


@settings(max_examples=15, deadline=None)
@given(records())
def test_an_office_never_counts_nobody_and_never_opens_twice_alike(found: tuple[RecordFacts, ...]) -> None:
    texts = [d.text for d in papers.summary_paragraphs(office(several(found))) if d.text]
    whole = "".join(texts)
    assert not re.search(r"(?<!\d)0(?:人|次|名)", whole)
    assert not re.search(r"[，；：][，；：]|。。|，。", whole)
    assert not re.search(r"(柳湾村|荷塘社区|双河村)\1", whole)
    assert "清河新区办事处清河新区办事处" not in whole


def test_a_very_full_half_year_fits_three_pages() -> None:
    units = [f"第{n}村" for n in range(1, 31)]
    many = tuple(
        RecordFacts(
            f"{n:04d}", units[n % 30], date(2026, 1, 1) + timedelta(days=n % 180), None, "", "小学操场",
            CATEGORIES[c], c, CATEGORIES[c], c == "meeting", "", "很长的标题" * 5,
            "带着三到五年级的孩子沿着河堤走了一趟，一路讲当年修水利的事，孩子们边听边记，回来写成短文" * 2,
            "收到短文四十篇，挑了十篇贴在墙上，家长看了都说好", 40, 6, n % 3 == 0, "清明", ("周德顺", "吴秀兰"),
        )
        for n in range(600)
        for c in [list(CATEGORIES)[n % len(CATEGORIES)]]
    )  # fmt: skip
    rows = tuple(UnitRow(unit, 20, 31, 800) for unit in units)
    document = papers.work_summary(office(many, rows, UnitRow("合计", 600, 930, 24000)))
    assert page_count(to_pdf(document)) <= 3


def test_a_unit_without_records_has_a_dash_and_a_shared_event_is_explained() -> None:
    rows = (UnitRow("柳湾村", 3, 2, 65), UnitRow("双河村", 0, 0, 0))
    document = papers.work_summary(office((one(date(2026, 3, 5)),), rows, UnitRow("合计", 2, 2, 65)))
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert table.rows[1] == ("双河村", "—", "—", "—")
    note = document.blocks[document.blocks.index(table) + 1].text
    assert note == "“—”表示还没有记录。几个单位一起办的活动，合计里只算一次。"


@pytest.mark.parametrize("month", [6, 12])
def test_the_same_facts_give_the_same_bytes(month: int) -> None:
    facts = office(several((one(date(2026, 3, 5)), one(date(2026, 4, 5)))))
    assert to_pdf(papers.work_summary(facts)) == to_pdf(papers.work_summary(facts))
