"""Jobs: done whole or not at all, with the rights of the moment, seen by whoever might have begun them."""

import errno
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.year_world import World
from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.jobs import rules
from xinhuo.ground.jobs.models import Job
from xinhuo.ground.jobs.services import keeping, progress, running
from xinhuo.ground.kernel import job as kinds
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.job import Kind, Outcome, Tell, Write
from xinhuo.who.accounts.backend import actor_by_id
from xinhuo.who.accounts.models import Account, Grant
from xinhuo.who.organisation.models import Unit

pytestmark = pytest.mark.django_db
Enter = Callable[[str], Client]
DONE = Outcome(
    facts=(("新登记", 3, "人"),), notes=("核对过了。",), lists=(("表里没有的人", "没有动他们", ("周德顺",)),),
    links=(("看名册", "/people/"),), file=b"PK-workbook", file_name="退回表.xlsx", file_word="取退回表",
)  # fmt: skip


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A kind of job that renames the office's root; what the list holds is raised at its turn (0: prepare, 1: write)."""
    wrong: list[Any] = [None, None]

    def prepare(by: Any, payload: dict[str, Any], tell: Tell) -> Write:
        tell(1, 4, "正在核对")
        if wrong[0]:
            raise wrong[0]

        def write() -> Outcome:
            Unit.objects.filter(pk=payload["unit"]).update(name=payload["name"])
            if wrong[1]:
                raise wrong[1]
            return DONE

        return write

    monkeypatch.setattr(kinds, "_KINDS", dict(kinds._KINDS))
    kinds.register(Kind("rename", "试着改名", "import_people", "people:import", prepare))
    return wrong


def asked(world: World, name: str = "办公室") -> Job:
    account = world.accounts[name]
    by = actor_by_id(account.pk, world.people["周德顺"].created_at.date())
    payload = {"unit": str(world.office.pk), "name": "新名"}
    return running.start(by, "rename", "花名册.xlsx", world.office.path, world.office.shard, payload)


def name_of(world: World) -> str:
    return Unit.objects.get(pk=world.office.pk).name


def test_a_job_waits_is_done_and_keeps_what_came_of_it(world: World, kind: list[Any], inside: Enter) -> None:
    job, client = asked(world), inside("办公室")
    assert (job.state, name_of(world)) == ("waiting", "清河新区办事处")
    assert "排着队" in client.get(f"/jobs/{job.pk}/").text
    assert running.run_waiting() == 1
    page = client.get(f"/jobs/{job.pk}/").text
    assert name_of(world) == "新名"
    assert all(
        text in page for text in ("试着改名好了", "新登记", "核对过了。", "周德顺", "取退回表", 'href="/people/"')
    )
    answer = client.get(f"/jobs/{job.pk}/file/")
    assert (answer.content, "no-store" in answer["Cache-Control"]) == (b"PK-workbook", True)
    assert client.get(f"/jobs/{job.pk}/progress/").status_code == 204
    assert "花名册.xlsx" in client.get("/jobs/").text
    assert running.run_waiting() == 0


def test_how_far_it_is_is_told_while_it_runs(world: World, kind: list[Any], inside: Enter) -> None:
    job = asked(world)
    Job.objects.filter(pk=job.pk).update(state="running")
    progress.Noting(job.pk)(300, 1000, "正在写进名册")
    page = inside("办公室").get(f"/jobs/{job.pk}/progress/").text
    assert "正在写进名册" in page
    assert 'max="1000" value="300"' in page
    progress.forget_progress(job.pk)
    assert progress.read_progress(job.pk) == progress.Progress()


@pytest.mark.parametrize("turn", [0, 1])
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (RuleBroken("没有这个单位。"), "没有这个单位。"),
        (Unreadable("读不了。"), "读不了。"),
        (MemoryError(), rules.TOO_LARGE),
        (OSError(errno.ENOSPC, "No space left on device"), rules.DISK_FULL),
    ],
)
def test_what_goes_wrong_is_said_and_nothing_is_done(
    world: World, kind: list[Any], inside: Enter, turn: int, wrong: Exception, words: str
) -> None:
    kind[turn] = wrong
    job = asked(world)
    running.run_waiting()
    assert (Job.objects.get().state, name_of(world)) == ("failed", "清河新区办事处")
    page = inside("办公室").get(f"/jobs/{job.pk}/").text
    assert words in page
    assert "再办一次" in page


