"""The pages of 申报 from the user's side: written, put right, handed in, cancelled, held; by whom and by whom not."""

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.applications.event import THURSDAY, Hall
from tests.year_world import TODAY
from xinhuo.ground.drafts.models import Draft
from xinhuo.ground.drafts.services import keep
from xinhuo.journal.records.models import Record
from xinhuo.work.applications.facts import PrepRow
from xinhuo.work.applications.models import Application, EventKind, Exemption
from xinhuo.work.applications.services import writing

Enter = Callable[[str], Client]


def typed(**other: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    start = {
        "key": str(uuid.uuid4()), "name": "五老先进事迹报告会", "sort": "activity", "content": "六位五老讲事迹",
        "purpose": "学先进", "starts_on": "2026-12-24", "starts_at": "14:30", "ends_at": "16:00", "place": "三楼会议室",
        "others": "五老代表", "head_count": "60", "youth": "no", "agenda_rows": "4", "preparation_rows": "4",
        "agenda_item_0": "开场", "agenda_minutes_0": "5", "agenda_item_2": "报告", "agenda_who_2": "周德顺",
        "preparation_what_0": "布置会场", "preparation_who_0": "综合科", "act": "submit",
    }  # fmt: skip
    return start | other


def sentences(page: str) -> list[str]:
    """What the summary of problems says."""
    return re.findall(r'<li><a href="#[^"]+">([^<]+)</a>', page)


def later(monkeypatch: pytest.MonkeyPatch, days: int = 5) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY + timedelta(days=days))


def test_written_in_one_go_and_handed_in(hall: Hall, come_in: Enter) -> None:
    client = come_in("何广田")
    assert "key=" in client.get("/applications/new/").url
    page = client.get("/applications/new/", follow=True).text
    assert "韩志远（党工委书记）" in page  # a leader above may be asked
    answer = client.post("/applications/new/", typed(leaders=[str(hall.people["韩志远"].pk)]), follow=True)
    made = Application.objects.get()
    assert (made.unit, made.state, len(made.agenda)) == (hall.village, "approve", 2)
    assert "报上去了" in answer.text
    assert "待批准" in answer.text
    assert "批准（党组织书记）" in answer.text
    assert (
        client.get(f"/applications/new/?unit={hall.village.pk}&key={made.pk}").url == f"/applications/{made.pk}/edit/"
    )
    assert "正在批" in client.get(f"/applications/{made.pk}/edit/", follow=True).text


def test_kept_first_what_is_missing_said_later(hall: Hall, come_in: Enter) -> None:
    client = come_in("王敏")
    said = {"name": "年度总结会", "starts_on": "2026-12-30", "youth": "no", "sort": "meeting"}
    page = client.post("/applications/new/", typed() | dict.fromkeys(typed(), "") | said | {"key": str(uuid.uuid4())})
    made = Application.objects.get()
    assert page.url == f"/applications/{made.pk}/"
    page = client.post(f"/applications/{made.pk}/submit/", follow=True).text
    assert "还没有写内容" in page
    assert Application.objects.get().case is None


def test_all_that_is_missing_stands_in_one_list(hall: Hall, come_in: Enter) -> None:
    page = (
        come_in("王敏")
        .post(
            "/applications/new/",
            typed(content="", place="", agenda_item_0="", agenda_minutes_0="", agenda_item_2="", agenda_who_2=""),
        )
        .text
    )
    assert sentences(page) == [
        "还没有写内容。请写上做什么。",
        "还没有写在哪里。请写上。",
        "还没有写议程。请至少写一项。",
    ]
    assert Application.objects.count() == 0
    assert 'value="布置会场"' in page


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"starts_on": "2027-02-29"}, "2027年2月没有29日"),
        ({"starts_on": "下周五"}, "日期没看懂"),
        ({"ends_at": "14:00"}, "结束的钟点不晚于开始"),
        ({"ends_on": "2026-12-20"}, "结束的日期早于开始"),
        ({"youth": "yes", "youth_count": "30"}, "要写安全预案"),
        ({"youth": "yes"}, "还没有写多少名青少年"),
        ({"agenda_minutes_0": "120"}, "会期只有90分钟"),
        ({"agenda_minutes_0": "五"}, "分钟请写数字"),
        ({"agenda_who_3": "书记"}, "议程第3项没有写是什么事"),
        ({"preparation_who_0": ""}, "没有写谁来办"),
        ({"preparation_by_0": "2026-12-25"}, "时限在活动以后"),
        ({"starts_on": "2026-12-01"}, "算补报"),
        ({"head_count": "很多"}, "人数请写数字"),
        ({"key": "坏的"}, "这一页放坏了"),
    ],
)
def test_bad_input_is_told_kindly_and_nothing_is_lost(
    hall: Hall, come_in: Enter, other: dict[str, str], said: str
) -> None:
    page = come_in("王敏").post("/applications/new/", typed(**other)).text
    assert said in page
    assert "六位五老讲事迹" in page
    assert all(len(one) <= 40 for one in sentences(page))
    assert Application.objects.count() == 0


