"""The compliance table for 12, 400 and 10,000 units: how many queries, and what one more unit costs."""

import math
from collections.abc import Callable
from datetime import date

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.timing import Pair, pair
from xinhuo.ground.kernel.rows import NewRows
from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.journal.method.models import MethodPack
from xinhuo.journal.method.reading import standings_of
from xinhuo.journal.method.rules.standing import cells
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.shell.desk.services import installer, start_office
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails
from xinhuo.who.people.models import Appointment, Person
from xinhuo.who.people.services.registering import name_person

SIZES = (12, 400, 10_000)
YEAR, DAY = 2026, date(2026, 11, 20)
TURNS = 3


def measure() -> list[Pair]:
    """Each size against its own queries by bare SQL; then what a unit costs in the largest against the smallest."""
    city = start_office(installer(), UnitDetails("清河市", "city")).root
    MethodPack.objects.update(since=date(YEAR, 1, 1), year=YEAR)
    offices = {size: settle(city, number, size) for number, size in enumerate(SIZES, 1)}
    found = [compared(city, office, size) for size, office in offices.items()]
    return [*found, growth(found)]


def settle(city: Unit, number: int, size: int) -> Unit:
    """An office with `size` villages; in each a 主任, and a record a month."""
    office = _unit(city, number, "subdistrict", f"第{number}街道")
    Unit.objects.bulk_create([office])
    units = Unit.objects.bulk_create([_unit(office, n, "village", f"第{n}村") for n in range(1, size + 1)])
    people = []
    for n, unit in enumerate(units):
        one = Person(unit=unit, path=unit.path, kind="cadre", sex="男")
        name_person(one, "赵钱孙李周吴郑王"[n % 8] + "德顺秀兰建国玉珍"[n % 8])
        people.append(one)
    Person.objects.bulk_create(people)
    Appointment.objects.bulk_create(
        Appointment(person=one, unit=unit, post_id="director", party_post="党组织书记", started_on=date(2025, 1, 1))
        for one, unit in zip(people, units, strict=True)
    )
    kind, rows = RecordKind.objects.filter(routine=False).first(), NewRows(Record)
    for unit in units:
        for month in range(1, 12):
            rows.add(
                Record(
                    unit=unit, path=unit.path, kind=kind, held_on=date(YEAR, month, 9), title="讲河的故事",
                    content="带着孩子沿河走了一段", milestone=True,
                )
            )  # fmt: skip
    with transaction.atomic():
        rows.insert()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return office


def _unit(parent: Unit, number: int, kind: str, name: str) -> Unit:
    return Unit(
        parent=parent, unit_type_id=kind, name=name, path=f"{parent.path}{number % 10_000:04d}", position=number,
        tree_order=f"{parent.tree_order}{number:04d}{number:04d}",
    )  # fmt: skip


def compared(city: Unit, office: Unit, size: int) -> Pair:
    """The whole table of one office against its queries, sent again as they were and their rows thrown away."""
    units = Unit.objects.within(Scope((Root(office.path),))).filter(unit_type="village")

    def table() -> None:
        pack = MethodPack.objects.get(unit=city).pack
        for standings in standings_of(units, YEAR, DAY).values():
            cells(pack, standings, own=False)

    with CaptureQueriesContext(connection) as seen:
        table()
    sent = [one["sql"] for one in seen]
    note = f"**{len(sent)}** queries"
    return pair(f"compliance table, {size:,} units", table, "its queries by bare SQL", _again(sent), TURNS, note)


def _again(sent: list[str]) -> Callable[[], None]:
    def bare() -> None:
        with connection.cursor() as cursor:
            for sql in sent:
                cursor.execute(sql)
                cursor.fetchall()

    return bare


def growth(found: list[Pair]) -> Pair:
    """What a unit costs at the largest size over what it costs at the smallest; exponent 1 would be in step with the units."""
    each = [(one.ours or 0) / size for one, size in zip(found, SIZES, strict=True)]
    exponent = math.log((found[-1].ours or 1) / (found[0].ours or 1)) / math.log(SIZES[-1] / SIZES[0])
    said = ", ".join(f"{cost * 1000:.2f} ms at {size:,}" for cost, size in zip(each, SIZES, strict=True))
    what = f"a unit's share of the table at {SIZES[-1]:,} units"
    return Pair(what, f"at {SIZES[0]} units", None, None, each[-1] / each[0], f"{said}; exponent **{exponent:.2f}**")
