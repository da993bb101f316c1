"""What is counted for duties and assessment, unit by unit: also of units merged, closed, and on 29 February."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.changes.hetang import settle
from tests.year_world import TODAY, World
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.kernel.measure import Share, measure_of
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.journal.archives.rules import last_day
from xinhuo.journal.archives.services import seal
from xinhuo.journal.records.models import LedgerImport, Occasion, Record
from xinhuo.journal.records.rules import is_late
from xinhuo.shell.changes.services import reshaping
from xinhuo.shell.changes.services.reshaping import Decided
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit, state_youth_base
from xinhuo.who.people.models import Appointment
from xinhuo.who.people.services import posts
from xinhuo.year.yearbook.models import ChronicleEntry, ChronicleMonth

YEAR = Period(2026)
JUNE = date(2026, 6, 1)


@pytest.fixture
def by(world: World) -> Actor:
    return system_actor("办公室", frozenset(ACTIONS), world.office.path)


@pytest.fixture
def hetang(world: World, by: Actor) -> Unit:
    return settle(world, by)


def value(key: str, unit: Unit, period: Period = YEAR, **params: object) -> object:
    found = measure_of(key).values([unit], period, **params)
    return found.get(unit.pk)


def appoint(world: World, name: str, post: str, started: date, unit: Unit | None = None, **said: object) -> Appointment:
    details = posts.PostDetails(post, started, **said)
    return posts.appoint(world.by, world.people[name], unit or world.liuwan, details, TODAY)


def merge(by: Actor, unit: Unit, target: Unit) -> None:
    seen = reshaping.look_at_merger(by, unit, target, JUNE, TODAY).preview.digest
    reshaping.merge_units(by, unit, target, JUNE, Decided(seen), TODAY)


# ── 主任由党组织书记兼任


def test_a_director_is_bound_by_the_secretarys_post(world: World) -> None:
    assert value("people.director_bound", world.liuwan) == Share(0, 1)
    appoint(world, "周德顺", "director", date(2026, 2, 1))
    assert value("people.director_bound", world.liuwan) == Share(0, 1)
    appoint(world, "吴秀兰", "party_secretary", date(2026, 2, 1))
    assert value("people.director_bound", world.liuwan) == Share(0, 1)
    appoint(world, "周德顺", "party_secretary", date(2026, 8, 1))
    assert value("people.director_bound", world.liuwan) == Share(1, 1)
    assert value("people.director_bound", world.liuwan, Period(2026, 1, 7)) == Share(0, 1)
    assert value("people.director_bound", world.liuwan, day=date(2026, 7, 31)) == Share(0, 1)
    assert value("people.director_bound", world.liuwan, day=date(2026, 8, 1)) == Share(1, 1)


@pytest.mark.parametrize(
    ("said", "bound"),
    [("党组织书记", 1), ("党支部书记", 1), ("党总支书记、村委会主任", 0), ("党支部副书记", 0), ("", 0)],
)
def test_a_party_post_held_together_is_as_good(world: World, said: str, bound: int) -> None:
    appoint(world, "周德顺", "director", date(2026, 2, 1), party_post=said)
    assert value("people.director_bound", world.liuwan) == Share(bound, 1)


def test_each_level_binds_its_own_party_post(world: World, by: Actor) -> None:
    appoint(world, "周德顺", "director", date(2026, 2, 1), world.office, party_post="党工委书记")
    assert value("people.director_bound", world.office) == Share(0, 1)
    appoint(world, "周德顺", "deputy_party_secretary", date(2026, 2, 1), world.office)
    assert value("people.director_bound", world.office) == Share(1, 1)
    group = add_unit(by, world.liuwan, UnitDetails("柳湾一组", "care_group"))
    assert value("people.director_bound", group) is None


def test_a_gap_after_an_election_may_be_so_old(world: World) -> None:
    director = appoint(world, "周德顺", "director", date(2024, 2, 29), party_post="党组织书记")
    posts.end_appointment(world.by, director, date(2026, 11, 30), TODAY)
    key = "people.director_bound"
    assert value(key, world.liuwan, day=date(2026, 11, 30)) == Share(1, 1)
    assert value(key, world.liuwan, day=date(2026, 12, 1)) == Share(0, 1)
    assert value(key, world.liuwan, day=date(2026, 12, 30), vacancy_days=30) == Share(1, 1)
    assert value(key, world.liuwan, day=date(2026, 12, 31), vacancy_days=30) == Share(0, 1)
    assert value(key, world.liuwan, Period(2024, 2, 2)) == Share(1, 1)
    assert value(key, world.liuwan, Period(2024, 1, 1)) == Share(0, 1)


def test_two_posts_that_never_met_bind_nobody(world: World) -> None:
    """Secretary in spring, director in autumn: within a year's window, yet never both on one day."""
    secretary = appoint(world, "周德顺", "party_secretary", date(2026, 1, 1))
    posts.end_appointment(world.by, secretary, date(2026, 5, 31), TODAY)
    director = appoint(world, "周德顺", "director", date(2026, 6, 1))
    assert value("people.director_bound", world.liuwan, vacancy_days=365) == Share(0, 1)
    posts.end_appointment(world.by, director, date(2026, 8, 31), TODAY)
    appoint(world, "周德顺", "party_secretary", date(2026, 9, 1))
    assert value("people.director_bound", world.liuwan, vacancy_days=365) == Share(0, 1)