def test_what_is_not_asked_is_not_kept(hall: Hall, come_in: Enter) -> None:
    come_in("王敏").post("/applications/new/", typed(youth_count="30", safety_plan="家长接送"))
    made = Application.objects.get()
    assert (made.youth_count, made.safety_plan) == (0, "")


def test_three_more_rows_without_a_script(hall: Hall, come_in: Enter) -> None:
    page = come_in("王敏").post("/applications/new/", typed(more="agenda", name="")).text
    assert 'name="agenda_item_6"' in page
    assert 'name="preparation_what_4"' not in page
    assert 'value="周德顺"' in page
    assert "oops" not in page
    assert Application.objects.count() == 0
    greedy = come_in("王敏").post("/applications/new/", typed(agenda_rows="99999")).text
    assert "agenda_item_99" not in greedy


def test_half_written_it_is_offered_with_all_its_rows(hall: Hall, come_in: Enter) -> None:
    client, key = come_in("王敏"), uuid.uuid4()
    address = f"/applications/new/?unit={hall.root.pk}&key={key}"
    said = {
        name: value
        for name, value in typed(key=str(key), agenda_rows="9", agenda_item_8="散会").items()
        if name != "act"
    }
    keep(hall.actor("王敏"), address, "写申报", list(said.items()))
    assert "上次写了一半" in client.get("/applications/new/", follow=True).text
    page = client.get(f"{address}&draft=1").text
    assert 'value="散会"' in page
    assert 'value="三楼会议室"' in page
    client.post(address, typed(key=str(key), draft_at=address))
    assert Draft.objects.count() == 0


def test_last_years_is_copied_without_its_days(hall: Hall, come_in: Enter) -> None:
    last = hall.write(
        hall.root, starts_on=date(2025, 12, 26), preparation=(PrepRow("会场", "综合科", date(2025, 12, 20)),)
    )
    client = come_in("王敏")
    page = client.get("/applications/new/", follow=True).text
    assert "去年这时候报过1件" in page
    page = client.get(f"/applications/new/?unit={hall.root.pk}&like={last.pk}", follow=True).text
    assert 'value="五老先进事迹报告会"' in page
    assert 'value="六位五老"' in page
    assert "2025-12" not in page


def test_two_editors_see_both_texts(hall: Hall, come_in: Enter) -> None:
    made = hall.write()
    hall.person("李青", role="clerk")
    first, second = come_in("王敏"), come_in("李青")
    said = typed(key=str(made.pk), seen="1", act="keep")
    first.post(f"/applications/{made.pk}/edit/", said | {"place": "文化中心"})
    page = second.post(f"/applications/{made.pk}/edit/", said | {"purpose": "树典型"}).text
    assert "两边都改了，请您定" in page
    assert "王敏改过这一份" in page
    assert Application.objects.get().purpose == "学先进"
    chosen = {"take_place": "theirs", "take_purpose": "mine", "seen": "2", "purpose": "树典型"}
    second.post(f"/applications/{made.pk}/edit/", said | chosen)
    now = hall.seen(made)
    assert (now.place, now.purpose) == ("文化中心", "树典型")


def test_from_the_leaders_telephone(hall: Hall, come_in: Enter) -> None:
    made = hall.apply()
    leader = come_in("韩志远")
    assert leader.get("/applications/week/?day=2026-12-24").text.count(f"/applications/{made.pk}/") == 0
    hall.approve(made)
    page = leader.get("/applications/week/?day=2026-12-24").text
    assert "请您去的" in page
    assert "请您作总结讲话" in page
    assert leader.get("/applications/week/?day=nonsense").status_code == 200
    paper = leader.get("/applications/week.pdf?day=2026-12-24")
    assert paper.content[:5] == b"%PDF-"
    assert leader.get("/applications/week.docx").status_code == 404


