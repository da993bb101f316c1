"""Pages of meetings: bad input, who sees what, from an approved application, kinds."""

import uuid
from collections.abc import Callable
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.meetings.hall import DAY, Hall
from tests.year_world import TODAY
from xinhuo.ground.drafts.models import Draft
from xinhuo.journal.approvals.models import Case
from xinhuo.journal.records.models import Record
from xinhuo.work.applications.models import Application
from xinhuo.work.meetings.models import Meeting, MeetingKind, Problem
from xinhuo.work.meetings.reading import minutes_of
from xinhuo.work.meetings.services import closing, minuting
from xinhuo.work.meetings.services.minuting import Decided

Enter = Callable[[str], Client]


def form(**said: str) -> dict[str, str]:
    return {
        "key": str(uuid.uuid4()), "kind": "monthly_meeting", "held_on": "2026-12-08", "starts_at": "9:00", "ends_at": "",
        "title": "", "place": "会议室", "point_0": "集中学习", "minutes_0": "25", "part_0": "study", "about_0": "第1问",
        "speaker_0": "", "item_0": "",
    } | said  # fmt: skip


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"held_on": "2027-02-29"}, "2027年2月没有29日。请核对日期。"),
        ({"held_on": "2027年4月31日"}, "2027年4月没有31日。请核对日期。"),
        ({"held_on": "明天"}, "日期没看懂。请写成2026-3-5这样。"),
        ({"held_on": ""}, "还没有写哪天开。请写上日期。"),
        ({"starts_at": ""}, "还没有写几点开会。请写成9:00这样。"),
        ({"starts_at": "九点"}, "钟点没看懂。请写成9:00这样。"),
        ({"ends_at": "8:00"}, "散会的时间比开会早。请核对两个时间。"),
        ({"ends_at": "9:10"}, "议程比散会时间长15分钟。请改散会时间或时长。"),
        ({"minutes_0": "很久"}, "第1项几分钟请写数字，比如20。"),
        ({"kind": "nothing"}, "没有这种会。请重新选一个。"),
        ({"title": "会" * 61}, "最多60个字"),
    ],
)
def test_what_cannot_be_is_said_and_kept(hall: Hall, inside: Enter, said: dict[str, str], sentence: str) -> None:
    page = inside("办公室").post("/meetings/new/", form(**said, speaker_0="沈德明"))
    assert sentence in page.text
    assert 'value="沈德明"' in page.text
    assert not Meeting.objects.exists()


def test_the_29th_of_february_of_a_leap_year_is_a_day(hall: Hall, inside: Enter) -> None:
    inside("办公室").post("/meetings/new/", form(held_on="2028-2-29"))
    assert Meeting.objects.get().held_on == date(2028, 2, 29)


def test_the_page_twice_is_one_meeting_and_more_rows_lose_nothing(hall: Hall, inside: Enter) -> None:
    client, said = inside("办公室"), form(bring="笔记本")
    more = client.post("/meetings/new/", said | {"more": "1"})
    assert 'value="笔记本"' in more.text
    assert 'name="point_2"' in more.text
    assert not Meeting.objects.exists()
    first = client.post("/meetings/new/", said)
    second = client.post("/meetings/new/", said)
    assert first.url == second.url
    assert Meeting.objects.count() == 1


def test_a_second_clerk_sees_what_the_first_changed_in_the_plan(hall: Hall, inside: Enter) -> None:
    meeting, client = hall.plan(), inside("办公室")
    said = form(key=str(meeting.key), seen="1", place="东楼")
    assert client.post(f"/meetings/{meeting.pk}/edit/", said | {"place": "文化礼堂"}).status_code == 302
    page = client.post(f"/meetings/{meeting.pk}/edit/", said | {"place": "东楼", "chair": "郑国栋"})
    assert "别人改成的" in page.text
    assert "在哪里：文化礼堂" in page.text
    assert 'value="东楼"' in page.text
    assert Meeting.objects.get().place == "文化礼堂"
    assert client.post(f"/meetings/{meeting.pk}/edit/", said | {"seen": "2", "place": "东楼"}).status_code == 302
    assert Meeting.objects.get().place == "东楼"