def test_a_merged_unit_is_obliged_no_more_and_posts_stay_where_they_were(world: World, by: Actor, hetang: Unit) -> None:
    appoint(world, "何长庚", "director", date(2026, 1, 1), hetang, party_post="党组织书记")
    merge(by, hetang, world.liuwan)
    hetang.refresh_from_db()
    assert value("people.director_bound", hetang) is None
    assert value("people.director_bound", hetang, Period(2026, 1, 5)) == Share(1, 1)
    assert value("people.leaders", hetang, Period(2026, 1, 5)) == 2
    assert value("people.leaders", hetang) is None


# ── 领导班子配备


def test_leaders_are_people_and_no_party_posts(world: World) -> None:
    needed = ["director", "secretary_general"]
    appoint(world, "周德顺", "director", date(2026, 2, 1))
    appoint(world, "周德顺", "committee_member", date(2026, 2, 1))
    appoint(world, "吴秀兰", "committee_member", date(2026, 2, 1))
    appoint(world, "㛃䶮", "party_secretary", date(2026, 2, 1))
    assert value("people.leaders", world.liuwan) == 2
    assert value("people.leaders", world.liuwan, must_have=needed) == 1
    rows = measure_of("people.leaders").evidence(world.liuwan, YEAR, must_have=needed)
    assert [row.post_id for row in rows] == ["director"]
    appoint(world, "吴秀兰", "secretary_general", date(2026, 3, 1))
    assert value("people.leaders", world.liuwan, must_have=needed) == 2
    assert len(measure_of("people.leaders").evidence(world.liuwan, YEAR, must_have=needed)) == 4
    assert value("people.leaders", world.liuwan, Period(2026, 1, 2), must_have=needed) == 1


# ── 记录


def test_occasions_count_once_each(world: World) -> None:
    lei_feng, qingming = (Occasion.objects.get(code=code) for code in ("lei_feng", "qingming"))
    world.write(world.liuwan, date(2026, 3, 3), "学雷锋一", "周德顺", occasion=lei_feng)
    world.write(world.liuwan, date(2026, 3, 9), "学雷锋二", "周德顺", occasion=lei_feng)
    gone = world.write(world.liuwan, date(2026, 4, 5), "扫墓", "周德顺", occasion=qingming)
    assert value("records.occasions", world.liuwan) == 2
    assert value("records.occasions", world.liuwan, occasions=["qingming"]) == 1
    Record.objects.filter(pk=gone.pk).update(withdrawn_at=gone.created_at)
    assert value("records.occasions", world.liuwan) == 1


