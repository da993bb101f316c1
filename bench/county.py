"""A city of 1,000 villages for measuring pages: units, people, accounts, and as many records as are asked for."""

from datetime import date

from django.db import connection

from xinhuo.journal.records.models import RecordKind
from xinhuo.shell.desk.services import installer, start_office
from xinhuo.who.accounts.models import Account
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails
from xinhuo.who.people.models import Person
from xinhuo.who.people.services.registering import name_person

COUNTIES, SUBDISTRICTS, VILLAGES = 4, 10, 25
ELDERS = 14  # of a village; the measured one has 60
YEAR = 2025  # the year whose list is measured; records are of it and the nine years before
FULL = 60  # records that the measured village, and the county's office itself, have in that year at every size

_FILL = """
WITH RECURSIVE counter(i) AS (SELECT %s UNION ALL SELECT i + 1 FROM counter WHERE i + 1 < %s)
INSERT INTO records_record (
  id, key, shard, path, unit_id, held_on, time_of_day, place, kind_id, title, content, effect, youth_count, other_count,
  milestone, source, source_ref, recorder_name, on_behalf, created_at, withdrawn_by, withdrawn_reason, version,
  late_reason
)
SELECT
  printf('%%016x', i) || lower(hex(randomblob(8))), printf('%%016x', i) || lower(hex(randomblob(8))), 1,
  bench_unit.path, bench_unit.id,
  CASE WHEN i < 120 THEN date('2025-01-01', (i %% 60 * 6) || ' days') ELSE date('2016-01-01', (i * 7919 %% 3650) || ' days') END,
  '', '辅导站', %s, '给孩子们讲家乡河的故事', '带着二十个孩子沿河走了一段，讲这条河几十年的变化', '孩子爱听', 20, 3,
  0, 'import', '', '导入', 0, '2026-01-01 00:00:00', '', '', 1, ''
FROM counter JOIN bench_unit ON bench_unit.n = CASE WHEN i < 60 THEN 0 WHEN i < 120 THEN -1 ELSE i * 7 %% %s END
"""
_TAKE_PART = """
INSERT INTO records_participation (id, shard, path, record_id, person_id, unit_id, held_on, role, sentence, position, void)
SELECT lower(hex(randomblob(16))), 1, r.path, r.id, bench_unit.person_id, r.unit_id, r.held_on, 'took_part', '', 0, 0
FROM records_record r JOIN bench_unit ON bench_unit.id = r.unit_id
WHERE r.id >= printf('%%016x', %s)
"""


def build() -> dict[str, Account]:
    """The city; by level, an account that sees it."""
    by = installer()
    city = start_office(by, UnitDetails("清河市", "city")).root
    counties = _below([city], "county", COUNTIES)
    subdistricts = _below(counties, "subdistrict", SUBDISTRICTS)
    villages = _below(subdistricts, "village", VILLAGES)
    _settle(villages, counties[0])
    by = installer(city.path)
    wanted = {
        "village": NewAccount(villages[0], "记载人", "recorder"),
        "subdistrict": NewAccount(subdistricts[0], "办公室", "clerk"),
        "county": NewAccount(counties[0], "办公室", "clerk"),
        "county's own only": NewAccount(counties[0], "秘书", "clerk", reach="own"),
    }
    return {level: open_account(by, one, "Qinghe-2026-lu")[0] for level, one in wanted.items()}


def _below(parents: list[Unit], kind: str, each: int) -> list[Unit]:
    units = [
        Unit(
            parent=parent,
            unit_type_id=kind,
            name=f"{kind}{parent.path}{n}",
            path=f"{parent.path}{n:04d}",
            position=n,
            tree_order=f"{parent.tree_order}{n:04d}{n:04d}",
        )
        for parent in parents
        for n in range(1, each + 1)
    ]
    return Unit.objects.bulk_create(units)


def _settle(villages: list[Unit], county: Unit) -> None:
    """People of all villages, and one of each in a table that the records are filled from."""
    people = []
    for place, unit in enumerate(villages):
        for n in range(FULL if place == 0 else ELDERS):
            one = Person(unit=unit, path=unit.path, sex="男", birth_month=date(1945 + n % 15, 3, 1))
            one.joined_month, one.categories, one.primary_category = (
                date(2016, 1, 1),
                ["elder_teacher"],
                "elder_teacher",
            )
            name_person(one, "赵钱孙李周吴郑王"[n % 8] + "德顺秀兰建国玉珍永康"[place % 10] + "文华正明志远"[n % 6])
            people.append(one)
    Person.objects.bulk_create(people)
    firsts = {p.unit_id: p.pk.hex for p in reversed(people)}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_unit (n INTEGER PRIMARY KEY, id TEXT UNIQUE, path TEXT, person_id TEXT)")
        rows = [(n, u.pk.hex, u.path, firsts[u.pk]) for n, u in enumerate(villages)]
        rows.append((-1, county.pk.hex, county.path, firsts[villages[0].pk]))
        cursor.executemany("INSERT INTO bench_unit VALUES (%s, %s, %s, %s)", rows)


def fill(have: int, upto: int) -> None:
    """Records until there are `upto`, one person in each. Indexes are made afterwards, as a load does."""
    kind, units = RecordKind.objects.filter(routine=False).first(), COUNTIES * SUBDISTRICTS * VILLAGES
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
            "AND tbl_name IN ('records_record', 'records_participation')"
        )
        indexes = cursor.fetchall()
        cursor.execute("PRAGMA synchronous=OFF")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
        cursor.execute(_FILL, [have, upto, kind.pk.hex, units])
        cursor.execute(_TAKE_PART, [have])
        for _, sql in indexes:
            cursor.execute(sql)
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA synchronous=FULL")
