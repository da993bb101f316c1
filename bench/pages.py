"""Pages against bare SQL and a bare Django page with the same middleware, at 1,000 to 1,000,000 records."""

import itertools
import math

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import county
from bench.timing import Pair, Work, pair
from xinhuo.ground.kernel.ids import new_id
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person

SIZES = (1_000, 100_000, 1_000_000)
LIST, ROSTER, TEXT = f"/records/?year={county.YEAR}", "/people/", "/about/privacy/"
TURNS = 11
_TAKING = 4
_BARE = {
    4: "SELECT * FROM records_record WHERE a4 = %s AND held_on BETWEEN %s AND %s ORDER BY held_on DESC, id DESC LIMIT 50",
    3: "SELECT * FROM records_record WHERE a3 = %s AND held_on BETWEEN %s AND %s ORDER BY held_on DESC, id DESC LIMIT 50",
    2: "SELECT * FROM records_record WHERE a2 = %s AND held_on BETWEEN %s AND %s ORDER BY held_on DESC, id DESC LIMIT 50",
}


class Visitor:
    """A logged-in person with the pages that are measured."""

    def __init__(self, account: Account) -> None:
        self.account, self.unit, self.client = account, account.unit, Client(SERVER_NAME="localhost")
        self.today = timezone.localdate()
        account.must_change_password = False
        account.save()
        self.client.force_login(account)

    def get(self, address: str) -> None:
        """A page, whole."""
        answer = self.client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")

    def queries(self, address: str) -> int:
        """How many queries a page makes."""
        with CaptureQueriesContext(connection) as seen:
            self.get(address)
        return len(seen)

    def rows(self) -> None:
        """The rows of the records list by bare SQL."""
        days = [f"{county.YEAR}-01-01", f"{county.YEAR}-12-31"]
        with connection.cursor() as cursor:
            cursor.execute(_BARE[self.unit.depth], [self.unit.path, *days])
            cursor.fetchall()


def measure() -> list[Pair]:
    """Lists at three levels and three sizes, the roster, and a save."""
    visitors = {level: Visitor(account) for level, account in county.build().items()}
    found = []
    ratios: dict[str, list[float]] = {level: [] for level in visitors}
    for have, size in itertools.pairwise((0, *SIZES)):
        county.fill(have, size)
        for level, one in visitors.items():
            what = f"records list, 50 rows, {level}, {size:,} records"
            found.append(_against_text(what, one, LIST))
            ratios[level].append(found[-1].ratio)
    found += [_growth(level, some) for level, some in ratios.items()]
    visitors.pop("county's own only")
    found += [_against_rows(level, one) for level, one in visitors.items()]
    found += [_against_text(f"名册, 50 of {_people(one):,}, {level}", one, ROSTER) for level, one in visitors.items()]
    return [*found, *_save(visitors["village"])]


def _against_text(what: str, one: Visitor, address: str) -> Pair:
    note = f"{one.queries(address)} queries (text: {one.queries(TEXT)})"
    return pair(what, lambda: one.get(address), "a page of text", lambda: one.get(TEXT), TURNS, note)


def _against_rows(level: str, one: Visitor) -> Pair:
    what = f"records list, 50 rows, {level}, {SIZES[-1]:,} records"
    return pair(what, lambda: one.get(LIST), "its rows by bare SQL", one.rows, TURNS)


def _growth(level: str, ratios: list[float]) -> Pair:
    """How the list grows with the records: 0 is not at all, 1 is in step."""
    exponent = math.log(ratios[-1] / ratios[0]) / math.log(SIZES[-1] / SIZES[0])
    what = f"growth, {level}: the list at {SIZES[-1]:,} records"
    note = f"each over its page of text; exponent **{exponent:.3f}**"
    return Pair(what, f"at {SIZES[0]:,} records", None, None, ratios[-1] / ratios[0], note)


def _people(one: Visitor) -> int:
    return Person.objects.filter(path__startswith=one.unit.path).count()


def saving(one: Visitor) -> Work:
    """A record of four people, saved by its form."""
    kind = RecordKind.objects.filter(routine=False).first()
    people = [str(p.pk) for p in one.unit.people.all()[:_TAKING]]
    form = {"unit": str(one.unit.pk), "day": "0", "kind": str(kind.pk), "content": "讲家乡河的故事", "people": people}

    def save() -> None:
        answer = one.client.post("/records/new/", form | {"key": str(new_id())})
        if answer.status_code != 302:
            raise SystemExit(f"the record was not saved: {answer.status_code}")

    return save


def _save(one: Visitor) -> list[Pair]:
    save = saving(one)
    save()
    record = Record.objects.filter(unit=Unit.objects.get(pk=one.unit.pk)).latest("created_at")
    if record.participations.count() != _TAKING:
        raise SystemExit("the record was saved without its people")
    rows = ("records_record", "records_participation", "audit_entry")
    keys = ("id", "record_id", "object_id")
    with connection.cursor() as cursor:
        for table in rows:
            cursor.execute(f"CREATE TABLE bench_{table} AS SELECT * FROM {table} LIMIT 0")

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table, key in zip(rows, keys, strict=True):
                wanted = str(record.pk) if key == "object_id" else record.pk.hex
                cursor.execute(f"INSERT INTO bench_{table} SELECT * FROM {table} WHERE {key} = %s", [wanted])

    what = f"a record saved at {SIZES[-1]:,}: form, rules, {_TAKING} people, trail"
    return [
        pair(what, save, "the same rows by bare SQL, with the commit", bare, TURNS),
        pair(what, save, "a page of text", lambda: one.get(TEXT), TURNS),
    ]
