"""集中汇报交流 from the page: a call, drafts from facts and last year, handing in twice, paper, order, the bound collection."""

import io
from collections.abc import Callable
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from tests.year_world import TODAY, World
from xinhuo.ground.drafts.models import Draft
from xinhuo.ground.files.models import Attachment
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.measure import measure_of
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.records.models import Occasion
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit, close_unit
from xinhuo.work.reports import prose, reading
from xinhuo.work.reports.facts import DoneBefore, DraftFacts, read_topics
from xinhuo.work.reports.models import TOPICS, Call, HandedIn
from xinhuo.work.reports.services import calls

Enter = Callable[[str], Client]
PLAN = "一、明年接着讲雷锋故事。\n二、辅导站每周开一次。"


@pytest.fixture
def by(world: World) -> Actor:
    return system_actor("办公室", frozenset(ACTIONS), world.office.path)


@pytest.fixture
def villages(world: World, by: Actor) -> list[Unit]:
    return [world.liuwan, *(add_unit(by, world.office, UnitDetails(f"{n}号村", "village")) for n in (2, 3))]


@pytest.fixture
def call(world: World, by: Actor, villages: list[Unit]) -> Call:
    """What is planned for 2027, due on 28 December."""
    asked = calls.Asked("work_plan", "2027年工作计划", 2027, date(2026, 12, 28), villages)
    return calls.send_call(by, world.office, asked, TODAY)


def words(answer: object) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).replace("\n", "")


def test_topics_are_data_and_each_is_drafted() -> None:
    assert read_topics() == TOPICS
    assert [topic.name for topic in TOPICS.values()] == ["年度工作计划", "辅导站主题教育方案", "重点工作落实"]
    done = DoneBefore(
        2026,
        (("主题教育", 6),),
        99,
        12,
        ((3, "学雷锋纪念日"),),
        4,
        80,
        (7, 8),
        ("主题宣讲",),
        ((date(2026, 3, 5), "学雷锋"),),
    )
    facts = DraftFacts("柳湾村关工委", 2027, done, done, 11)
    for topic in TOPICS.values():
        assert {heading.source for heading in topic.headings} <= set(prose.SOURCES)
        text = prose.draft(topic, facts)
        assert len(text.split("\n")) == len(topic.headings), topic.code
        assert "{year}" not in text
    assert prose.draft(
        TOPICS["key_work"], DraftFacts("柳湾村关工委", 2027, done, DoneBefore(2027, (), 0, 0, ()))
    ).startswith("一、下一步")


def test_the_office_calls_and_the_text_for_the_chat_is_there(world: World, villages: list[Unit], inside: Enter) -> None:
    client = inside("办公室")
    page = client.get("/calls/new/").text
    assert 'value="2027"' in page
    said = {"topic": "work_plan", "year": "2027", "due_on": "2026-12-28", "units": [str(u.pk) for u in villages]}
    answer = client.post("/calls/new/", said)
    made = Call.objects.get()
    assert (made.title, answer.url) == ("2027年工作计划", f"/calls/{made.pk}/")
    page = client.get(answer.url).text
    assert "“2027年工作计划”请在12月28日前交" in page
    assert "交了0个，还有3个" in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"topic": ""}, "还没有选汇报什么"),
        ({"topic": "poem"}, "没有选对"),
        ({"units": []}, "还没有选哪些单位交"),
        ({"year": "后年"}, "年份没看懂"),
        ({"due_on": "2月30日"}, "日期没看懂"),
        ({"due_on": "2031-01-01"}, "交稿日期太远了"),
        ({"title": "长" * 41}, "最多40个字"),
    ],
)
def test_what_is_missing_of_a_call_is_said(
    world: World, villages: list[Unit], inside: Enter, wrong: dict[str, object], told: str
) -> None:
    said = {"topic": "work_plan", "year": "2027", "due_on": "2026-12-28", "units": [str(u.pk) for u in villages]}
    assert told in inside("办公室").post("/calls/new/", said | wrong).text
    assert not Call.objects.exists()


def test_the_draft_is_of_last_years_facts(world: World, call: Call, inside: Enter) -> None:
    world.write(
        world.liuwan,
        date(2026, 3, 6),
        "慰问老兵",
        "周德顺",
        category="care",
        occasion=Occasion.objects.get(code="lei_feng"),
    )
    page = inside("柳湾记载人").get(f"/calls/{call.pk}/{world.liuwan.pk}/").text
    for told in (
        "柳湾村关工委现有“五老”志愿者3人",
        "2026年开展主题教育4次、关爱帮扶1次",
        "3月，学雷锋纪念日",
        "2027年接着做好",
    ):
        assert told in page, told
    assert not HandedIn.objects.exists()