def test_two_clerks_with_one_roll_do_not_undo_each_other(hall: Hall, inside: Enter) -> None:
    meeting, client = hall.plan(), inside("办公室")
    rows = {row.called: row for row in meeting.roll.all()}
    page = {f"came_{row.pk.hex}": row.state for row in rows.values()}
    page |= {f"was_{row.pk.hex}": f"{row.state}|" for row in rows.values()} | {"names": "", "others": ""}
    one, other = rows["周德顺"].pk.hex, rows["孙广福"].pk.hex
    client.post(f"/meetings/{meeting.pk}/roll/", page | {f"came_{one}": "excused", f"words_{one}": "住院"})
    client.post(f"/meetings/{meeting.pk}/roll/", page | {f"came_{other}": "proxy", f"words_{other}": "何秀英"})
    assert {row.called: row.state for row in meeting.roll.all()} == {
        "周德顺": "excused",
        "孙广福": "proxy",
        "（常务副主任空着）": "absent",
    }
    wrong = client.post(f"/meetings/{meeting.pk}/roll/", page | {f"came_{other}": "proxy", f"words_{other}": ""})
    assert "孙广福委托了谁还没写。请写上名字。" in wrong.text


def test_who_is_only_asked_sees_own_rows_and_no_draft(hall: Hall, inside: Enter) -> None:
    meeting = hall.plan()
    minuting.write_minutes(hall.by, meeting, {"remarks": "还在写的话"}, [Decided("还没定的事")], 1, TODAY)
    village = inside("柳湾记载人")
    page = village.get(f"/meetings/{meeting.pk}/").text
    assert "集中学习" in page
    assert "周德顺" in page
    for hidden in ("还在写的话", "还没定的事", "孙广福", "会议记录"):
        assert hidden not in page, hidden
    for sheet, code in (("notice", 200), ("agenda", 200), ("signin", 404), ("minutes", 404), ("summary", 404)):
        assert village.get(f"/meetings/{meeting.pk}/papers/{sheet}.pdf").status_code == code, sheet
    for way in ("edit", "roll", "minutes", "close", "files"):
        assert village.get(f"/meetings/{meeting.pk}/{way}/").status_code == 404, way
    hall.take(meeting)
    closing.close_meeting(hall.by, meeting, TODAY)
    page = village.get(f"/meetings/{meeting.pk}/").text
    assert "还在写的话" in page
    assert "孙广福" not in page
    assert village.get(f"/meetings/{meeting.pk}/papers/minutes.pdf").status_code == 404
    assert inside("办公室").get(f"/meetings/{meeting.pk}/papers/minutes.docx").status_code == 200
    assert inside("办公室").get(f"/meetings/{meeting.pk}/papers/letter.pdf").status_code == 404


def test_a_directors_eyes_read_and_do_not_write(hall: Hall, inside: Enter) -> None:
    meeting = hall.hold()
    director = inside("柳湾主任")
    assert director.get(f"/meetings/{meeting.pk}/").status_code == 200
    assert "定会议" not in director.get("/meetings/").text
    assert director.get("/meetings/new/").status_code == 404


def test_another_units_meeting_is_not_there(hall: Hall, inside: Enter) -> None:
    meeting = hall.hold(kind="full_meeting", unit=hall.xinfeng, points=())
    assert inside("柳湾记载人").get(f"/meetings/{meeting.pk}/").status_code == 404
    assert "孙广福" not in inside("柳湾记载人").get("/meetings/?year=2026").text


def approved(hall: Hall, state: str = "approved") -> Application:
    office = hall.world.office
    made = Application.objects.create(
        unit=office, path=office.path, shard=office.shard, name="2026年总结表彰会", sort="meeting", writer_name="王敏",
        starts_on=DAY, starts_at=time(14), ends_at=time(16), place="文化礼堂", written_on=DAY,
        agenda=[{"item": "宣读表彰决定", "who": "郑国栋", "minutes": 20}],
    )  # fmt: skip
    made.case = Case.objects.create(
        about_kind="application", about_id=str(made.pk), title=made.name, url_name="applications:show", state=state,
        path=office.path, shard=office.shard, since=timezone.now(), decided_on=DAY,
    )  # fmt: skip
    made.save()
    return made


def test_an_approved_application_fills_the_form_and_is_carried_out(hall: Hall, inside: Enter) -> None:
    applied, client = approved(hall), inside("办公室")
    assert f"/meetings/from/{applied.pk}/" in client.get("/meetings/new/", follow=True).text
    page = client.get(f"/meetings/from/{applied.pk}/", follow=True).text
    for said in ("2026年总结表彰会", "2026-12-08", "14:00", "16:00", "文化礼堂", "宣读表彰决定", "郑国栋"):
        assert f'value="{said}"' in page or f'value="{said}:00"' in page, said
    assert '<option value="commend" selected>' in page
    told = form(kind="commendation", application=str(applied.pk), title=applied.name, starts_at="14:00")
    meeting_page = client.post("/meetings/new/", told).url
    meeting = Meeting.objects.get()
    assert meeting.application == applied
    assert client.get(f"/meetings/from/{applied.pk}/").url == meeting_page
    hall.take(meeting)
    closing.close_meeting(hall.by, meeting, TODAY)
    applied.refresh_from_db()
    assert applied.own == "held"
    assert applied.record == Record.objects.get(source_ref=meeting.source_ref, led_by=None)


