"""Whoever comes first goes first, and nobody waits for ever."""

import os
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection, connections, transaction

from xinhuo.ground.kernel.database import BUSY, NotSaved
from xinhuo.ground.kernel.sqlite import base
from xinhuo.ground.kernel.turns import Turns
from xinhuo.who.organisation.models import UnitType

queue_only = pytest.mark.sqlite_only("the queue of SQLite's writers")


def test_turns_come_in_the_order_of_asking() -> None:
    turns, order = Turns(), []
    assert turns.take(0)

    def wait(number: int) -> None:
        assert turns.take(10)
        order.append(number)
        turns.leave()

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(30)]
    for number, one in enumerate(threads):
        one.start()
        while len(turns._waiting) <= number:
            time.sleep(0.001)
    turns.leave()
    for one in threads:
        one.join(10)
    assert order == list(range(30))
    assert turns.take(0)


def test_who_gives_up_leaves_the_line_and_the_next_goes() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    assert not turns._waiting
    turns.leave()
    assert turns.take(0)


@pytest.fixture
def line(transactional_db: None) -> Iterator[Turns]:
    """The queue of the test database. It is free again afterwards, whatever the test did."""
    yield base._queues[str(connection.settings_dict["NAME"])]
    connection.close()
    assert not base._queues[str(connection.settings_dict["NAME"])]._taken


@queue_only
def test_a_transaction_holds_its_turn_to_the_end(line: Turns) -> None:
    with transaction.atomic():
        assert line._taken
        with transaction.atomic():
            UnitType.objects.create(code="a", name="甲", level=1, position=1)
        assert line._taken
    assert not line._taken


@queue_only
@pytest.mark.parametrize("end", ["error", "rollback", "closed", "no table"])
def test_a_transaction_that_ends_badly_lets_the_next_one_go(line: Turns, end: str) -> None:
    def body() -> None:
        if end == "error":
            raise ValueError
        if end == "rollback":
            transaction.set_rollback(True)
        if end == "closed":
            connection.close()
        if end == "no table":
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM nothing_here")

    try:
        with transaction.atomic():
            body()
    except (ValueError, OperationalError):
        pass
    assert not line._taken
    with transaction.atomic():
        assert UnitType.objects.filter(code="zzz").count() == 0


@queue_only
def test_a_write_outside_of_a_transaction_takes_a_turn_and_reading_takes_none(line: Turns) -> None:
    assert line.take(0)
    assert UnitType.objects.filter(code="zzz").count() == 0  # a page is read while somebody writes
    seen: list[object] = []

    def write() -> None:
        seen.append(UnitType.objects.filter(code="zzz").update(position=1))
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.2)
    assert seen == []
    line.leave()
    writer.join(10)
    assert seen == [0]


@queue_only
def test_who_waits_too_long_is_told_in_words(line: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PATIENCE", 0.05)
    assert line.take(0)
    with pytest.raises(NotSaved, match=BUSY), transaction.atomic():
        pass
    line.leave()
    with transaction.atomic():
        pass


@queue_only
def test_a_child_process_has_a_line_of_its_own(line: Turns) -> None:
    assert line.take(0)
    child = os.fork()
    if child == 0:
        os._exit(len(base._queues))
    assert os.waitpid(child, 0)[1] == 0
    line.leave()


@queue_only
def test_of_twenty_writers_none_starves(line: Turns) -> None:
    """SQLite's own waiting let the fastest write 788 times while the slowest wrote once (docs/performance.md)."""
    counts, over = [0] * 20, time.monotonic() + 1.5
    UnitType.objects.create(code="a", name="甲", level=1, position=0)
    wrong: list[Exception] = []

    def write(number: int) -> None:
        try:
            while time.monotonic() < over:
                with transaction.atomic():
                    one = UnitType.objects.get(code="a")
                    one.position = (one.position + 1) % 30_000
                    one.save()
                counts[number] += 1
        except Exception as reason:
            wrong.append(reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert wrong == []
    assert UnitType.objects.get(code="a").position == sum(counts) % 30_000  # no write was lost either
    assert min(counts) >= 0.2 * max(counts), counts