def test_handing_in_twice_replaces_the_first_says_so_and_keeps_both(world: World, call: Call, inside: Enter) -> None:
    client, address = inside("柳湾记载人"), f"/calls/{call.pk}/{world.liuwan.pk}/"
    assert "还没有写内容" in client.post(address, {"act": "text", "text": " "}).text
    assert "内容太短了" in client.post(address, {"act": "text", "text": "待写"}).text
    assert "交好了" in client.post(address, {"act": "text", "text": PLAN}, follow=True).text
    client.post(address, {"act": "text", "text": PLAN})
    assert HandedIn.objects.count() == 1
    assert "就替下12月20日交的那一份" in client.get(address).text
    page = client.post(address, {"act": "text", "text": f"{PLAN}\n三、添一条。"}, follow=True).text
    assert "这是第2份，替下了前面的；前面的也留着" in page
    assert [one.number for one in HandedIn.objects.order_by("number")] == [1, 2]
    assert "第1份" in page
    assert "三、添一条。" in words(client.get(f"/calls/{call.pk}/{world.liuwan.pk}.pdf"))
    board = inside("办公室").get(f"/calls/{call.pk}/").text
    assert "交了1个，还有2个" in board
    assert "第2份" in board


def test_what_is_half_written_is_kept(world: World, call: Call, inside: Enter) -> None:
    client, address = inside("柳湾记载人"), f"/calls/{call.pk}/{world.liuwan.pk}/"
    client.post("/drafts/", {"draft_at": address, "draft_do": "keep", "act": "text", "text": "写到一半的计划"})
    assert "写到一半的计划" in client.get(address).text
    assert "写到一半的计划</textarea>" in client.get(f"{address}?draft=1").text
    client.post(address, {"act": "text", "text": PLAN})
    assert not Draft.objects.exists()


def test_last_years_text_is_offered(world: World, call: Call, by: Actor, inside: Enter) -> None:
    asked = calls.Asked("work_plan", "2026年工作计划", 2026, date(2026, 1, 20), [world.liuwan])
    old = calls.send_call(by, world.office, asked, date(2026, 1, 5))
    calls.hand_in(by, old, world.liuwan, "一、去年打算的事，一件件来。", date(2026, 1, 9))
    client, address = inside("柳湾记载人"), f"/calls/{call.pk}/{world.liuwan.pk}/"
    assert "用2026年交的" in client.get(address).text
    assert "一、去年打算的事，一件件来。</textarea>" in client.get(f"{address}?from=last").text


def test_what_came_on_paper_is_marked_by_the_clerk_with_its_scan(world: World, call: Call, inside: Enter) -> None:
    client, address = inside("办公室"), f"/calls/{call.pk}/{world.liuwan.pk}/"
    scan = SimpleUploadedFile("计划.txt", "手写的计划".encode())
    assert "不能晚于今天" in client.post(address, {"act": "paper", "day": "2026-12-24"}).text
    client.post(address, {"act": "paper", "day": "2026-12-18", "scan": scan})
    made = HandedIn.objects.get()
    assert (made.on_paper, made.handed_on, made.text) == (True, date(2026, 12, 18), "")
    kept = Attachment.objects.get(kind="handed_in")
    page = client.get(address).text
    assert f"/calls/sheets/{made.pk}/{kept.pk}/" in page
    assert client.get(f"/calls/sheets/{made.pk}/{kept.pk}/").content == "手写的计划".encode()
    assert "交的纸" in client.get(f"/calls/{call.pk}/").text
    bad = SimpleUploadedFile("计划.exe", b"MZ\x00\x00")
    page = client.post(address, {"act": "paper", "day": "2026-12-19", "scan": bad}, follow=True).text
    assert "交的登记好了，扫描件没有放上" in page
    assert HandedIn.objects.count() == 2
    assert "登记下来" not in inside("柳湾记载人").get(address).text


def test_the_order_of_reading_is_the_offices_and_the_collection_follows_it(
    world: World, call: Call, villages: list[Unit], by: Actor, inside: Enter
) -> None:
    for unit in villages:
        calls.hand_in(by, call, unit, f"{unit.name}的打算，共有三条。", TODAY)
    client = inside("办公室")
    client.post(f"/calls/{call.pk}/", {"unit": villages[2].pk, "way": "up"})
    assert [row.unit.name for row in call.asked.all()] == ["柳湾村", "3号村", "2号村"]
    text = words(client.get(f"/calls/{call.pk}/bound.pdf"))
    places = [text.index(f"{name}的打算") for name in ("柳湾村", "3号村", "2号村")]
    assert places == sorted(places)
    assert "2027年工作计划汇编" in text
    told = docx.Document(io.BytesIO(client.get(f"/calls/{call.pk}/bound.docx").content))
    assert any("3号村的打算" in paragraph.text for paragraph in told.paragraphs)
    board = client.get(f"/calls/{call.pk}/").text
    assert board.index("2号村</strong>") < board.index(
        "3号村</strong>"
    )  # who handed in: always in the office's own order
    assert client.post(f"/calls/{call.pk}/", {"unit": villages[0].pk, "way": "up"}).status_code == 404
    assert inside("柳湾记载人").post(f"/calls/{call.pk}/", {"unit": villages[2].pk, "way": "up"}).status_code == 404