def test_what_was_not_approved_opens_no_meeting(hall: Hall, inside: Enter) -> None:
    applied, client = approved(hall, "pending"), inside("办公室")
    answer = client.get(f"/meetings/from/{applied.pk}/")
    assert answer.status_code == 404
    assert "还没有批准" in answer.text
    assert client.get(f"/meetings/from/{uuid.uuid4()}/").status_code == 404


def test_problems_on_their_page(hall: Hall, inside: Enter) -> None:
    client, unit = inside("柳湾记载人"), str(hall.world.liuwan.pk)
    wrong = client.post("/meetings/problems/", {"sentence": "王小明同学不肯上学", "unit": unit})
    assert "像是说出了孩子是谁。请改成“一名学生”。" in wrong.text
    assert "王小明同学不肯上学</textarea>" in wrong.text
    client.post("/meetings/problems/", {"sentence": "有个学生不肯上学", "unit": unit})
    assert "有个学生不肯上学" in client.get("/meetings/problems/").text
    assert client.post("/meetings/problems/", {"sentence": "别村的事", "unit": str(hall.xinfeng.pk)}).status_code == 404
    assert Problem.objects.count() == 1
    client.post(f"/meetings/problems/{Problem.objects.get().pk}/back/")
    assert not Problem.objects.exists()


def test_half_written_minutes_are_kept(hall: Hall, inside: Enter) -> None:
    meeting, client = hall.plan(), inside("办公室")
    address = f"/meetings/{meeting.pk}/minutes/"
    key = f"said_{meeting.items.get(part='study').pk.hex}"
    said = {key: "写到一半", "text_new0": "补名单", "seen": "1", "draft_at": address, "draft_do": "keep"}
    client.post("/drafts/", said)
    assert "上次写了一半" in client.get(address).text
    page = client.get(f"{address}?draft=1").text
    assert "写到一半</textarea>" in page
    assert 'value="补名单"' in page
    told = {k: words for k, (_, words) in minutes_of(Meeting.objects.for_papers().get(pk=meeting.pk)).items()}
    client.post(address, told | {key: "写完了", "seen": "1"})
    assert not Draft.objects.exists()


def test_files_beside_a_meeting(hall: Hall, inside: Enter) -> None:
    meeting, client = hall.hold(), inside("办公室")
    address = f"/meetings/{meeting.pk}/files/"
    assert "还没有选文件" in client.post(address, {}).text
    sheet = SimpleUploadedFile("签到表.txt", "周德顺".encode())
    assert client.post(address, {"file": sheet}).status_code == 302
    assert "签到表.txt" in client.get(f"/meetings/{meeting.pk}/").text
    assert "签到表" not in inside("柳湾记载人").get(f"/meetings/{meeting.pk}/").text.split("照片和文件")[-1]


def test_an_office_says_its_own_kinds(hall: Hall, inside: Enter) -> None:
    client = inside("办公室")
    said = {"name": "五老座谈会", "audience": "五老代表", "whom": "none", "agenda": "25 集中学习\n30 座谈"}
    assert "没看懂。请写成“25 集中学习”。" in client.post("/meetings/kinds/new/", said | {"agenda": "座谈"}).text
    assert client.post("/meetings/kinds/new/", said).status_code == 302
    kind = MeetingKind.objects.get(name="五老座谈会")
    assert kind.agenda == [["集中学习", 25, "study"], ["座谈", 30, "talk"]]
    assert "已经有“五老座谈会”了" in client.post("/meetings/kinds/new/", said).text
    page = client.get("/meetings/new/", {"kind": kind.code}, follow=True).text
    assert 'value="座谈"' in page
    client.post("/meetings/kinds/", {"kind": kind.code, "act": "rest"})
    assert "五老座谈会" not in client.get("/meetings/new/", follow=True).text
    assert inside("柳湾记载人").get("/meetings/kinds/").status_code == 404


def test_a_meeting_that_is_called_off_and_held_after_all(hall: Hall, inside: Enter) -> None:
    meeting, client = hall.plan(), inside("办公室")
    client.post(f"/meetings/{meeting.pk}/state/", {"act": "cancel"})
    assert "不开了" in client.get(f"/meetings/{meeting.pk}/").text
    assert "这个会已经不开了。要开，请先恢复。" in client.post(f"/meetings/{meeting.pk}/close/").text
    client.post(f"/meetings/{meeting.pk}/state/", {"act": "plan"})
    meeting.refresh_from_db()
    assert meeting.state == "planned"
