"""Four threads that save records until they are stopped. Run as a process; prints the key of each record that was saved."""

import sys
import threading
import uuid
from datetime import date
from importlib import import_module

import django


def main() -> None:
    django.setup()
    world = import_module("tests.year_world")
    models = import_module("xinhuo.journal.records.models")
    writing = import_module("xinhuo.journal.records.services.writing")
    unit = import_module("xinhuo.who.organisation.models").Unit.objects.get(name="柳湾村")
    by = import_module("xinhuo.ground.kernel.actor").system_actor("系统", world.ACTIONS, unit.path)
    person = import_module("xinhuo.who.people.models").Person.objects.get(name="周德顺")
    kind, gate = models.RecordKind.objects.first(), threading.Lock()

    def write() -> None:
        while True:
            key = uuid.uuid4()
            told = writing.Told(date(2026, 5, 1), kind, f"同时记的{key}", people=[writing.Taking(person)])
            writing.write_record(by, unit, key, told, world.TODAY)
            with gate:
                sys.stdout.write(f"{key.hex}\n")
                sys.stdout.flush()

    for _ in range(4):
        threading.Thread(target=write, daemon=True).start()
    threading.Event().wait(60)


if __name__ == "__main__":
    main()
