"""The clock of the machine is set back two hours, or was a day ahead: nothing breaks, nothing is lost from a list."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from uuid_utils import compat

from tests.year_world import World, build
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.models import page_of
from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.journal.records.services.told import Taking, Told
from xinhuo.journal.records.services.writing import change_record, version_of, write_record

NOON = datetime(2026, 12, 20, 4, 0, tzinfo=UTC)  # 12:00 in the office
Clock = Callable[[timedelta], None]


@pytest.fixture
def clock(db: None, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The machine's clock: `clock(hours)` sets it that far from noon of 20 December 2026, for times, days and ids."""
    shift = [timedelta()]
    made = compat.uuid7

    def now() -> datetime:
        shift[0] += timedelta(milliseconds=7)
        return NOON + shift[0]

    monkeypatch.setattr(timezone, "now", now)
    monkeypatch.setattr(timezone, "localdate", lambda *_: timezone.localtime(NOON + shift[0]).date())
    monkeypatch.setattr(compat, "uuid7", lambda: made(nanoseconds=int(now().timestamp() * 1e9)))
    return lambda by: shift.__setitem__(0, by)


def told(world: World, day: date, content: str) -> Told:
    return Told(day, RecordKind.objects.first(), content, people=[Taking(world.people["周德顺"])])


def test_a_clock_set_back_breaks_no_list_and_no_conflict_mark(clock: Clock) -> None:
    world = build()
    day = date(2026, 12, 20)
    keys = [uuid.uuid4() for _ in range(12)]
    for number, key in enumerate(keys):
        clock(timedelta(hours=-2 * (number % 2), minutes=number))  # back, and right again, and back
        write_record(world.by, world.liuwan, key, told(world, day, f"第{number}件"), day)
    scope, mark, seen = Scope((Root(world.office.path),)), "", []
    while True:
        page = page_of(Record.objects.standing(), scope, "held_on", 3, mark)
        seen += page.rows
        if not page.next:
            break
        mark = page.next
    assert len(seen) == len({record.pk for record in seen}) == Record.objects.count()
    assert {record.key for record in seen} > set(keys)

    clock(timedelta())
    record = Record.objects.get(key=keys[0])
    first = version_of(record)
    record = change_record(world.by, record, told(world, day, "改了一次"), day, first)
    second = version_of(record)
    clock(timedelta(hours=-3))
    record = change_record(world.by, record, told(world, day, "钟倒了，又改一次"), day, second)
    assert len({first, second, version_of(record)}) == 3
    for stale in (first, second):
        with pytest.raises(RuleBroken, match="改过"):
            change_record(world.by, record, told(world, day, "用旧的那一页存"), day, stale)
    record.refresh_from_db()
    assert record.content == "钟倒了，又改一次"
    assert Entry.objects.about("record", record.pk).count() == 3
    # The same button once more, after the clock: still one record.
    write_record(world.by, world.liuwan, keys[5], told(world, day, "第5件"), day)
    assert Record.objects.filter(key=keys[5]).count() == 1


def test_who_is_logged_in_stays_so_and_what_was_dated_tomorrow_still_opens(clock: Clock) -> None:
    """The clock was a day ahead, somebody logged in and wrote; then it was put right."""
    clock(timedelta(days=1))
    world = build()
    client = Client()
    client.force_login(world.accounts["柳湾记载人"])
    tomorrow = date(2026, 12, 21)
    record = write_record(world.by, world.liuwan, uuid.uuid4(), told(world, tomorrow, "明天的事"), tomorrow)
    assert client.get("/").status_code == 200
    clock(timedelta())
    for page in ("/", reverse("records:list"), reverse("records:record", args=[record.pk])):
        assert client.get(page).status_code == 200, page
    assert "明天的事" in client.get(reverse("records:record", args=[record.pk])).content.decode()
    assert client.get(reverse("yearbook:chronicle", args=[world.liuwan.pk, 2026])).status_code == 200
    answer = client.get(reverse("records:write"), follow=True)
    assert answer.status_code == 200
    with pytest.raises(RuleBroken, match="日期不能晚于今天"):
        write_record(world.by, world.liuwan, uuid.uuid4(), told(world, tomorrow, "再写明天"), date(2026, 12, 20))