def test_a_leader_asked_by_name_reads_it_though_it_lies_elsewhere(hall: Hall, come_in: Enter) -> None:
    made = hall.approve(hall.apply())
    guest = hall.person("许文", hall.village, "volunteer")
    assert come_in("许文").get(f"/applications/{made.pk}/").status_code == 404
    made.invitations.create(person=guest, post="五老代表")
    assert come_in("许文").get(f"/applications/{made.pk}/").status_code == 200
    assert come_in("许文").post(f"/applications/{made.pk}/cancel/", {"reason": "不办了"}).status_code == 404


def test_what_lies_elsewhere_is_not_there(hall: Hall, come_in: Enter) -> None:
    made = hall.write()
    village = come_in("何广田")
    for page in ("", "edit/", "cancel/", "finish/", "form.pdf", "notice.pdf"):
        assert village.get(f"/applications/{made.pk}/{page}").status_code == 404, page
    for page in ("submit", "reopen", "told"):
        assert village.post(f"/applications/{made.pk}/{page}/").status_code == 404, page
    assert made.name not in village.get("/applications/").text
    assert village.get(f"/applications/new/?unit={hall.root.pk}").status_code == 404
    assert village.get("/applications/kinds/").status_code == 404


def test_papers_come_as_pdf_and_word(hall: Hall, come_in: Enter) -> None:
    made, client = hall.approve(hall.apply()), come_in("王敏")
    for page in ("form", "notice", "agenda", "sign-in"):
        assert client.get(f"/applications/{made.pk}/{page}.pdf").content[:5] == b"%PDF-"
        assert client.get(f"/applications/{made.pk}/{page}.docx").content[:2] == b"PK"
        assert client.get(f"/applications/{made.pk}/{page}.exe").status_code == 404


def test_the_notice_went_out(hall: Hall, come_in: Enter) -> None:
    made, client = hall.approve(hall.apply()), come_in("王敏")
    page = client.get(f"/applications/{made.pk}/").text
    assert "各位好：12月24日（周四）下午2点半" in page
    assert "照这份开会" not in page  # no meeting
    assert "已经发出去了" in client.post(f"/applications/{made.pk}/told/", follow=True).text


def test_cancelled_and_back_again(hall: Hall, come_in: Enter) -> None:
    made, client = hall.apply(), come_in("王敏")
    assert "缘由" in client.post(f"/applications/{made.pk}/cancel/", {"reason": ""}).text
    page = client.post(f"/applications/{made.pk}/cancel/", {"reason": "下大雪"}, follow=True).text
    assert "缘由：下大雪" in page
    assert "恢复了" in client.post(f"/applications/{made.pk}/reopen/", follow=True).text
    assert "已取消" not in client.get("/applications/").text


