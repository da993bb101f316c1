"""The process that `bench.writers` starts for each run: its own database, fifty threads, the seconds of each save."""

import os
import threading
import time
import uuid
from dataclasses import dataclass
from datetime import date

from django.db import connections

from bench.timing import seconds
from xinhuo.ground.kernel.sqlite.base import DatabaseWrapper
from xinhuo.ground.kernel.turns import Turns
from xinhuo.journal.records.models import RecordKind
from xinhuo.journal.records.services.told import Taking, Told
from xinhuo.journal.records.services.writing import write_record
from xinhuo.shell.desk.services import installer, start_office
from xinhuo.who.organisation.services import UnitDetails, add_unit
from xinhuo.who.people.services.registering import Registration, register_person

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Saves:
    """Seconds of each save, and of all of them together."""

    times: list[float]
    whole: float


def measure() -> list[Saves]:
    """Each of the writers saves some records, one after the other, all writers at once."""
    writers, each = int(os.environ["BENCH_WRITERS"]), int(os.environ["BENCH_EACH"])
    if os.environ.get("BENCH_UNORDERED"):
        DatabaseWrapper._take = lambda _: _free()
    office = start_office(installer(), UnitDetails("清河街道", "subdistrict")).root
    by = installer(office.path)
    unit = add_unit(by, office, UnitDetails("柳湾村", "village"))
    person = register_person(by, unit, Registration(name="周德顺", sex="男", birth_month=date(1948, 3, 1)), TODAY)
    told = Told(TODAY, RecordKind.objects.first(), "给三年级讲红军过草地的故事", people=[Taking(person)])
    times: list[list[float]] = [[] for _ in range(writers)]
    gate = threading.Barrier(writers + 1)

    def work(number: int) -> None:
        gate.wait()
        for _ in range(each):
            times[number].append(seconds(lambda: write_record(by, unit, uuid.uuid4(), told, TODAY)))
        connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(writers)]
    for one in threads:
        one.start()
    gate.wait()
    begun = time.perf_counter()
    for one in threads:
        one.join()
    whole = time.perf_counter() - begun
    if [len(one) for one in times] != [each] * writers:
        raise SystemExit("a writer did not get through")
    return [Saves([took for one in times for took in one], whole)]


def _free() -> Turns:
    """A turn that nobody has to wait for."""
    turn = Turns()
    turn.take(0)
    return turn
