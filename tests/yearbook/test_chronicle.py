import io
from collections.abc import Callable
from datetime import date

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from tests.year_world import HOSTILE, TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.services.writing import Told, change_record, withdraw_record
from xinhuo.year.yearbook.models import ChronicleEntry, undecided


def at(unit: object, year: int = 2026, tail: str = "") -> str:
    return f"/chronicle/{unit.pk}/{year}/{tail}"


@pytest.fixture
def recorder(world: World) -> Client:
    return signed_in(world, "柳湾记载人")


@pytest.fixture
def office(world: World) -> Client:
    return signed_in(world, "办公室")


def signed_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.accounts[name])
    return client


def pdf_text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    return said.replace("\n", "").replace(" ", "")


def record_of(content: str) -> Record:
    return Record.objects.get(content=content)


def save(client: Client, unit: object, month: int, **said: object) -> object:
    """Press 存好 for the lines named: record → (ticked, words)."""
    posted: dict[str, object] = {"act": "save", "month": month, "line": list(said)}
    for key, (ticked, words) in said.items():
        posted |= {f"text_{key}": words, **({f"in_{key}": "on"} if ticked else {})}
    return client.post(at(unit), posted)


def test_a_milestone_is_printed_before_anybody_decided(world: World, recorder: Client) -> None:
    text = pdf_text(recorder, at(world.liuwan, tail="pdf/"))
    assert "柳湾村关工委" in text
    assert "2026年工作大事记" in text
    assert text.count("带青少年清扫楼道、讲雷锋故事") == 1
    assert text.index("三月") < text.index("四月") < text.index("十二月")
    assert "看护放学路口" not in text
    assert "五月" not in text
    assert undecided([world.liuwan, world.dongqiao], 2026) == {world.liuwan.pk: 3, world.dongqiao.pk: 1}


def test_pdf_and_docx_say_the_same_and_twice_the_same(world: World, recorder: Client) -> None:
    for form in ("pdf/", "docx/"):
        first, second = (recorder.get(at(world.liuwan, tail=form)).content for _ in range(2))
        assert first == second
    document = docx.Document(io.BytesIO(recorder.get(at(world.liuwan, tail="docx/")).content))
    said = "".join(p.text for p in document.paragraphs)
    assert said.count("讲一段亲历") == 1
    assert "本月无" not in said


def test_a_person_shortens_leaves_out_and_takes_in(world: World, recorder: Client) -> None:
    kept, left = record_of("带青少年清扫楼道、讲雷锋故事"), record_of("讲一段亲历")
    more = record_of("看护放学路口")
    save(recorder, world.liuwan, 3, **{str(kept.pk): (True, "学雷锋，清扫楼道")})
    save(recorder, world.liuwan, 4, **{str(left.pk): (False, ""), str(more.pk): (True, "")})
    text = pdf_text(recorder, at(world.liuwan, tail="pdf/"))
    assert "学雷锋，清扫楼道。" in text
    assert "讲一段亲历" not in text
    assert "看护放学路口" in text
    assert undecided([world.liuwan], 2026) == {world.liuwan.pk: 1}
    assert Entry.objects.filter(verb="编大事记").count() == 3


def test_looking_at_a_record_that_is_no_milestone_decides_nothing(world: World, recorder: Client) -> None:
    more = record_of("看护放学路口")
    page = save(recorder, world.liuwan, 4, **{str(more.pk): (False, "")})
    assert page.status_code == 302
    assert page.url.endswith("#m4")
    assert not ChronicleEntry.objects.exists()


def test_proposed_words_follow_the_record_and_own_words_stay_marked(world: World, recorder: Client) -> None:
    follows, own = record_of("讲一段亲历"), record_of("带青少年清扫楼道、讲雷锋故事")
    save(recorder, world.liuwan, 4, **{str(follows.pk): (True, "")})
    save(recorder, world.liuwan, 3, **{str(own.pk): (True, "学雷锋")})
    for record in (follows, own):
        told = Told(record.held_on, record.kind, "在村史馆讲家史", youth_count=9, milestone=True)
        change_record(world.by, record, told, TODAY)
    page = recorder.get(at(world.liuwan)).content.decode()
    assert "在村史馆讲家史，青少年9人参加。" in page
    assert "学雷锋。" in page
    assert page.count("事实有改动") == 1
    save(recorder, world.liuwan, 3, **{str(own.pk): (True, "学雷锋。")})
    assert "事实有改动" not in recorder.get(at(world.liuwan)).content.decode()


def test_a_withdrawn_record_is_no_longer_printed(world: World, recorder: Client) -> None:
    gone = record_of("讲一段亲历")
    save(recorder, world.liuwan, 4, **{str(gone.pk): (True, "讲亲历")})
    withdraw_record(world.by, gone)
    assert "讲亲历" not in pdf_text(recorder, at(world.liuwan, tail="pdf/"))
    assert "讲亲历" not in recorder.get(at(world.liuwan)).content.decode()
    assert save(recorder, world.liuwan, 4, **{str(gone.pk): (True, "又来")}).status_code == 302


def test_an_event_is_added_by_hand_once_and_may_be_left_out(world: World, recorder: Client) -> None:
    said = {"act": "add", "day": "2026-06-25", "text": f"半年工作交流{HOSTILE}"}
    for _ in range(2):
        assert recorder.post(at(world.liuwan), said).status_code == 302
    entry = ChronicleEntry.objects.get()
    page = recorder.get(at(world.liuwan)).content.decode()
    assert "<script>alert" not in page
    assert 'panic("x")' in pdf_text(recorder, at(world.liuwan, tail="pdf/"))
    save(recorder, world.liuwan, 6, **{str(entry.pk): (False, entry.text)})
    assert "半年工作交流" not in pdf_text(recorder, at(world.liuwan, tail="pdf/"))


