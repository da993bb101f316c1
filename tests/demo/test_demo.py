"""The demonstration: believable and complete."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.year_world import fill_reference
from xinhuo.journal.approvals.models import Case
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.journal.method.reading import standings_of
from xinhuo.journal.records.models import Participation, Record
from xinhuo.shell.demo.facts import read_place
from xinhuo.shell.demo.services import office as services
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Office, Unit, YouthBase
from xinhuo.who.people.models import Appointment, Person, RecordKeeper, TeamLeadership, TeamMembership
from xinhuo.work.applications.models import Application
from xinhuo.work.meetings.models import Meeting
from xinhuo.work.reports.models import DutySlot, HandedIn
from xinhuo.year.yearbook.models import ChronicleEntry

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def november(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The demonstration on TODAY, made once for all tests that only look at it; the folder with its workbook."""
    place = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), transaction.atomic():
        fill_reference()
        assert services.prepare(place, TODAY)
        yield place
        transaction.set_rollback(True)


def story() -> list[tuple[object, ...]]:
    """All that the demonstration tells, without ids."""
    rows = Record.objects.with_words().select_related("unit").order_by("held_on", "unit__name", "title", "content")
    return [
        (
            r.held_on,
            r.unit.name,
            r.title,
            r.content,
            r.effect,
            r.youth_count,
            [p.person.name for p in r.participations.all()],
        )
        for r in rows
    ]


def test_the_demonstration_has_its_people_and_its_two_years(november: Path) -> None:
    place = read_place()
    assert Office.objects.get().demo
    assert Unit.objects.count() == 13
    for year, later in ((2026, 0), (2025, 1)):  # last year everyone was one month later
        found = {s.unit.name: s.month for s in DutySlot.objects.of_year(year).select_related("unit")}
        assert found == {u.name: (u.duty_month - 1 + later) % 12 + 1 for u in place.units}
    assert YouthBase.objects.count() == 24
    elders = Person.objects.five_elders()
    assert elders.count() == 331
    assert Counter(elders.values_list("unit__name", flat=True)) == {u.name: u.elders for u in place.units}
    assert {"周德顺", "朱素琴"} <= set(elders.values_list("name", flat=True))
    assert not elders.incomplete().exists()
    teams = Counter(TeamMembership.objects.filter(ended_on=None).values_list("person", flat=True))
    assert (len(teams), set(teams.values())) == (331, {1})
    leaders = TeamLeadership.objects.select_related("person")
    assert leaders.count() == 10
    assert {leader.person.kind for leader in leaders} == {"cadre"}
    assert RecordKeeper.objects.filter(ended_on=None).count() == 13
    directors = Appointment.objects.filter(post="director")
    assert {a.party_post for a in directors} == {"党组织书记", "党工委分管党务副书记"}
    deciding = {a.name: a.person for a in Account.objects.exclude(grants__role="clerk").select_related("person")}
    assert all(person and person.name == name for name, person in deciding.items())
    seat = Appointment.objects.in_seat("party_secretary").get(unit=Office.objects.get().root)
    assert (seat.person, seat.party_post) == (deciding["吕承志"], "党工委书记")
    assert all(61 <= p.age(TODAY) <= 90 for p in elders)
    assert (november / services.WORKBOOK).exists()
    last, this = Record.objects.of_year(2025), Record.objects.of_year(2026)
    assert 300 <= last.count() <= 360
    assert 270 <= this.count() <= 340
    assert not Record.objects.filter(held_on__gt=TODAY).exists()
    assert not Record.objects.filter(title="").exists()
    assert Record.objects.exclude(withdrawn_at=None).count() == 1
    assert 0 < sum(r.late for r in Record.objects.all()) < 20
    assert Participation.objects.filter(role="was_visited").exists()
    assert elders.exclude(care=[]).count() > 20
    assert ChronicleEntry.objects.filter(record__held_on__year=2025).count() > 100
    for fixed in place.fixed:
        record = Record.objects.get(held_on=fixed.day, title=fixed.title)
        assert (record.content, record.effect, record.youth_count) == (fixed.content, fixed.effect, fixed.youth)
    told = [r for r in story() if "例会" not in str(r[2])]
    assert all(a[3] != b[3] for a, b in pairwise(told))
    assert not any("{" in str(r) for r in told)


def test_the_last_half_year_is_sealed_and_one_was_changed_since(
    november: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine units and the office: whoever looks around sees 定稿, and 定稿后有改动 at one of them."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    papers = {p.unit.name: p for p in SealedPaper.objects.exclude(kind="report").select_related("unit")}
    assert {(p.kind, p.year, p.month, p.version) for p in papers.values()} == {("half_year", 2026, 6, 1)}
    late = {"东桥村", "滨河社区", "朝阳社区"}
    assert set(papers) == {u.name for u in read_place().units} - late | {read_place().name}
    assert all(date(2026, 7, 1) <= p.sealed_on <= TODAY for p in papers.values())
    client.force_login(Account.objects.get(name="办公室"))
    said = {name: client.get(f"/sealed/half_year/{p.unit_id}/2026/6/").text for name, p in papers.items()}
    assert [name for name in said if "定稿后有改动" in said[name]] == ["荷塘社区"]
    assert "有1处改动" in said["荷塘社区"]
    assert "<b>定稿后有改动</b>" in client.get(f"/summaries/{papers['荷塘社区'].unit_id}/2026/6/").text
    assert client.get(f"/sealed/{papers['柳湾村'].pk}.pdf").content.startswith(b"%PDF")


def test_no_unit_reads_the_same_twice_in_a_year(november: Path) -> None:
    rows = Record.objects.exclude(kind__routine=True).values_list("unit__name", "held_on__year", "content")
    assert [row for row, times in Counter(rows).items() if times > 1] == []


def test_its_year_of_work_is_told_through_everyones_doors(november: Path) -> None:
    met = Meeting.objects.filter(kind__code="monthly_meeting", held_on__year=2026)
    assert {m.held_on.month for m in met} == set(range(1, 12))
    assert {m.state for m in met} == {"held"}
    assert DutySlot.objects.of_year(2026).exclude(given_on=None).count() == 11
    written = Record.objects.filter(source_ref__startswith="meetings:")
    assert [record for record in written if record.late] == [], "written when they were held, not today"
    assert written.leading().count() == 11
    states = {case.title: case.state for case in Case.objects.all()}
    assert states == {
        "年度关心下一代工作会议": "approved",
        "重阳敬老走访": "approved",
        "五老先进事迹报告会": "approved",
        "宪法日法治宣讲": "pending",
    }
    assert [d.verb for d in Case.objects.get(title="重阳敬老走访").decisions.all()] == ["return", "agree", "agree"]
    assert {a.record.title for a in Application.objects.exclude(record=None)} == {
        "年度关心下一代工作会议",
        "五老先进事迹报告会",
    }
    assert HandedIn.objects.filter(call__topic="key_work").count() == 9
    office = Office.objects.get().root
    left = [one for one in standings_of([office], 2026, TODAY)[office.pk] if one.state == "overdue"]
    assert 0 < len(left) <= 5, [one.duty.title for one in left]
