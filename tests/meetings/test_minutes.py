"""会议记录: what was said, decided and answered; two clerks at once; what is open is ticked off."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.meetings.hall import DAY, Hall
from tests.year_world import TODAY
from xinhuo.ground.kernel.actor import system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.models import Record
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.work.meetings import rules
from xinhuo.work.meetings.models import Meeting, Problem, Resolution
from xinhuo.work.meetings.reading import minutes_of, open_items
from xinhuo.work.meetings.services import closing, following, minuting, planning
from xinhuo.work.meetings.services.minuting import Decided
from xinhuo.work.meetings.services.rehoming import rehome_meetings

Enter = Callable[[str], Client]


def said_of(meeting: Meeting, part: str) -> str:
    return f"said_{meeting.items.get(part=part).pk.hex}"


def write(hall: Hall, meeting: Meeting, told: dict[str, str], *fresh: Decided, seen: int = 0) -> Meeting:
    meeting.refresh_from_db()
    return minuting.write_minutes(hall.by, meeting, told, fresh, seen or meeting.version, TODAY)


def posted(client: Client, meeting: Meeting) -> dict[str, Any]:
    """The form of the minutes as it stands on a page that is opened now."""
    page = client.get(f"/meetings/{meeting.pk}/minutes/")
    assert page.status_code == 200
    told = {key: words for key, (_, words) in minutes_of(Meeting.objects.for_papers().get(pk=meeting.pk)).items()}
    return told | {"seen": str(Meeting.objects.get(pk=meeting.pk).version)}


def test_what_was_decided_is_open_until_it_is_ticked(hall: Hall) -> None:
    meeting = hall.hold()
    liuwan, office = hall.world.liuwan, hall.world.office
    write(
        hall, meeting, {said_of(meeting, "study"): "学了15问"},
        Decided("各村把老党员名单补齐", liuwan, "周德顺", date(2026, 12, 15)), Decided("印发学习材料", None, "办公室"),
    )  # fmt: skip
    both = open_items([liuwan, office], TODAY)
    assert [(one.title, one.late, one.unit_id) for one in both] == [
        ("各村把老党员名单补齐", True, liuwan.pk),
        ("印发学习材料", False, office.pk),
    ]
    assert both[0].hint == "十二月常务副主任例会议定，柳湾村周德顺办，12月15日前"
    assert [one.title for one in open_items([liuwan], TODAY)] == ["各村把老党员名单补齐"]
    row = Resolution.objects.get(unit=liuwan)
    village = system_actor("周德顺", frozenset(ACTIONS), liuwan.path, reach="own")
    following.settle(village, row, "名单交了", TODAY)
    following.settle(hall.by, row, "又勾一次", TODAY)
    row.refresh_from_db()
    assert (row.settled_on, row.settled_by, row.words) == (TODAY, "周德顺", "名单交了")
    assert open_items([liuwan], TODAY) == []
    following.unsettle(village, row)
    assert len(open_items([liuwan], TODAY)) == 1
    with pytest.raises(RuleBroken, match="不归您办"):
        following.settle(village, Resolution.objects.get(unit=None), "", TODAY)


def test_the_record_says_what_was_decided(hall: Hall) -> None:
    meeting = hall.hold()
    write(hall, meeting, {}, Decided("各村补齐名单", None))
    for record in Record.objects.filter(source_ref=meeting.source_ref):
        assert "议定：各村补齐名单。" in record.content
    row = meeting.resolutions.get()
    write(hall, meeting, {f"text_{row.pk.hex}": ""})
    assert not meeting.resolutions.exists()
    for record in Record.objects.filter(source_ref=meeting.source_ref):
        assert "议定" not in record.content


def test_only_a_unit_that_was_asked_is_given_something(hall: Hall) -> None:
    with pytest.raises(RuleBroken, match="没有来开会"):
        write(hall, hall.hold(), {}, Decided("补名单", hall.world.dongqiao))


def test_the_second_clerk_sees_both_texts_and_nothing_is_lost(hall: Hall, inside: Enter) -> None:
    meeting, client = hall.plan(), inside("办公室")
    study, talk = said_of(meeting, "study"), said_of(meeting, "consult")
    form = posted(client, meeting)
    write(hall, meeting, {study: "王敏写的学习", talk: "王敏写的会诊"}, Decided("王敏记的一件"))
    mine = form | {
        study: "我写的学习",
        "remarks": "我写的补充",
        "text_new0": "我记的一件",
        "unit_new0": "",
        "doer_new0": "我",
    }
    page = client.post(f"/meetings/{meeting.pk}/minutes/", mine)
    assert "两边都写了，请您定" in page.text
    for words in ("王敏写的学习", "我写的学习", "王敏写的会诊", "我写的补充", "王敏写过", "我记的一件"):
        assert words in page.text or words == "王敏写过", words
    meeting.refresh_from_db()
    assert meeting.items.get(part="study").said == "王敏写的学习"
    chosen = {f"take_{study}": "both", f"take_{talk}": "theirs", "take_remarks": "mine", "seen": str(meeting.version)}
    answer = client.post(f"/meetings/{meeting.pk}/minutes/", mine | chosen)
    assert answer.status_code == 302
    meeting.refresh_from_db()
    assert meeting.items.get(part="study").said == "王敏写的学习\n我写的学习"
    assert meeting.items.get(part="consult").said == "王敏写的会诊"
    assert meeting.remarks == "我写的补充"
    assert sorted(row.text for row in meeting.resolutions.all()) == ["我记的一件", "王敏记的一件"]


def test_what_one_strikes_out_while_the_other_mends_it_is_kept(hall: Hall, inside: Enter) -> None:
    meeting, client = hall.plan(), inside("办公室")
    write(hall, meeting, {}, Decided("补名单"), Decided("印材料"))
    first, second = (row.pk.hex for row in meeting.resolutions.all())
    form = posted(client, meeting)
    write(hall, meeting, {f"text_{first}": "", f"text_{second}": ""})
    answer = client.post(f"/meetings/{meeting.pk}/minutes/", form | {f"text_{first}": "月底前补名单"})
    assert answer.status_code == 302
    assert [row.text for row in meeting.resolutions.all()] == ["月底前补名单"]


def test_two_who_write_the_same_are_not_asked(hall: Hall, inside: Enter) -> None:
    meeting, client = hall.plan(), inside("办公室")
    form = posted(client, meeting) | {"remarks": "同一句"}
    write(hall, meeting, {"remarks": "同一句"})
    assert client.post(f"/meetings/{meeting.pk}/minutes/", form).status_code == 302


def test_every_version_is_kept(hall: Hall) -> None:
    meeting = hall.plan()
    for words in ("头一稿", "第二稿", "第二稿", "第三稿"):
        write(hall, meeting, {"remarks": words})
    assert [row.told["remarks"] for row in meeting.versions.order_by("number")] == ["", "头一稿", "第二稿"]
    assert Meeting.objects.get(pk=meeting.pk).version == 4


def test_a_problem_waits_for_the_next_meeting_and_is_answered(hall: Hall) -> None:
    village = system_actor("周德顺", frozenset(ACTIONS), hall.world.liuwan.path, reach="own")
    problem = following.bring_problem(village, hall.world.liuwan, "有个学生沉迷手机，老人管不住，怎么办？", TODAY)
    again = following.bring_problem(village, hall.world.liuwan, "有个学生沉迷手机，老人管不住，怎么办？", TODAY)
    assert again == problem
    meeting = hall.plan()
    problem.refresh_from_db()
    assert problem.meeting == meeting
    with pytest.raises(RuleBroken, match="已经进了会"):
        following.take_problem_back(village, problem)
    with pytest.raises(RuleBroken, match="像是说出了孩子是谁"):
        write(hall, meeting, {f"answer_{problem.pk.hex}": "请王小明同学的班主任家访"})
    write(hall, meeting, {f"answer_{problem.pk.hex}": "请班主任家访，老人每晚陪读半小时"})
    problem.refresh_from_db()
    assert problem.answer.startswith("请班主任")


def test_a_problem_of_a_meeting_that_is_called_off_waits_again(hall: Hall) -> None:
    problem = following.bring_problem(hall.by, hall.world.liuwan, "放学路口车多，怎么看护？", TODAY)
    planning.call_off(hall.by, hall.plan(), TODAY)
    problem.refresh_from_db()
    assert problem.meeting is None
    following.take_problem_back(hall.by, problem)
    assert not Problem.objects.exists()


@pytest.mark.parametrize(
    "sentence",
    [
        "王小明同学沉迷手机怎么办", "小明同学不肯上学", "学生叫李雷，常逃课", "张小红（9岁）没人接送", "李某某家里困难",
        "孩子住址不便说，电话13812345678", "身份证320000200901011234的孩子", "有个男孩名叫赵一鸣", "王小朋友怕黑",
    ],
)  # fmt: skip
def test_no_child_can_be_known_by_a_problem(sentence: str) -> None:
    with pytest.raises(RuleBroken):
        rules.check_sentence(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "有个三年级学生沉迷手机，家里老人管不住，怎么办？", "辅导站暑期缺少老师，怎么解决？", "孩子们放学早，家长接不了",
        "一名同学不肯上学，家访几次没有用", "高年级同学不爱听讲座", "小朋友多，场地小", "周六的课没有人来",
    ],
)  # fmt: skip
def test_a_problem_without_a_name_is_taken(sentence: str) -> None:
    assert rules.check_sentence(sentence) == sentence


def test_an_heir_gets_what_is_open(hall: Hall) -> None:
    meeting = hall.hold()
    write(hall, meeting, {}, Decided("补名单", hall.world.liuwan))
    assert rehome_meetings(hall.world.liuwan, hall.xinfeng, DAY) == 1
    assert [one.title for one in open_items([hall.xinfeng], TODAY)] == ["补名单"]
    closing.close_meeting(hall.by, meeting, TODAY)
    standing = Record.objects.standing().filter(source_ref=meeting.source_ref).values_list("unit__name", flat=True)
    assert set(standing) == {"清河新区办事处", "新丰村"}