def test_coverage_is_visits_against_the_base(world: World) -> None:
    visits = 24 + 41 + 30
    said = value("records.coverage", world.liuwan)
    assert said == Share(visits, 0, "还没有写青少年基数")
    assert not said.reaches(0)
    state_youth_base(world.by, world.liuwan, 2025, 200)
    assert value("records.coverage", world.liuwan) == Share(visits, 200)
    state_youth_base(world.by, world.liuwan, 2026, 100)
    assert value("records.coverage", world.liuwan) == Share(visits, 100)
    assert value("records.coverage", world.liuwan, Period(2026, 1, 3)) == Share(24, 100)
    assert value("records.coverage", world.liuwan, Period(2025)) == Share(0, 200)
    assert value("records.coverage", world.liuwan).reaches(0.6)


def written(record: Record, day: date, hour: int = 9) -> None:
    moment = datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    Record.objects.filter(pk=record.pk).update(created_at=moment)


@pytest.mark.parametrize(
    ("day", "hour", "in_time"),
    [
        (date(2026, 2, 28), 23, True),
        (date(2026, 3, 1), 0, False),
        (date(2026, 1, 29), 9, True),
        (date(2026, 12, 1), 9, False),
    ],
)
def test_thirty_days_to_write_it_down(world: World, day: date, hour: int, in_time: bool) -> None:
    """Days are those of the office's clock: half past midnight in China is still yesterday in Greenwich."""
    written(world.write(world.dongqiao, date(2026, 1, 29), "讲故事", "钱永康"), day, hour)
    assert value("records.timely", world.dongqiao, Period(2026, 1, 1)) == Share(int(in_time), 1)
    assert is_late(date(2026, 1, 29), day) is not in_time


def test_what_lasts_long_is_counted_from_its_last_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    camp = world.write(world.liuwan, date(2026, 7, 6), "暑假班", "周德顺", ended_on=date(2026, 8, 31))
    written(camp, date(2026, 9, 20))
    assert value("records.timely", world.liuwan, Period(2026, 7, 7)) == Share(1, 1)
    for day, late in ((date(2026, 9, 30), False), (date(2026, 10, 1), True)):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_, day=day: day)
        assert camp.late is late


def test_paper_in_time_is_in_time_and_a_ledger_says_nothing(world: World) -> None:
    on_paper = world.write(world.liuwan, date(2026, 7, 6), "纸上记的", "周德顺", paper_date=date(2026, 7, 8))
    late_paper = world.write(world.liuwan, date(2026, 7, 7), "年底才写", "周德顺", paper_date=date(2026, 12, 1))
    for one in (on_paper, late_paper):
        written(one, date(2026, 12, 19))
    assert value("records.timely", world.liuwan, Period(2026, 7, 7)) == Share(1, 2)
    first = measure_of("records.timely").evidence(world.liuwan, Period(2026, 7, 7))[0]
    assert first.pk == late_paper.pk
    ledger = LedgerImport.objects.create(
        unit=world.liuwan, path=world.liuwan.path, file_name="旧台账.xlsx", digest="0" * 64, by_name="某人",
        made_at=datetime(2026, 12, 19, tzinfo=ZoneInfo("Asia/Shanghai")),
    )  # fmt: skip
    Record.objects.filter(pk=late_paper.pk).update(ledger=ledger, paper_date=None)
    assert value("records.timely", world.liuwan, Period(2026, 7, 7)) == Share(1, 1)


# ── 大事记


