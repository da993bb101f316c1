"""An event applied for, decided, held: what may be done when, what is refused, and that nothing typed is lost."""

import uuid
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from tests.applications.event import REPORT, THURSDAY, Hall
from tests.year_world import TODAY
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.search.reading import find
from xinhuo.journal.approvals.models import Case, Step
from xinhuo.journal.approvals.services import withdraw
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.journal.records.rules import ChangedMeanwhile
from xinhuo.journal.records.services.told import Told
from xinhuo.journal.records.services.writing import withdraw_record
from xinhuo.who.organisation.services import UnitDetails, add_unit
from xinhuo.work.applications.facts import AgendaRow, Plan, PrepRow
from xinhuo.work.applications.models import Application
from xinhuo.work.applications.reading import coming_for, coming_in
from xinhuo.work.applications.rules import keeping, planning, saying
from xinhuo.work.applications.services import holding, writing
from xinhuo.work.applications.services.rehoming import rehome_applications


def seats(application: Application) -> list[tuple[str, str, str]]:
    steps = Step.objects.filter(round__case=application.case).order_by("position")
    return [(step.verb, step.unit.name, step.post_id) for step in steps]


def missing(plan: Plan) -> list[str]:
    return [lack.field for lack in planning.lacking(planning.cleaned(plan), TODAY)]


def told(hall: Hall, day: date, **other: object) -> Told:
    kind = RecordKind.objects.filter(category="theme_education").first()
    start = {"held_on": day, "kind": kind, "content": "六位五老讲了先进事迹", "other_count": 118}
    return Told(**(start | other))


def test_an_office_applies_first_reviewed_then_approved(hall: Hall) -> None:
    made = hall.apply()
    assert seats(made) == [("review", "清河新区办事处", "director"), ("approve", "清河新区办事处", "party_secretary")]
    assert made.state_name == "待审核"
    hall.decide("陆建华", made.case, words="同意，做好接送。")
    assert hall.seen(made).state_name == "待批准"
    hall.decide("韩志远", made.case)
    made = hall.seen(made)
    assert (made.state_name, made.approved_on, made.made_up) == ("已批准", TODAY, False)
    assert list(Application.objects.approved_for(hall.root, THURSDAY)) == [made]
    assert list(Application.objects.approved_for(hall.root, THURSDAY + timedelta(days=40))) == []
    assert list(Application.objects.approved_for(hall.village, THURSDAY)) == []


def test_a_villages_event_goes_to_its_own_secretary(hall: Hall) -> None:
    made = hall.apply(hall.village)
    assert seats(made) == [("approve", "柳湾村", "party_secretary")]
    hall.decide("沈国平", made.case)
    assert hall.seen(made).state == "approved"


def test_a_village_without_a_bound_secretary_asks_its_director(hall: Hall) -> None:
    hall.posts["沈国平", "director"].party_post = ""
    hall.posts["沈国平", "director"].save()
    assert seats(hall.apply(hall.village)) == [("approve", "柳湾村", "director")]


def test_what_is_told_is_three_sentences_and_the_whole_form(hall: Hall) -> None:
    case = hall.apply(youth_count=40, safety_plan="家长接送，社区医生到场").case
    told = case.rounds.get().told
    assert told.lead[0] == "12月24日（周四）14:30至16:00，在办事处三楼会议室办五老先进事迹报告会，约120人"
    assert told.lead[1] == "请韩志远作总结讲话"
    assert told.lead[2] == "有青少年40人，写了安全预案；经费3000元，关工委工作经费"
    rows = dict(told.rows)
    assert list(rows)[:4] == ["名称", "类别", "内容", "目的"]
    assert rows["议程"].splitlines()[1] == "2. 事迹报告（六位五老，48分钟）"
    assert rows["准备工作"].splitlines()[0] == "1. 布置会场（综合科，12月23日前）"
    assert rows["出席对象"].splitlines()[-1] == "约120人，其中青少年40人"


