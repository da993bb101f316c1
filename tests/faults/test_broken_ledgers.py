"""A 台账 of past months that is cut off while it goes in: nothing is half in, its page says so, sent again it is in once."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from tests.faults.slowed import begin, killed_behind
from tests.faults.test_disk_full import no_room
from tests.figures import figure
from tests.office_folder import at_home_in, office
from tests.records.ledger_pages import fact, press, send, table
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.jobs import rules
from xinhuo.ground.jobs.models import Job
from xinhuo.ground.jobs.services import running
from xinhuo.ground.kernel.database import UNWRITABLE
from xinhuo.journal.records.models import LedgerImport, Participation, Record
from xinhuo.who.accounts.backend import actor_by_id
from xinhuo.who.accounts.models import Account
from xinhuo.who.people.models import Person

ROWS = 1_100  # more than one lot of a thousand
DO = "xinhuo.ground.jobs.services.running.run"
MOMENTS = (
    "xinhuo.journal.records.services.carrying._add_people",
    "xinhuo.journal.records.services.carrying.bring_records",  # the first thousand
    "xinhuo.journal.records.jobs._came",
    "xinhuo.ground.jobs.services.running._finish",
)
# what an import leaves alone: its own job, and who is logged in
_BESIDE = {"jobs.Job", "sessions.Session", "accounts.LoginPlace", "accounts.Account"}


def book_of_rows(count: int = ROWS) -> bytes:
    """Two years' things, one of them with somebody whom nobody knows yet."""
    days = [(2024 + n % 2, n % 12 + 1, n % 28 + 1) for n in range(count)]
    rows = [
        (f"{y}.{m}.{d}", "村部", "主题宣讲", "", f"讲第{n}个故事", "", "周德顺、吴秀兰" if n else "周德顺、郑小芹", 9)
        for n, (y, m, d) in enumerate(days)
    ]
    return table(*rows)


@pytest.fixture
def folder(tmp_path: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder of an office of its own; this process is its server, which leaves imports of two rows to a child."""
    data = office(tmp_path / "office")
    monkeypatch.setattr("xinhuo.journal.records.views.importing.MANY", 2)
    with django_db_blocker.unblock(), at_home_in(data):
        yield data


@pytest.fixture
def client(folder: Path) -> Client:
    found = Client()
    found.force_login(Account.objects.get(name="办公室"))
    return found


def everything() -> dict[str, list[str]]:
    """Every row of every table that an import could touch."""
    models = [one for one in apps.get_models() if one._meta.label not in _BESIDE]
    return {one._meta.label: sorted(map(repr, one._base_manager.values_list())) for one in models}


def asked_for(client: Client, count: int = ROWS) -> Job:
    """The clerk sends the file, looks, answers for the stranger (goes into the roster) and confirms; the job waits."""
    page = press(client, send(client, book_of_rows(count)), more={"unknown": "new"})
    assert "排着队" in page
    return Job.objects.latest("id")


def once_more(job: Job) -> Job:
    """The same job again, as 再办一次 would ask for it."""
    by = actor_by_id(job.by_id, job.made_at.date())
    return running.start(by, job.kind, job.title, job.path, job.shard, job.payload)


def check_in_once(job: Job, count: int = ROWS) -> None:
    """Each row of the file is one record with its people, its trail line and its words, none twice."""
    job.refresh_from_db()
    assert (job.state, job.words) == ("done", "")
    told = Counter(Record.objects.filter(source="import").values_list("content", flat=True))
    assert told == Counter({f"讲第{n}个故事": 1 for n in range(count)})
    assert Participation.objects.filter(record__source="import").count() == 2 * count
    records = {str(pk) for pk in Record.objects.filter(source="import").values_list("pk", flat=True)}
    lines = Counter(Entry.objects.filter(verb="记一笔", object_id__in=records).values_list("object_id", flat=True))
    assert lines == Counter(records)
    assert Person.objects.filter(name="郑小芹").count() == LedgerImport.objects.count() == 1


def test_killed_at_any_moment_nothing_is_in_and_sent_again_each_row_is_in_once(folder: Path, client: Client) -> None:
    before = everything()
    job = asked_for(client)
    for moment in MOMENTS:
        killed_behind(folder, DO, moment, job.pk)
        running.break_off(rules.SERVER_STOPPED)  # what the next server does first
        assert everything() == before, moment
        page = client.get(f"/jobs/{job.pk}/").text
        assert rules.SERVER_STOPPED in page
        assert "再办一次" in page
        job = once_more(job)
    running.fail(job.pk, rules.SERVER_STOPPED)
    again = asked_for(client)
    assert running.run_waiting() == 1
    check_in_once(again)
    third = press(client, send(client, book_of_rows()))
    assert (fact(third, "导进来"), fact(third, "原来就有")) == (0, ROWS)
    assert Record.objects.filter(source="import").count() == ROWS
    figure("Importing", "台账 imports killed with -9: moments tried / rows left behind", f"{len(MOMENTS)} / 0")


def test_a_disk_that_gets_full_midway_is_a_sentence_and_nothing_is_in(folder: Path, client: Client) -> None:
    before, heard = everything(), []
    job = asked_for(client)
    size = (folder / "xinhuo.sqlite3").stat().st_size
    for room in (50_000, 500_000):
        words = begin(folder, DO, "", job.pk, room=size + room).communicate()
        running.break_off(rules.BROKEN_OFF)
        assert everything() == before, words
        page = client.get(f"/jobs/{job.pk}/").text
        heard += [words for words in (rules.DISK_FULL, rules.BROKEN_OFF) if words in page]
        job = once_more(job)
    assert len(heard) == 2
    assert rules.DISK_FULL in heard
    assert running.run_waiting() == 1
    check_in_once(job)
    figure("Importing", "台账 imports onto a full disk: tried / rows left behind", f"{len(heard)} / 0")


def test_a_small_one_on_a_full_disk_keeps_its_page_and_its_answers(
    folder: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xinhuo.journal.records.views.importing.MANY", 2_000)
    before, address = everything(), send(client, book_of_rows(3))
    with no_room():
        page = press(client, address, more={"unknown": "new"})
    assert UNWRITABLE in page
    assert 'value="new" checked' in page or 'value="new" selected' in page
    assert everything() == before
    page = press(client, address, more={"unknown": "new"})
    assert (fact(page, "导进来"), fact(page, "新添的人")) == (3, 1)
    check_in_once(Job.objects.latest("id"), 3)