def test_months_that_the_chronicle_speaks_of(world: World, by: Actor) -> None:
    assert value("yearbook.months", world.liuwan) == 3
    said = {"unit": world.liuwan, "path": world.liuwan.path, "year": 2026, "decided_by": "某人"}
    when = datetime(2026, 12, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    ChronicleEntry.objects.create(**said, held_on=date(2026, 5, 4), text="成立二十年", decided_at=when)
    ChronicleEntry.objects.create(**said, held_on=date(2026, 8, 4), text="不编", included=False, decided_at=when)
    ChronicleMonth.objects.create(unit=world.liuwan, year=2026, month=2, confirmed_by="某人", confirmed_at=when)
    ChronicleMonth.objects.create(unit=world.liuwan, year=2026, month=4, confirmed_by="某人", confirmed_at=when)
    assert value("yearbook.months", world.liuwan) == 5
    assert value("yearbook.months", world.liuwan, Period(2026, 1, 4)) == 3
    out = Record.objects.get(held_on=date(2026, 12, 17))
    ChronicleEntry.objects.create(**said, held_on=out.held_on, record=out, included=False, decided_at=when)
    assert value("yearbook.months", world.liuwan) == 4
    rows = measure_of("yearbook.months").evidence(world.liuwan, YEAR)
    assert [row.held_on.month for row in rows] == [4, 3]


def test_an_office_counts_what_it_took_in_from_below(world: World) -> None:
    record = Record.objects.get(unit=world.liuwan, held_on=date(2026, 3, 5))
    when = datetime(2026, 12, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert value("yearbook.months", world.office) is None
    ChronicleEntry.objects.create(
        unit=world.office, path=world.office.path, year=2026, held_on=record.held_on, record=record,
        decided_by="某人", decided_at=when,
    )  # fmt: skip
    assert value("yearbook.months", world.office) == 1


# ── 定稿


def test_papers_sealed_by_a_day(world: World, by: Actor) -> None:
    kinds = ["half_year", "year"]
    assert value("archives.sealed", world.liuwan, kinds=kinds) is None
    for month, kind in ((6, "half_year"), (12, "year")):
        seal(by, world.liuwan, kind, 2026, month, None, date(2026, 12, 20))
    days = {"half_year": "07-10", "year": "01-10"}
    assert value("archives.sealed", world.liuwan, kinds=kinds) == 2
    assert value("archives.sealed", world.liuwan) == 2
    assert value("archives.sealed", world.liuwan, kinds=["year"]) == 1
    assert value("archives.sealed", world.liuwan, Period(2026, 1, 6), kinds=kinds) == 1
    assert value("archives.sealed", world.liuwan, kinds=kinds, by=days) == 1
    SealedPaper.objects.filter(kind="half_year").update(sealed_on=date(2026, 7, 10))
    assert value("archives.sealed", world.liuwan, kinds=kinds, by=days) == 2


def test_a_paper_sealed_again_counts_once_and_from_the_first_time(world: World, by: Actor) -> None:
    seal(by, world.liuwan, "half_year", 2026, 6, None, date(2026, 7, 9))
    world.write(world.liuwan, date(2026, 6, 3), "后来补的", "周德顺")
    seal(by, world.liuwan, "half_year", 2026, 6, None, date(2026, 12, 20))
    assert SealedPaper.objects.filter(kind="half_year").count() == 2
    assert value("archives.sealed", world.liuwan, by="07-10") == 1
    assert len(measure_of("archives.sealed").evidence(world.liuwan, YEAR)) == 1


@pytest.mark.parametrize(
    ("said", "year", "month", "day"),
    [
        ("07-10", 2026, 6, date(2026, 7, 10)),
        ("06-30", 2026, 6, date(2026, 6, 30)),
        ("01-10", 2026, 12, date(2027, 1, 10)),
        ("12-31", 2026, 12, date(2026, 12, 31)),
        ("02-29", 2026, 12, date(2027, 2, 28)),
        ("02-29", 2027, 12, date(2028, 2, 29)),
    ],
)
def test_the_last_day_for_a_paper(said: str, year: int, month: int, day: date) -> None:
    assert last_day(said, year, month) == day


# ── merged


def test_a_merged_units_months_belong_to_where_its_records_are(
    world: World, by: Actor, hetang: Unit, django_assert_num_queries: Callable
) -> None:
    keys = ("records.timely", "records.coverage", "yearbook.months")
    merge(by, hetang, world.liuwan)
    for key in keys:
        with django_assert_num_queries(1):
            measure_of(key).values([hetang, world.liuwan], YEAR)
    assert value("yearbook.months", hetang) == 1
    assert value("yearbook.months", world.liuwan) == 4
    assert value("records.coverage", hetang).part == 8
    assert value("records.coverage", world.liuwan).part == 95 + 33
    assert value("records.timely", hetang).whole == 1