def test_returned_it_is_changed_and_handed_in_again(hall: Hall) -> None:
    made = hall.apply()
    by = hall.actor("王敏")
    with pytest.raises(RuleBroken, match="正在批"):
        writing.change_application(by, made, hall.plan(place="二楼"), TODAY)
    hall.decide("陆建华", made.case, "return", "时间再定一下")
    assert hall.seen(made).state_name == "退回修改"
    writing.change_application(by, made, hall.plan(starts_at=time(9, 0), ends_at=time(11, 0)), TODAY)
    writing.submit_application(by, hall.seen(made), TODAY)
    again = hall.approve(hall.seen(made))
    assert (again.case.number, again.state, Case.objects.count()) == (2, "approved", 1)
    with pytest.raises(RuleBroken, match="已经批准了"):
        writing.change_application(by, again, hall.plan(), TODAY)
    with pytest.raises(RuleBroken, match="已经批准了"):
        writing.submit_application(by, again, TODAY)


def test_what_is_missing_is_said_all_at_once() -> None:
    assert missing(Plan("报告会", starts_on=THURSDAY)) == [
        "content", "purpose", "starts_at", "ends_at", "place", "others", "head_count", "agenda", "preparation",
    ]  # fmt: skip
    assert missing(REPORT) == []
    assert missing(replace(REPORT, youth_count=5)) == ["safety_plan"]
    assert missing(replace(REPORT, youth_count=5, safety_plan="家长接送")) == []
    assert missing(replace(REPORT, starts_on=TODAY - timedelta(days=1), preparation=(PrepRow("会场", "我"),))) == [
        "late_reason"
    ]
    assert missing(replace(REPORT, starts_on=TODAY)) == ["preparation"]  # its 23 December is behind the event now


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"name": "　"}, "name"),
        ({"sort": "party"}, "sort"),
        ({"starts_on": None}, "starts_on"),
        ({"starts_on": date(2036, 1, 1)}, "starts_on"),
        ({"ends_on": date(2026, 12, 1)}, "ends_on"),
        ({"ends_on": date(2027, 3, 1)}, "ends_on"),
        ({"ends_at": time(14, 30)}, "ends_at"),
        ({"head_count": -1}, "head_count"),
        ({"youth_count": 121}, "youth_count"),
        ({"agenda": (AgendaRow("", "王敏", 5),)}, "agenda"),
        ({"agenda": (AgendaRow("开场", "王敏", 601),)}, "agenda"),
        ({"preparation": (PrepRow("", "综合科"),)}, "preparation"),
        ({"preparation": (PrepRow("会场", "综合科", date(2026, 12, 25)),)}, "preparation"),
        ({"content": "长" * 1001}, "content"),
    ],
)
def test_what_cannot_be_is_refused_even_in_a_draft(hall: Hall, other: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        hall.write(**other)
    assert broken.value.field == field
    assert len(broken.value.message) <= 40
    assert Application.objects.count() == 0


def test_an_agenda_longer_than_the_event_is_told(hall: Hall) -> None:
    long = (AgendaRow("报告", "五老", 80), AgendaRow("讲话", "书记", 15))
    made = hall.write(agenda=long)
    with pytest.raises(RuleBroken, match="议程共95分钟，会期只有90分钟"):
        writing.submit_application(hall.actor("王敏"), made, TODAY)
    assert hall.seen(made).state == "draft"
    over_days = replace(REPORT, agenda=long, ends_on=THURSDAY + timedelta(days=1))
    assert planning.lacking(over_days, TODAY) == []  # two days have room


def test_the_same_key_again_is_the_same_application(hall: Hall) -> None:
    key, by = uuid.uuid4(), hall.actor("王敏")
    first = writing.write_application(by, hall.root, key, hall.plan(), TODAY)
    second = writing.write_application(by, hall.root, key, hall.plan(place="二楼会议室"), TODAY)
    assert (first.pk, Application.objects.get().place) == (second.pk, "二楼会议室")
    with pytest.raises(RuleBroken, match="别的单位"):
        writing.write_application(hall.actor("何广田"), hall.village, key, hall.plan(), TODAY)


def test_two_editors_lose_nothing(hall: Hall) -> None:
    made = hall.write()
    other = hall.person("李青", role="clerk")
    writing.change_application(hall.actor(other.name), made, hall.plan(place="文化中心"), TODAY, seen="1")
    mine = hall.plan(purpose="树典型")
    with pytest.raises(ChangedMeanwhile) as changed:
        writing.change_application(hall.actor("王敏"), hall.seen(made), mine, TODAY, seen="1")
    assert changed.value.since == 1
    kept = keeping.from_data(made.versions.get(number=1).told)
    assert (kept.place, kept.leaders[0].name, kept.agenda) == (REPORT.place, "韩志远", REPORT.agenda)
    both = keeping.merged(mine, hall.seen(made).plan(), {"place": "theirs", "purpose": "mine"})
    writing.change_application(hall.actor("王敏"), hall.seen(made), both, TODAY, seen="2")
    now = hall.seen(made)
    assert (now.place, now.purpose, now.version) == ("文化中心", "树典型", 3)
    assert Entry.objects.filter(verb="改申报", object_id=str(made.pk)).last().after == {"目的": "树典型"}


def test_nobody_applies_for_another_unit(hall: Hall) -> None:
    with pytest.raises(RuleBroken, match="不能替这个单位"):
        hall.write(hall.root, by="何广田")
    made = hall.write()
    for verb in (writing.submit_application, lambda by, a, _: writing.cancel_application(by, a, "不办了")):
        with pytest.raises(RuleBroken, match="不能替这个单位"):
            verb(hall.actor("何广田"), made, TODAY)


def test_cancelled_it_leaves_the_approvers_table(hall: Hall) -> None:
    made = hall.apply()
    with pytest.raises(RuleBroken, match="缘由"):
        writing.cancel_application(hall.actor("王敏"), made, "")
    writing.cancel_application(hall.actor("王敏"), made, "下大雪，推到明年")
    made = hall.seen(made)
    assert (made.state, made.case.state) == ("cancelled", "withdrawn")
    assert list(Case.objects.awaiting(hall.actor("陆建华"), TODAY)) == []
    with pytest.raises(RuleBroken, match="已取消"):
        writing.submit_application(hall.actor("王敏"), made, TODAY)
    writing.reopen_application(hall.actor("王敏"), made)
    writing.submit_application(hall.actor("王敏"), hall.seen(made), TODAY)
    assert hall.seen(made).state == "review"


def test_withdrawn_it_may_be_changed(hall: Hall) -> None:
    made = hall.apply()
    withdraw(hall.actor("王敏"), made.case.pk)
    writing.change_application(hall.actor("王敏"), hall.seen(made), hall.plan(place="二楼"), TODAY)
    assert hall.seen(made).state_name == "已撤回"


def test_after_the_notice_no_decision_is_taken_back(hall: Hall) -> None:
    made = hall.apply()
    with pytest.raises(RuleBroken, match="待审核"):
        writing.tell_everyone(hall.actor("王敏"), made)
    writing.tell_everyone(hall.actor("王敏"), hall.approve(made))
    assert Case.objects.get().closed


def test_it_becomes_a_record_once(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    made = hall.approve(hall.apply())
    by, later = hall.actor("王敏"), THURSDAY + timedelta(days=1)
    with pytest.raises(RuleBroken, match="日子还没有到"):
        holding.hold_event(by, made, told(hall, THURSDAY), TODAY)
    for _ in range(2):  # a double click
        holding.hold_event(by, hall.seen(made), told(hall, THURSDAY, source="other", source_ref="申报"), later)
    made = hall.seen(made)
    assert Record.objects.get() == made.record
    assert (made.state_name, made.unapproved) == ("已举办", False)
    assert list(Application.objects.approved_for(hall.root, THURSDAY)) == []
    Record.objects.update(effect="听的人都说好")
    assert hall.seen(made).state_name == "已补总结"
    with pytest.raises(RuleBroken, match="已补总结"):
        writing.cancel_application(by, hall.seen(made), "不办了")


def test_a_record_taken_back_means_not_held(hall: Hall) -> None:
    made = hall.approve(hall.apply())
    by, later = hall.actor("王敏"), THURSDAY + timedelta(days=1)
    holding.hold_event(by, made, told(hall, THURSDAY), later)
    withdraw_record(by, Record.objects.get())
    made = hall.seen(made)
    assert (made.state, made.unapproved) == ("approved", False)
    assert list(Application.objects.approved_for(hall.root, THURSDAY)) == [made]
    holding.hold_event(by, made, told(hall, THURSDAY, place="二楼"), later)
    assert (hall.seen(made).state, hall.seen(made).record.place) == ("held", "二楼")
    assert Record.objects.count() == 2


def test_what_a_merged_unit_had_planned_goes_to_its_heir(hall: Hall) -> None:
    heir = add_unit(hall.by, hall.root, UnitDetails("东桥村", "village", "320000000002"))
    planned, gone = hall.write(hall.village), hall.write(hall.village, name="取消的会")
    writing.cancel_application(hall.actor("何广田"), gone, "不办了")
    assert rehome_applications(hall.village, heir, TODAY) == 1
    assert (hall.seen(planned).unit, hall.seen(planned).path) == (heir, heir.path)
    assert hall.seen(gone).unit == hall.village
    assert rehome_applications(heir, hall.village, THURSDAY + timedelta(days=1)) == 0


def test_held_before_it_was_approved_is_never_hidden(hall: Hall) -> None:
    made = hall.write(starts_on=date(2026, 12, 10), preparation=(PrepRow("会场", "综合科"),))
    holding.hold_event(hall.actor("王敏"), made, told(hall, date(2026, 12, 10)), TODAY)
    made = hall.seen(made)
    assert (made.state, made.unapproved) == ("held", True)
    with pytest.raises(RuleBroken, match="补报"):
        writing.submit_application(hall.actor("王敏"), made, TODAY)
    late = replace(made.plan(), late_reason="领导临时定的，来不及")
    writing.change_application(hall.actor("王敏"), made, late, TODAY)
    writing.submit_application(hall.actor("王敏"), hall.seen(made), TODAY)
    assert hall.seen(made).case.rounds.get().told.lead[2].startswith("补报：领导临时定的，来不及")
    made = hall.approve(hall.seen(made))
    assert (made.unapproved, made.made_up) == (True, True)


def test_a_leader_asked_by_name_has_it_in_his_week(hall: Hall) -> None:
    made = hall.apply()
    han, lu = hall.actor("韩志远"), hall.actor("陆建华")
    assert coming_for(han, THURSDAY) == []  # not approved yet
    hall.approve(made)
    assert [one.name for one in coming_for(han, TODAY + timedelta(days=1))] == [REPORT.name]
    assert coming_for(han, TODAY) == []  # the week before
    assert coming_for(lu, THURSDAY) == []  # not asked
    assert [one.leaders for one in coming_in(hall.actor("王敏").scope("see"), THURSDAY)] == [("韩志远",)]
    writing.cancel_application(hall.actor("王敏"), hall.seen(made), "改到明年")
    assert coming_for(han, THURSDAY) == []


def test_it_is_found_by_its_words(hall: Hall) -> None:
    made = hall.write()
    scope = hall.actor("王敏").scope("see")
    assert [row.object_id for row in find(scope, "先进事迹", "application").rows] == [str(made.pk)]
    assert list(find(hall.actor("何广田").scope("see"), "先进事迹", "application").rows) == []


def test_the_message_for_the_group_chat_is_short_and_whole(hall: Hall) -> None:
    said = saying.notice_text(hall.plan(), "清河新区办事处关工委", "0000-0000")
    assert said == (
        "各位好：12月24日（周四）下午2点半，在办事处三楼会议室办“五老先进事迹报告会”。"
        "请各单位主任和常务副主任、五老代表参加。请提前十分钟到，带上本子和笔。来不了的，请打个电话0000-0000。清河新区办事处关工委"
    )
    assert "会堂办“五老”报告会。" in saying.notice_text(hall.plan(name="“五老”报告会", place="会堂"), "", "")
    long = hall.plan(others="各村各社区" * 60, name="长" * 60, place="远" * 60)
    assert len(saying.notice_text(long, "清河新区办事处关工委", "0000-0000")) <= saying.NOTICE
    assert saying.notice_text(long, "清河新区办事处关工委", "").endswith("清河新区办事处关工委")


def test_the_agenda_has_its_clock() -> None:
    assert [clock for clock, _ in saying.clocked(REPORT)] == ["14:30", "14:35", "15:23"]
    unsaid = replace(REPORT, agenda=(AgendaRow("开场"), AgendaRow("讲话", "", 5)))
    assert [clock for clock, _ in saying.clocked(unsaid)] == ["14:30", ""]