def test_done_it_is_one_confirmation(hall: Hall, come_in: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    made, client = hall.approve(hall.apply()), come_in("王敏")
    assert "日子还没有到" in client.get(f"/applications/{made.pk}/finish/").text
    later(monkeypatch)
    page = client.get(f"/applications/{made.pk}/finish/").text
    filled = dict(re.findall(r'name="(held_on|place|other_count|youth_count)"[^>]*value="([^"]*)"', page))
    assert filled == {"held_on": "2026-12-24", "place": "办事处三楼会议室", "other_count": "120", "youth_count": ""}
    kind = re.search(r'<option value="([^"]+)" selected>', page)[1]
    said = {**filled, "kind": kind, "content": "六位五老讲了先进事迹", "other_count": "118", "effect": "大家都说好"}
    for _ in range(2):
        answer = client.post(f"/applications/{made.pk}/finish/", said, follow=True)
    record = Record.objects.get()
    assert (record.title, record.held_on, record.other_count, record.time_of_day) == (made.name, THURSDAY, 118, "下午")
    assert (record.milestone, record.source, record.source_ref) == (True, "other", f"application:{made.pk}")
    assert "已补总结" in answer.text
    assert "没有事前批准" not in answer.text


def test_held_without_it_is_shown_made_up_for_or_excused(hall: Hall, come_in: Enter) -> None:
    record = hall.record(hall.village, "五老先进事迹报告会", date(2026, 11, 6), 0, 10)
    other = hall.record(hall.village, "听了一场报告会", date(2026, 11, 7), 0, 10)
    village, office = come_in("何广田"), come_in("王敏")
    page = village.get("/applications/unapproved/").text
    assert page.count("补报") == 2
    assert "不用报" not in page
    assert "缘由" in office.post(f"/applications/unapproved/{other.pk}/", {"reason": ""}).text
    office.post(f"/applications/unapproved/{other.pk}/", {"reason": "只是去听"})
    assert Exemption.objects.get().record == other
    assert village.post(f"/applications/unapproved/{record.pk}/", {"reason": "算了"}).status_code == 404
    page = village.get(f"/applications/new/?unit={hall.village.pk}&record={record.pk}", follow=True).text
    assert "事前没有批" in page
    assert 'value="2026-11-06"' in page
    said = typed(record=str(record.pk), starts_on="2026-11-06")
    assert "算补报" in village.post("/applications/new/", said).text
    page = village.post("/applications/new/", said | {"late_reason": "临时定的"}, follow=True).text
    assert "没有事前批准" in page
    made = Application.objects.get()
    assert (made.record, made.case_state) == (record, "pending")
    hall.decide("沈国平", made.case)
    assert "补办" in village.get(f"/applications/{made.pk}/").text
    assert "补办了" in office.get("/applications/unapproved/").text


def test_the_offices_table_on_its_page(hall: Hall, come_in: Enter) -> None:
    client = come_in("王敏")
    page = client.get("/applications/kinds/").text
    for name in ("全体会议", "表彰会", "报告会", "集体宣誓", "五十人以上的会议和活动", "带青少年到辅导站以外的活动"):
        assert name in page
    answer = client.post("/applications/kinds/new/", {"name": "研学", "sort": "activity", "found": "on", "word": ""})
    assert "得写标题里的字" in answer.text
    client.post("/applications/kinds/new/", {"name": "研学", "sort": "activity", "found": "on", "word": "研学"})
    made = EventKind.objects.get(name="研学")
    client.post("/applications/kinds/", {"id": str(made.pk), "act": "rest"})
    assert not EventKind.objects.get(name="研学").active
    client.post(
        f"/applications/kinds/{made.pk}/",
        {"name": "研学活动", "sort": "activity", "word": "研学", "least_people": "20"},
    )
    assert EventKind.objects.get(pk=made.pk).least_people == 20


def test_the_list_finds_and_pages(hall: Hall, come_in: Enter) -> None:
    client = come_in("王敏")
    for number in range(3):
        hall.write(name=f"第{number}次全体会议", sort="meeting")
    gone = hall.write(name="取消了的会")
    writing.cancel_application(hall.actor("王敏"), gone, "不办了")
    assert "第1次全体会议" in client.get("/applications/?q=第1次").text
    assert "第2次全体会议" not in client.get("/applications/?q=第1次").text
    assert "取消了的会" not in client.get("/applications/?state=open").text
    assert "还没有申报" in client.get("/applications/?year=2019").text
    assert client.get("/applications/?unit=nonsense&year=x&after=y&state=z").status_code == 200


def test_a_list_asks_as_often_at_more_rows(hall: Hall, come_in: Enter) -> None:
    client = come_in("王敏")

    def count(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    addresses = ("/applications/", "/applications/week/?day=2026-12-24", "/applications/unapproved/")
    hall.approve(hall.apply())
    hall.record(hall.village, "报告会", date(2026, 11, 6), 0, 10)
    before = [count(one) for one in addresses]
    for _ in range(3):
        hall.approve(hall.apply())
        hall.record(hall.village, "报告会", date(2026, 11, 6), 0, 10)
    assert [count(one) for one in addresses] == before
    assert max(before) <= 25


def test_a_meeting_that_was_approved_is_opened_from_it(hall: Hall, come_in: Enter) -> None:
    made = hall.approve(hall.apply(sort="meeting"))
    page = come_in("王敏").get(f"/applications/{made.pk}/").text
    assert ("照这份开会" in page) == ("/meetings/from/" in page)


def test_a_leader_named_twice_is_asked_once(hall: Hall) -> None:
    made = hall.write()
    twice = replace(made.plan(), leaders=made.plan().leaders * 2)
    writing.change_application(hall.actor("王敏"), made, twice, TODAY)
    assert made.invitations.count() == 1