@pytest.mark.parametrize(
    ("day", "text", "said"),
    [
        ("2026-12-30", "讲家史", "还没有到"),
        ("2025-12-30", "讲家史", "2026年的"),
        ("", "讲家史", "哪一天"),
        ("2026-13-45", "讲家史", "没看懂"),
        ("2026-5-1", "", "还没有写"),
        ("2026-5-1", "讲" * 150, "太长"),
    ],
)
def test_what_cannot_be_added_is_said_and_kept_in_the_form(
    world: World, recorder: Client, day: str, text: str, said: str
) -> None:
    page = recorder.post(at(world.liuwan), {"act": "add", "day": day, "text": text})
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not ChronicleEntry.objects.exists()


def test_words_that_are_too_long_stay_in_the_form(world: World, recorder: Client) -> None:
    record = record_of("讲一段亲历")
    page = save(recorder, world.liuwan, 4, **{str(record.pk): (True, "长" * 130)})
    assert page.status_code == 200
    assert "太长了" in page.content.decode()
    assert "长" * 130 in page.content.decode()


def test_a_quiet_month_is_printed_only_when_confirmed_and_gives_way(world: World, recorder: Client) -> None:
    url = at(world.liuwan)
    assert recorder.post(url, {"act": "quiet", "month": 5}).status_code == 302
    assert "五月本月无。" in pdf_text(recorder, at(world.liuwan, tail="pdf/"))
    assert recorder.post(url, {"act": "quiet", "month": 12}).status_code == 200
    assert recorder.post(url, {"act": "quiet", "month": 3}).status_code == 200
    world.write(world.liuwan, date(2026, 5, 4), "讲五四", "周德顺", milestone=True)
    text = pdf_text(recorder, at(world.liuwan, tail="pdf/"))
    assert "本月无" not in text
    assert "讲五四" in text
    assert recorder.post(url, {"act": "not_quiet", "month": 5}).status_code == 302


def test_the_office_prints_a_lower_units_line_only_when_ticked(world: World, office: Client) -> None:
    record = record_of("写春联送孩子")
    assert "写春联送孩子" not in pdf_text(office, at(world.office, tail="pdf/"))
    assert "写春联送孩子" in office.get(at(world.office)).content.decode()
    save(office, world.office, 2, **{str(record.pk): (True, "")})
    assert "东桥村钱永康写春联送孩子" in pdf_text(office, at(world.office, tail="pdf/"))
    assert undecided([world.dongqiao], 2026) == {world.dongqiao.pk: 1}


def test_a_lower_unit_that_leaves_its_event_out_does_not_offer_it(
    world: World, recorder: Client, office: Client
) -> None:
    record = record_of("讲一段亲历")
    save(recorder, world.liuwan, 4, **{str(record.pk): (False, "")})
    assert "讲一段亲历" not in office.get(at(world.office)).content.decode()


@pytest.mark.parametrize("tail", ["", "pdf/", "docx/"])
def test_another_units_chronicle_is_a_kind_404(world: World, recorder: Client, tail: str) -> None:
    for unit in (world.dongqiao, world.office):
        answer = recorder.get(at(unit, tail=tail))
        assert answer.status_code == 404
    assert "没有找到" in recorder.get(at(world.office)).content.decode()
    assert recorder.get(at(world.liuwan, tail="xlsx/")).status_code == 404
    assert recorder.get(at(world.liuwan, 2027, tail)).status_code == 404


def test_who_only_reads_changes_nothing(world: World) -> None:
    director = signed_in(world, "柳湾主任")
    assert "存好" not in director.get(at(world.liuwan)).content.decode()
    assert director.post(at(world.liuwan), {"act": "quiet", "month": 5}).status_code == 200
    assert director.post(at(world.liuwan), {"act": "add", "day": "2026-5-1", "text": "讲"}).status_code == 200
    assert not ChronicleEntry.objects.exists()


def test_a_closed_unit_keeps_the_chronicle_of_its_last_year(world: World, office: Client) -> None:
    assert "写春联送孩子" in pdf_text(office, at(world.dongqiao, tail="pdf/"))
    assert office.get(at(world.dongqiao, 2025)).status_code == 200


def test_february_29_and_an_empty_year(world: World, recorder: Client) -> None:
    world.write(world.liuwan, date(2024, 2, 29), "讲闰年", "周德顺", milestone=True)
    assert "29日" in pdf_text(recorder, at(world.liuwan, 2024, "pdf/"))
    assert "还没有编入" in pdf_text(recorder, at(world.liuwan, 2023, "pdf/"))


def test_the_own_chronicle_opens_on_the_year_being_finished(
    world: World, recorder: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert recorder.get("/chronicle/").url == at(world.liuwan)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2027, 1, 9))
    assert recorder.get("/chronicle/").url == at(world.liuwan)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2027, 2, 1))
    assert recorder.get("/chronicle/").url == at(world.liuwan, 2027)


def counted(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        read()
    return len(queries)


def test_more_records_cost_no_more_queries(world: World, office: Client) -> None:
    url = at(world.office)
    world.write(world.office, date(2026, 8, 20), "开工作会", "周德顺", milestone=True)
    office.get(url)
    before = counted(lambda: office.get(url))
    for day in range(1, 9):
        world.write(world.liuwan, date(2026, 7, day), f"讲第{day}课", "周德顺", "吴秀兰", milestone=True)
        world.write(world.office, date(2026, 8, day), f"开第{day}次会", "周德顺", milestone=True)
    assert counted(lambda: office.get(url)) == before
