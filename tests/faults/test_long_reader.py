"""Somebody reads a long list while others write: nobody waits for nobody, and the reader's list is of one moment."""

import threading
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connections

from tests.figures import figure
from tests.year_world import TODAY, World, build
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.journal.records.services.told import Taking, Told
from xinhuo.journal.records.services.writing import write_record

WRITERS, EACH, OLD = 8, 12, 300


@pytest.fixture
def world(transactional_db: None) -> World:
    world = build()
    kind = RecordKind.objects.first()
    place = {
        "unit": world.liuwan,
        "path": world.liuwan.path,
        "kind": kind,
        "title": "讲一段亲历",
        "content": "讲" * 300,
    }
    Record.objects.bulk_create(Record(held_on=date(2026, 1, 1 + n % 28), **place) for n in range(OLD))
    return world


def test_a_long_reader_holds_nobody_up_and_sees_one_moment(world: World) -> None:
    kind = RecordKind.objects.first()
    there = Record.objects.count()
    begun, written, read, wrong = threading.Event(), threading.Event(), [], []

    def reads() -> None:
        rows = Record.objects.order_by("held_on", "id").iterator(chunk_size=10)
        read.append(next(rows))
        begun.set()
        written.wait(120)
        read.extend(rows)

    def writes(number: int) -> None:
        for turn in range(EACH):
            told = Told(date(2026, 3, 1 + turn), kind, f"{number}写{turn}", people=[Taking(world.people["周德顺"])])
            write_record(world.by, world.liuwan, uuid.uuid4(), told, TODAY)

    def apart(work: Callable[..., None], *said: int) -> threading.Thread:
        def body() -> None:
            try:
                work(*said)
            except Exception as reason:
                wrong.append(reason)
            finally:
                connections.close_all()

        thread = threading.Thread(target=body)
        thread.start()
        return thread

    reader = apart(reads)
    assert begun.wait(30)
    for one in [apart(writes, number) for number in range(WRITERS)]:
        one.join(120)
    assert wrong == []
    now = Record.objects.count()
    assert now == there + WRITERS * EACH  # all of them, and the reader isn't through yet
    assert reader.is_alive()
    written.set()
    reader.join(60)
    assert wrong == []
    assert len(read) == len({record.pk for record in read}) == there
    order = [(record.held_on, record.pk) for record in read]
    assert order == sorted(order)
    figure("Side by side", "records written by eight people while one long list is read", WRITERS * EACH)
    figure("Side by side", "of them lost, or seen half by the reader", there + WRITERS * EACH - now + len(read) - there)
