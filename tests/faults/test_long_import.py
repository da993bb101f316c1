"""While an import holds SQLite's one writer: who reads doesn't notice, who saves waits it out or has the words still there."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from django.db import connection
from django.test import Client

from tests.faults.test_disk_full import FORMS, TYPED, counts
from tests.year_world import World, build
from xinhuo.ground.drafts import views as drafts
from xinhuo.ground.drafts.models import Draft
from xinhuo.ground.kernel.database import BUSY
from xinhuo.ground.kernel.sqlite import base
from xinhuo.journal.records.models import Record
from xinhuo.who.accounts import sessions

pytestmark = pytest.mark.sqlite_only("PostgreSQL has as many writers as there are")
Held = Callable[[], Callable[[], None]]


@pytest.fixture
def clerk(transactional_db: None) -> tuple[World, Client]:
    world = build()
    client = Client(raise_request_exception=False)
    client.force_login(world.accounts["办公室"])
    client.get("/")
    return world, client


@pytest.fixture
def held(transactional_db: None) -> Iterator[Held]:
    """Takes SQLite's lock as an import in its own process has it, past the queue of this one; gives what lets it go."""
    with closing(
        sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
    ) as other:

        def hold() -> Callable[[], None]:
            other.execute("BEGIN IMMEDIATE")
            return lambda: other.execute("ROLLBACK") and None

        yield hold


def taken(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


@pytest.mark.parametrize("page", FORMS)
def test_who_waits_too_long_has_the_sentence_and_all_that_was_typed(
    clerk: tuple[World, Client], held: Held, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    world, client = clerk
    where, said = FORMS[page](world)
    before, let_go = counts(), held()
    monkeypatch.setattr(base, "PATIENCE", 0.2)
    answer = client.post(where, said)
    shown = answer.content.decode()
    assert answer.status_code == 200, shown[:2000]
    assert BUSY in shown
    assert TYPED in shown
    assert counts() == before
    let_go()
    monkeypatch.undo()
    assert client.post(where, said).status_code == 302
    assert counts() != before


def test_who_saves_meanwhile_is_saved_when_the_import_is_through(clerk: tuple[World, Client], held: Held) -> None:
    world, client = clerk
    where, said = FORMS["记一笔"](world)
    end = threading.Timer(1.2, held())
    end.start()
    assert taken(lambda: client.post(where, said)) > 1
    end.join()
    assert Record.objects.filter(content=TYPED).count() == 1


def test_nobody_waits_twice(clerk: tuple[World, Client], held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """First for those before in this process, then for the other process: one patience for both."""
    world, client = clerk
    where, said = FORMS["记一笔"](world)
    line = base._queues[str(connection.settings_dict["NAME"])]
    let_go = held()
    monkeypatch.setattr(base, "PATIENCE", 1.5)
    assert line.take(0)
    first = threading.Timer(1, line.leave)
    first.start()
    assert 1.2 < taken(lambda: client.post(where, said)) < 2.4
    first.join()
    let_go()
    assert not Record.objects.filter(content=TYPED).exists()


def test_a_page_that_is_read_waits_for_no_import(
    clerk: tuple[World, Client], held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where it would note that its login is in use, as it does now and then."""
    _, client = clerk
    session = client.session
    session["seen"] = seen = int(time.time()) - 900
    session.save()
    monkeypatch.setattr(sessions, "NOTE", 0.1)
    let_go = held()
    found: list[int] = []
    assert taken(lambda: found.append(client.get("/records/").status_code)) < 2
    let_go()
    assert found == [200]
    assert client.session["seen"] == seen
    client.get("/records/")
    assert client.session["seen"] > seen


def test_papers_and_lists_are_read_meanwhile(
    clerk: tuple[World, Client], held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, client = clerk
    unit, monthly = world.liuwan.pk, f"{world.liuwan.pk}/2026"
    monkeypatch.setattr(base, "PATIENCE", 0.1)  # whatever would wait for its turn fails
    let_go = held()
    for address in (
        "/", "/records/", "/records/new/", f"/people/?unit={unit}", f"/people/{world.people['周德顺'].pk}/",
        f"/units/{unit}/", "/trail/",
        f"/chronicle/{monthly}/", f"/chronicle/{monthly}/pdf/", f"/reports/{monthly}/3/", f"/books/unit/{monthly}.pdf", "/jobs/",
    ):  # fmt: skip
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        answer.getvalue()
    let_go()


def test_what_is_being_typed_is_put_aside_quickly_or_stays_on_the_machine(
    clerk: tuple[World, Client], held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within the eight seconds after which the script would say that the net is cut."""
    world, client = clerk
    where, said = FORMS["记一笔"](world)
    draft = {**said, "draft_at": where, "draft_do": "keep"}
    monkeypatch.setattr(drafts, "QUIET", 0.2)
    let_go = held()
    begun = time.monotonic()
    answer = client.post("/drafts/", draft)
    assert time.monotonic() - begun < 2
    assert (answer.status_code, answer.content.decode()) == (429, drafts.LATER)
    let_go()
    assert client.post("/drafts/", draft).status_code == 200
    assert Draft.objects.count() == 1
