"""What duties and assessment count of meetings."""

from datetime import date

import pytest

from tests.meetings.hall import CONSULT, STUDY, Hall
from tests.year_world import TODAY
from xinhuo.ground.kernel.measure import Share, measure_of
from xinhuo.ground.kernel.period import Period
from xinhuo.who.people.services import posts
from xinhuo.work.meetings.services import closing, roll

YEAR = Period(2026)


def counted(hall: Hall, key: str, period: Period = YEAR, **params: object) -> dict[str, object]:
    measure = measure_of(key)
    units = [hall.world.office, hall.world.liuwan, hall.xinfeng, hall.shatou]
    found = measure.values(units, period, **params)
    return {unit.name: found[unit.pk] for unit in units if unit.pk in found}


def test_came_or_sent_somebody_of_those_asked(hall: Hall) -> None:
    hall.hold(date(2026, 10, 8), states={"孙广福": "proxy:何秀英"})
    hall.hold(date(2026, 11, 8), states={"孙广福": "excused:住院"})
    hall.plan(date(2026, 12, 8))
    assert counted(hall, "meetings.attended") == {"柳湾村": Share(2, 2), "新丰村": Share(1, 2), "沙头村": Share(0, 2)}
    assert counted(hall, "meetings.attended", Period(2026, 10, 10)) == {
        "柳湾村": Share(1, 1),
        "新丰村": Share(1, 1),
        "沙头村": Share(0, 1),
    }
    rows = measure_of("meetings.attended").evidence(hall.xinfeng, YEAR)
    assert [(row.meeting.title, row.state) for row in rows] == [
        ("十一月常务副主任例会", "excused"),
        ("十月常务副主任例会", "proxy"),
    ]


def test_whoever_holds_a_meeting_is_not_asked_whether_he_came(hall: Hall) -> None:
    hall.world.add_person(hall.world.office, "郑国栋")
    details = posts.PostDetails("executive_deputy_director", date(2024, 1, 1))
    posts.appoint(hall.by, hall.world.people["郑国栋"], hall.world.office, details, TODAY)
    meeting = hall.hold(date(2026, 10, 8))
    assert "郑国栋" in [row.called for row in meeting.roll.all()]
    assert set(counted(hall, "meetings.attended")) == {"柳湾村", "新丰村", "沙头村"}
    assert counted(hall, "meetings.study_months")["清河新区办事处"] == 1


def test_other_kinds_count_when_asked_for(hall: Hall) -> None:
    hall.hold(date(2026, 11, 8), kind="exchange_meeting")
    assert counted(hall, "meetings.attended") == {}
    assert counted(hall, "meetings.attended", kinds=["exchange_meeting"])["柳湾村"] == Share(1, 1)


def test_meetings_that_a_unit_held_by_kind(hall: Hall) -> None:
    hall.hold(date(2026, 10, 8))
    hall.hold(date(2026, 11, 8), kind="party_review", unit=hall.world.liuwan)
    assert counted(hall, "meetings.held") == {"清河新区办事处": 1, "柳湾村": 1}
    assert counted(hall, "meetings.held", kinds=("party_review",)) == {"柳湾村": 1}
    reopened = hall.hold(date(2026, 11, 9))
    closing.reopen_meeting(hall.by, reopened, TODAY)
    assert counted(hall, "meetings.held", kinds=("monthly_meeting",)) == {"清河新区办事处": 1}


def test_a_month_of_study_counts_once_and_for_whom_it_was(hall: Hall) -> None:
    hall.hold(date(2026, 10, 8))
    hall.hold(date(2026, 10, 20), kind="party_review", unit=hall.world.liuwan, points=(STUDY,))
    hall.hold(date(2026, 11, 8), points=(CONSULT,))
    third = hall.hold(date(2026, 12, 8), states={"孙广福": "excused:住院"})
    assert counted(hall, "meetings.study_months") == {"柳湾村": 2, "新丰村": 1}
    study = third.items.get(part="study")
    roll.differ(hall.by, study, [hall.row(third, "周德顺").pk, hall.row(third, "孙广福").pk])
    assert counted(hall, "meetings.study_months") == {"柳湾村": 1, "新丰村": 2}
    rows = list(measure_of("meetings.study_months").evidence(hall.xinfeng, YEAR))
    assert len({row.meeting.held_on.month for row in rows}) == 2


@pytest.mark.parametrize("key", ["meetings.held", "meetings.attended", "meetings.study_months"])
def test_nothing_to_count_is_nothing(hall: Hall, key: str) -> None:
    assert counted(hall, key) == {}
