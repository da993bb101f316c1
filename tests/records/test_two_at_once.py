"""Two clicks at the same moment: one record, whatever the database does."""

import threading
import uuid
from datetime import date

import pytest
from django.db import connection, connections

from tests.year_world import build
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.journal.records.services.writing import Taking, Told, write_record


@pytest.mark.django_db(transaction=True)
def test_the_same_key_from_eight_threads_is_one_record() -> None:
    world = build()
    kind, key = RecordKind.objects.first(), uuid.uuid4()
    told = Told(date(2026, 3, 8), kind, "同时点了两下", people=[Taking(world.people["周德顺"])])
    found: list[object] = []
    gate = threading.Barrier(8)

    def save() -> None:
        try:
            gate.wait(5)
            found.append(write_record(world.by, world.liuwan, key, told, date(2026, 12, 20)).pk)
        except Exception as wrong:
            found.append(wrong)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert len(found) == 8
    assert len(set(found)) == 1, found
    assert Record.objects.filter(key=key).count() == 1
    assert connection.vendor in ("sqlite", "postgresql")
