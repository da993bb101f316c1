"""What people see and do: 要办的事, 全年日历, 工作对照表, a word by hand, 编工作法, the file, the table of holidays."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from tests.method.conftest import Office
from tests.year_world import TODAY
from xinhuo.ground.audit.models import Entry
from xinhuo.journal.method.models import DutyConfirmation, MethodPack, SpecialDay
from xinhuo.journal.method.reading import pack_of
from xinhuo.journal.method.services import packs
from xinhuo.journal.method.services.packs import known, start_method
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.services import UnitDetails, add_unit


@pytest.fixture
def clerk(office: Office) -> Client:
    return office.inside("办公室")


@pytest.fixture
def recorder(office: Office) -> Client:
    return office.inside("柳湾记载人")


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def test_a_unit_reads_its_own_gaps_and_where_to_do_them(office: Office, recorder: Client) -> None:
    page = recorder.get("/duties/", follow=True)
    assert page.request["PATH_INFO"] == f"/duties/{office.village.pk}/2026/"
    assert "还差1至2月、5至11月的" in page.text
    assert 'href="/records/new/"' in page.text
    assert "四个坚持" in page.text
    assert "坚持关工委重要会议活动报请领导审批" in page.text


def test_the_office_reads_of_a_unit_what_is_past_and_not_what_is_coming(office: Office, clerk: Client) -> None:
    text = clerk.get(f"/duties/{office.village.pk}/2026/").text
    assert "还差1至2月、5至11月的" in text
    assert "12月31日到期" in text
    assert "12月31日前" not in text  # how far the village is with what isn't due is its own
    own = office.inside("柳湾记载人").get(f"/duties/{office.village.pk}/2026/").text
    assert "12月31日前，还差" in own


def test_other_units_are_not_there(office: Office, recorder: Client) -> None:
    for address in (
        "/duties/{}/2026/",
        "/duties/{}/2026/calendar/",
        "/compliance/{}/2026.pdf",
        "/duties/{}/2026/chronicle/",
    ):
        assert recorder.get(address.format(office.root.pk)).status_code == 404
    assert recorder.get("/method/").status_code == 404
    assert "清河新区办事处" not in recorder.get("/compliance/").text.split("<main")[1].split("<footer")[0]


def test_the_evidence_is_the_very_rows(office: Office, recorder: Client) -> None:
    text = recorder.get(f"/duties/{office.village.pk}/2026/records-monthly/").text
    rows = text[text.index("数进去的") :]
    assert all(said in rows for said in ("3.5", "4.3", "4.9", "12.17"))
    assert "写春联" not in rows


def word(**said: object) -> dict[str, object]:
    return {"first": 1, "done_on": "2026-03-20", "note": "党工委发〔2026〕3号"} | said


def test_a_word_by_hand_given_wrong_then_right_then_taken_back(office: Office, clerk: Client) -> None:
    address = f"/duties/{office.root.pk}/2026/document-opinion/"
    wrong = clerk.post(address, word(note="", done_on="2027-01-01"))
    assert "日期不能晚于今天" in wrong.text
    assert 'value="2027-01-01"' in wrong.text
    assert clerk.post(address, word()).url == address
    assert "3月20日办的：党工委发〔2026〕3号" in clerk.get(address).text
    again = clerk.post(address, word(note="另一个人也来确认"))
    assert "已经确认过了" in again.text
    said = DutyConfirmation.objects.get()
    assert clerk.post(f"/duties/confirmations/{said.pk}/back/").url == address
    assert clerk.post(f"/duties/confirmations/{said.pk}/back/").status_code == 404
    assert "还没有确认办了" in clerk.get(address).text
    verbs = (
        Entry.objects.filter(kind="unit", verb__in=["确认已办", "取消确认"])
        .order_by("at")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["确认已办", "取消确认"]


def test_nothing_of_the_kind_this_year_is_no_gap(office: Office, clerk: Client) -> None:
    address = f"/duties/{office.root.pk}/2026/superior-meetings/"
    clerk.post(address, word(first=1, note="这一季没有上级会议", none="on"))
    assert "这次没有：这一季没有上级会议" in clerk.get(address).text
    assert "还差4至6月、7至9月的" in clerk.get(f"/duties/{office.root.pk}/2026/").text.replace(
        "4至9月", "4至6月、7至9月"
    )


def test_who_may_not_confirm_sees_no_form_and_cannot_post(office: Office) -> None:
    director = office.inside("柳湾主任")
    address = f"/duties/{office.village.pk}/2026/joining-oath/"
    office.world.add_person(office.village, "新来甲", joined=date(2026, 4, 1))
    assert "确认已办" not in director.get(address).text
    answer = director.post(address, word(first=4))
    assert "不归您确认" in answer.text
    assert not DutyConfirmation.objects.exists()


def test_the_calendar_goes_by_month_on_screen_and_paper(office: Office, recorder: Client) -> None:
    address = f"/duties/{office.village.pk}/2026/calendar"
    text = recorder.get(f"{address}/").text
    assert [f"<h2>{month}月" in text for month in range(1, 13)] == [True] * 12
    printed = words(recorder.get(f"{address}.pdf").content)
    assert "柳湾村关工委2026年要办的事" in printed
    assert "半年小结定稿" in printed
    assert "7月10日" in printed
    assert recorder.get(f"/duties/{office.village.pk}/2024/calendar/").status_code == 404


def test_the_table_stands_in_the_offices_own_order_and_has_no_score(office: Office, clerk: Client) -> None:
    add_unit(office.by, office.root, UnitDetails("啊村", "village"))  # first by name, last in the office's order
    clerk.post(f"/duties/{office.root.pk}/2026/observation/", word(note="去柳湾村看了辅导站"))
    text = clerk.get("/compliance/").text
    heads = [text.index(f'scope="col">{name}<') for name in ("清河新区办事处", "柳湾村", "东桥村", "啊村")]
    assert heads == sorted(heads)
    main = text.split("<main")[1].split("<footer")[0]
    assert not re.search(r"\d分|得分|排名|名次|第一名|%|★", main)
    assert "已做到" in main
    assert "还差" in main
    assert "不适用" in main


def test_the_table_tells_a_units_open_gaps_to_the_unit_alone(office: Office, clerk: Client, recorder: Client) -> None:
    said = "年度工作小结定稿：12月31日前，还差1件"
    assert clerk.get("/compliance/").text.count(said) == 1  # the office's own
    assert said in recorder.get("/compliance/").text
    assert words(clerk.get(f"/compliance/{office.root.pk}/2026.pdf").content).count(said) == 1


def test_the_table_on_paper_says_the_same(office: Office, clerk: Client) -> None:
    printed = words(clerk.get(f"/compliance/{office.root.pk}/2026.pdf").content)
    assert "清河新区办事处关工委2026年工作对照表" in printed
    assert "持续坚持汇报交流工作制度" in printed
    assert "还差1至2月、5至11月的" in printed


def test_a_year_without_a_method_says_so(office: Office, clerk: Client) -> None:
    assert "2025年还没有工作法" in clerk.get(f"/duties/{office.root.pk}/2025/").text
    assert "2025年还没有工作法" in clerk.get("/compliance/?year=2025").text
    assert clerk.get(f"/compliance/{office.root.pk}/2025.pdf").status_code == 404


EDITED = {"title": "每月例会", "hint": "开过一次", "due": "25日", "grace": "2", "enough": "1"}


def seen(client: Client, key: str, year: int = 2026) -> str:
    text = client.get(f"/method/{year}/{key}/").text
    return text.split('name="seen" value="')[1].split('"')[0]


def test_dates_thresholds_and_wording_are_edited_on_the_page(office: Office, clerk: Client) -> None:
    address = "/method/2026/records-monthly/"
    said = EDITED | {"seen": seen(clerk, "records-monthly")}
    assert clerk.post(address, said).status_code == 302
    duty = pack_of(office.village, 2026).pack.duty("records-monthly")
    assert (duty.title, duty.due.day, duty.due.later, duty.grace) == ("每月例会", 25, 0, 2)
    assert duty.measure == "records.held"  # structure stays
    assert "每月例会" in office.inside("柳湾记载人").get("/duties/", follow=True).text
    told = clerk.get("/method/history/").text
    assert "次月5日 改成 25日" in told
    assert "办公室" in told


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"due": "2月30日"}, "没看懂|日历上没有"),
        ({"due": "3月31日"}, "期限要写成"),
        ({"title": ""}, "还没有写"),
        ({"title": "打卡满20天"}, "不许拿"),
        ({"grace": "40"}, "太长"),
        ({"enough": "很多"}, "没看懂"),
        ({"enough": "90%"}, "请照这样写"),
    ],
)
def test_what_contradicts_itself_is_not_taken(office: Office, clerk: Client, said: dict, why: str) -> None:
    before = office.method.text
    answer = clerk.post("/method/2026/records-monthly/", EDITED | {"seen": seen(clerk, "records-monthly")} | said)
    assert answer.status_code == 200
    assert any(part in answer.text for part in why.split("|"))
    assert MethodPack.objects.get().text == before


def test_of_two_who_edit_one_duty_the_second_is_told(office: Office, clerk: Client) -> None:
    mine = seen(clerk, "records-monthly")
    clerk.post("/method/2026/records-monthly/", EDITED | {"seen": mine})
    second = clerk.post("/method/2026/records-monthly/", EDITED | {"title": "另一个叫法", "seen": mine})
    assert "刚才有人改过这一条" in second.text
    assert "另一个叫法" in second.text
    assert pack_of(office.village, 2026).pack.duty("records-monthly").title == "每月例会"


def test_a_duty_is_switched_off_and_on(office: Office, clerk: Client) -> None:
    clerk.post("/method/2026/records-monthly/use/", {"on": "0"})
    assert "每月记载五老工作业绩" not in office.inside("柳湾记载人").get("/duties/", follow=True).text
    assert office.inside("柳湾记载人").get(f"/duties/{office.village.pk}/2026/records-monthly/").status_code == 404
    assert "停用" in clerk.get("/method/").text
    clerk.post("/method/2026/records-monthly/use/", {"on": "1"})
    assert office.standing(office.village, "records-monthly").state == "overdue"


def test_a_changed_pack_never_rewrites_a_year_that_is_over(office: Office, clerk: Client, on: Callable) -> None:
    before = office.standing(office.village, "records-monthly")
    on(date(2027, 2, 1))
    clerk.post("/method/2027/records-monthly/", EDITED | {"seen": seen(clerk, "records-monthly", 2027)})
    assert list(MethodPack.objects.values_list("year", flat=True)) == [2026, 2027]
    assert office.standing(office.village, "records-monthly") == before
    assert pack_of(office.village, 2027).pack.duty("records-monthly").title == "每月例会"
    refused = clerk.post("/method/2026/records-monthly/", EDITED | {"seen": seen(clerk, "records-monthly")})
    assert "2026年已经过去" in refused.text
    clerk.post("/method/2026/records-monthly/use/", {"on": "0"})
    clerk.post("/method/since/?year=2026", {"since": "2026-06-01"})
    file = SimpleUploadedFile("a.toml", office.method.text.encode())
    assert "2026年已经过去" in clerk.post("/method/file/?year=2026", {"file": file}).text
    assert MethodPack.objects.get(year=2026).text == office.method.text
    assert MethodPack.objects.get(year=2026).since == office.method.since


def test_next_years_method_may_be_edited_before_it_begins(office: Office, clerk: Client) -> None:
    clerk.post("/method/2027/records-monthly/", EDITED | {"seen": seen(clerk, "records-monthly", 2027)})
    assert pack_of(office.village, 2026).pack.duty("records-monthly").title == "每月记载五老工作业绩"
    assert pack_of(office.village, 2027).pack.duty("records-monthly").title == "每月例会"


def test_the_file_goes_out_and_comes_in_again(office: Office, clerk: Client) -> None:
    out = clerk.get("/method/2026.toml")
    assert out.content.decode() == office.method.text
    changed = out.content.decode().replace("撰写工作大事记", "写好大事记")
    answer = clerk.post("/method/file/?year=2026", {"file": SimpleUploadedFile("a.toml", changed.encode())})
    assert answer.status_code == 302
    assert pack_of(office.village, 2026).pack.duty("chronicle").title == "写好大事记"


def test_a_bad_file_is_refused_with_line_and_reason_and_nothing_changes(office: Office, clerk: Client) -> None:
    bad = office.method.text.replace('"records.held"', '"records.login"')
    line = 1 + bad[: bad.index('"records.login"')].count("\n")
    answer = clerk.post("/method/file/", {"file": SimpleUploadedFile("a.toml", bad.encode())})
    assert f"第{line}行：不许拿登录的次数当办没办到的标准" in answer.text
    assert "原来的工作法没有动" in answer.text
    for raw, why in ((b"\xff\xfe\x00", "认不出来"), (b"", "文件是空的"), (b"name = [", "写法不对")):
        said = clerk.post("/method/file/", {"file": SimpleUploadedFile("a.toml", raw)}).text
        assert any(part in said for part in why.split("|")), raw
    foreign = office.method.text.replace('"subdistrict", ', "", 1)
    assert (
        "不是给本机构的" in clerk.post("/method/file/", {"file": SimpleUploadedFile("a.toml", foreign.encode())}).text
    )
    assert MethodPack.objects.get().text == office.method.text


def test_holidays_are_a_table_that_the_office_edits(office: Office, clerk: Client) -> None:
    said = {"name": "国庆节", "works": "0", "first": "2027-10-01", "last": "2027-10-07"}
    assert "2027年的还没有填" in clerk.get("/method/days/?year=2027").text
    clerk.post("/method/days/", said)
    assert SpecialDay.objects.of_year(2027).count() == 7
    assert "10月7日" in clerk.get("/method/days/?year=2027").text
    assert "早于第一天" in clerk.post("/method/days/", said | {"last": "2027-09-01"}).text
    assert "一次最多写31天" in clerk.post("/method/days/", said | {"last": "2027-12-31"}).text
    clerk.post("/method/days/drop/", {"day": "2027-10-07"})
    assert SpecialDay.objects.of_year(2027).count() == 6
    assert "没有看懂是哪一天" in clerk.post("/method/days/drop/", {"day": "哪天"}, follow=True).text


def test_a_clerk_below_edits_a_method_of_the_own_and_no_holidays(office: Office) -> None:
    street = add_unit(office.by, office.root, UnitDetails("望潮街道", "subdistrict"))
    village = add_unit(office.by, street, UnitDetails("石塘村", "village"))
    office.world.accounts["望潮"] = open_account(office.by, NewAccount(street, "望潮", "clerk"), "Qinghe-2026-lu")[0]
    inside = office.inside("望潮")
    assert "现在照上级的工作法" in inside.get("/method/").text
    inside.post("/method/2026/records-monthly/", EDITED | {"seen": seen(inside, "records-monthly")})
    assert pack_of(village, 2026).pack.duty("records-monthly").title == "每月例会"
    assert pack_of(office.village, 2026).pack.duty("records-monthly").title == "每月记载五老工作业绩"
    inside.post("/method/days/", {"name": "x", "works": "0", "first": "2027-10-01"})
    assert not SpecialDay.objects.of_year(2027).exists()


def test_pages_ask_as_often_at_three_more_units(office: Office, clerk: Client) -> None:
    def asked(address: str) -> int:
        clerk.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert clerk.get(address).status_code == 200
        return len(seen)

    add_unit(office.by, office.root, UnitDetails("头一村", "village"))
    addresses = ("/compliance/", f"/duties/{office.root.pk}/2026/", f"/compliance/{office.root.pk}/2026.pdf")
    before = {address: asked(address) for address in addresses}
    for number in range(3):
        add_unit(office.by, office.root, UnitDetails(f"第{number}村", "village"))
    assert {address: asked(address) for address in addresses} == before


def test_the_default_pack_names_nothing_that_is_not_there(office: Office) -> None:
    there = known()
    start_method(office.by, office.root, TODAY)  # read with everything checked
    pack = office.method.pack
    assert {duty.measure for duty in pack.duties if duty.measure} <= set(there.measures)
    assert all(packs._may_open(duty.done_at) for duty in pack.duties if duty.done_at)
    by_hand = {duty.key for duty in pack.duties if duty.by_hand}
    assert by_hand & {duty.key for duty in pack.duties if duty.measure} == set()
