"""Somebody reads a long list while others write: nobody waits for nobody, and the reader's list is of one moment."""

import threading
import uuid
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
    place = {"unit": world.liuwan, "path": world.liuwan.path, "kind": kind, "title": "讲一段亲历", "content": "讲" * 300}
    Record.objects.bulk_create(Record(held_on=date(2026, 1, 1 + n % 28), **place) for n in range(OLD))
    return world


def test_a_long_reader_holds_nobody_up_and_sees_one_moment(world: World) -> None:
    kind = RecordKind.objects.first()
    there = Record.objects.count()
    rows = Record.objects.order_by("held_on", "id").iterator(chunk_size=10)
    read = [next(rows)]
    wrong: list[Exception] = []

    def write(number: int) -> None:
        try:
            for turn in range(EACH):
                told = Told(date(2026, 3, 1 + turn), kind, f"{number}写{turn}", people=[Taking(world.people["周德顺"])])
                write_record(world.by, world.liuwan, uuid.uuid4(), told, TODAY)
        except Exception as reason:
            wrong.append(reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
        read += [next(rows) for _ in range(3)]
    assert wrong == []
    assert Record.objects.count() == there + WRITERS * EACH  # all of them, before the reader is through
    read += rows
    assert len(read) == len({record.pk for record in read}) == there
    assert [(r.held_on, r.pk) for r in read] == sorted((r.held_on, r.pk) for r in read)
    figure("Side by side", "records written while one long list is read, by eight people", WRITERS * EACH)
    figure("Side by side", "of them lost, or seen half by the reader", WRITERS * EACH + there - Record.objects.count())