def test_what_nobody_foresaw_is_said_and_logged(
    world: World, kind: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    kind[1] = ZeroDivisionError()
    asked(world)
    running.run_waiting()
    assert (Job.objects.get().words, name_of(world)) == (rules.UNFORESEEN, "清河新区办事处")
    assert "ZeroDivisionError" in caplog.text


def test_rights_that_ended_while_it_waited_do_not_count(world: World, kind: list[Any]) -> None:
    asked(world)
    Grant.objects.filter(account=world.accounts["办公室"]).delete()
    running.run_waiting()
    assert (Job.objects.get().words, name_of(world)) == (rules.NO_RIGHT, "清河新区办事处")


def test_an_account_that_was_closed_does_not_count(world: World, kind: list[Any]) -> None:
    asked(world)
    Account.objects.update(is_active=False)
    running.run_waiting()
    assert Job.objects.get().words == rules.NO_RIGHT


def test_who_may_not_do_it_may_not_ask_for_it(world: World, kind: list[Any]) -> None:
    with pytest.raises(RuleBroken, match="权限"):
        asked(world, "柳湾记载人")


def test_a_server_that_stopped_says_so_and_takes_up_what_waits(world: World, kind: list[Any], inside: Enter) -> None:
    cut, waiting = asked(world), asked(world)
    Job.objects.filter(pk=cut.pk).update(state="running")
    running.break_off(rules.SERVER_STOPPED)
    cut.refresh_from_db()
    assert (cut.state, cut.words) == ("broken_off", "没办完：服务停过。什么也没有改，请再办一次。")
    assert cut.words in inside("办公室").get(f"/jobs/{cut.pk}/").text
    assert running.next_waiting() == waiting.pk


def test_a_job_given_up_meanwhile_takes_its_work_back(world: World, kind: list[Any]) -> None:
    """The old server's child ends after the new server has given its job up: one of them counts, never both."""
    job = asked(world)

    def given_up(*_: object) -> None:
        running.fail(job.pk, rules.SERVER_STOPPED, Job.State.BROKEN_OFF)

    running.run(job.pk, given_up)
    job.refresh_from_db()
    assert (job.state, job.file, name_of(world)) == ("broken_off", "", "清河新区办事处")


def test_jobs_of_another_machine_are_left_alone(world: World, kind: list[Any]) -> None:
    job = asked(world)
    Job.objects.update(place="elsewhere:/data", state="running")
    running.break_off(rules.BROKEN_OFF)
    assert (running.next_waiting(), Job.objects.get(pk=job.pk).state) == (None, "running")


def test_a_short_one_is_done_at_once_and_is_kept_like_the_others(world: World, kind: list[Any]) -> None:
    by = actor_by_id(world.accounts["办公室"].pk, world.people["周德顺"].created_at.date())
    payload = {"unit": str(world.office.pk), "name": "新名"}
    place = (world.office.path, world.office.shard)
    kind[1] = RuleBroken("有改动。")
    with pytest.raises(RuleBroken, match="有改动"):
        running.do_now(by, "rename", "a.xlsx", *place, payload)
    assert (Job.objects.count(), name_of(world)) == (0, "清河新区办事处")
    kind[1] = None
    job = running.do_now(by, "rename", "a.xlsx", *place, payload)
    assert (job.state, name_of(world), json.dumps(job.result["facts"], ensure_ascii=False)) == (
        "done", "新名", '[["新登记", 3, "人"]]',
    )  # fmt: skip


def test_others_do_not_see_them(world: World, kind: list[Any], inside: Enter) -> None:
    job, village = asked(world), inside("柳湾记载人")
    running.run_waiting()
    for address in ("", "progress/", "file/"):
        assert village.get(f"/jobs/{job.pk}/{address}").status_code == 404
    assert "花名册.xlsx" not in village.get("/jobs/").text


def test_the_list_asks_as_often_at_many(world: World, kind: list[Any], inside: Enter) -> None:
    client = inside("办公室")
    counts = []
    for number in (1, 5):
        for _ in range(number):
            asked(world)
        client.get("/jobs/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/jobs/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_kept_files_go_in_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    upload, result = keeping.keep(b"a"), keeping.keep(b"b", "results")
    assert (keeping.fetch(upload), keeping.fetch(result, "results")) == (b"a", b"b")
    assert keeping.fetch(result) is None
    assert keeping.fetch("../secret.key") is None
    now = keeping.time.time()
    monkeypatch.setattr(keeping.time, "time", lambda: now + 2 * 24 * 3600)
    keeping.sweep()
    assert (keeping.fetch(upload), keeping.fetch(result, "results")) == (None, b"b")
    monkeypatch.setattr(keeping.time, "time", lambda: now + 31 * 24 * 3600)
    keeping.sweep()
    assert keeping.fetch(result, "results") is None