def test_a_unit_sees_its_own_line_and_no_collection(
    world: World, call: Call, villages: list[Unit], inside: Enter
) -> None:
    client = inside("柳湾记载人")
    page = client.get(f"/calls/{call.pk}/").text
    assert "2号村" not in page
    assert client.get(f"/calls/{call.pk}/{villages[1].pk}/").status_code == 404
    assert client.get(f"/calls/{call.pk}/bound.pdf").status_code == 404
    assert client.get("/calls/new/").status_code == 404
    assert client.get(f"/calls/{call.pk}/edit/").status_code == 404
    assert (
        inside("柳湾主任").post(f"/calls/{call.pk}/{world.liuwan.pk}/", {"act": "text", "text": PLAN}).status_code
        == 404
    )


def test_a_call_is_changed_and_taken_down_while_nobody_handed_in(
    world: World, call: Call, villages: list[Unit], by: Actor, inside: Enter
) -> None:
    client, address = inside("办公室"), f"/calls/{call.pk}/edit/"
    said = {
        "topic": "work_plan",
        "year": "2027",
        "title": "2027年打算",
        "due_on": "2026-12-30",
        "units": [villages[0].pk],
    }
    client.post(address, said)
    call.refresh_from_db()
    assert (call.title, call.due_on, call.asked.count()) == ("2027年打算", date(2026, 12, 30), 1)
    calls.hand_in(by, call, villages[0], PLAN, TODAY)
    assert "不能去掉" in client.post(address, said | {"units": [villages[1].pk]}).text
    assert "不能撤下" in client.post(address, said | {"act": "withdraw"}).text
    other = calls.send_call(by, world.office, calls.Asked("key_work", "重点", 2026, TODAY, villages), TODAY)
    client.post(f"/calls/{other.pk}/edit/", {"act": "withdraw"})
    assert "撤下了" in client.get("/calls/").text
    with pytest.raises(RuleBroken, match="没有请这个单位交"):
        calls.hand_in(by, Call.objects.get(pk=other.pk), villages[0], PLAN, TODAY)


def test_a_unit_that_is_gone_is_not_waited_for(
    world: World, call: Call, villages: list[Unit], by: Actor, inside: Enter
) -> None:
    close_unit(by, villages[2], TODAY, TODAY)
    page = inside("办公室").get(f"/calls/{call.pk}/").text
    assert "交了0个，还有2个" in page
    assert "已撤销，不用交" in page
    lines = reading.calls_open(villages, TODAY)
    assert [line.unit for line in lines] == ["柳湾村", "2号村"]
    calls.hand_in(by, call, villages[1], PLAN, TODAY)
    assert [line.unit for line in reading.calls_open(villages, TODAY)] == ["柳湾村"]
    assert reading.calls_open(villages, date(2026, 12, 1)) == []


def test_what_is_handed_in_counts_by_topic_and_day(world: World, villages: list[Unit], by: Actor) -> None:
    measure = measure_of("reports.handed_in")
    for topic, year, day in (("work_plan", 2026, date(2026, 4, 2)), ("key_work", 2026, date(2026, 11, 20))):
        asked = calls.Asked(topic, f"{year}年{topic}", year, date(2026, 12, 1), villages)
        one = calls.send_call(by, world.office, asked, TODAY)
        calls.hand_in(by, one, world.liuwan, f"{PLAN}{topic}", TODAY, on_paper=day)
        calls.hand_in(by, one, world.liuwan, f"{PLAN}再交", TODAY)
    whole = Period(2026)
    assert measure.values(villages, whole) == {world.liuwan.pk: 2}
    assert measure.values(villages, whole, topics=("work_plan",)) == {world.liuwan.pk: 1}
    assert measure.values(villages, whole, topics=("work_plan",), by="03-31") == {}
    assert measure.values(villages, whole, by="04-02") == {world.liuwan.pk: 1}
    assert measure.values(villages, Period(2027)) == {}
    assert measure.evidence(world.liuwan, whole, topics=("key_work",)).count() == 2
