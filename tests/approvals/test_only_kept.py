"""Neither the program nor raw SQL changes or deletes what was handed in and what was decided."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.approvals.office import Office
from xinhuo.journal.approvals.models import Decision, Round

TABLES = ("approvals_decision", "approvals_round")
WORDS = [
    "UPDATE kept SET id = id",
    "UPDATE kept SET case_id = case_id",
    "DELETE FROM kept",
]
REFUSED = [one.replace("kept", table) for table in TABLES for one in WORDS]
REFUSED += [
    "UPDATE approvals_decision SET words = 'x'",
    "UPDATE approvals_decision SET verb = 'refuse', name = 'x' WHERE verb = 'agree'",
    "UPDATE approvals_round SET rows = '[]'",
]
ON_POSTGRES = ["TRUNCATE kept CASCADE".replace("kept", table) for table in TABLES]
ON_SQLITE = ["INSERT OR REPLACE INTO kept SELECT * FROM kept".replace("kept", table) for table in TABLES]


def all_of_it() -> list[dict[str, object]]:
    return [*Decision.objects.order_by("id").values(), *Round.objects.order_by("id").values()]


@pytest.fixture
def decided(office: Office) -> Office:
    case = office.submit()
    office.decide("陆建华", case, words="请接送老同志")
    connection.check_constraints()  # as at the end of a transaction: PostgreSQL truncates nothing before
    return office


@pytest.mark.parametrize("statement", REFUSED + ON_POSTGRES + ON_SQLITE)
def test_raw_sql_is_refused(decided: Office, statement: str) -> None:
    own = REFUSED + {"postgresql": ON_POSTGRES}.get(connection.vendor, ON_SQLITE)
    if statement not in own:
        pytest.skip("a word of the other database")
    before = all_of_it()
    assert len(before) == 2
    with (
        pytest.raises(DatabaseError, match="审批意见只增不改"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert all_of_it() == before


@pytest.mark.parametrize("model", [Decision, Round])
def test_the_program_cannot_either(decided: Office, model: type) -> None:
    before = all_of_it()
    one = model.objects.get()
    one.title = one.words = "别的"
    for deed in (
        one.save, one.delete, model.objects.all().delete, lambda: model.objects.update(id=one.pk),
        lambda: model._base_manager.update(case=one.case), lambda: model._base_manager.all().delete(),
    ):  # fmt: skip
        with pytest.raises((TypeError, DatabaseError)), transaction.atomic():
            deed()
    assert all_of_it() == before


def test_the_database_takes_one_decision_a_step_and_turn(decided: Office) -> None:
    made = Decision.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.create(
            case=made.case, round=made.round, step=made.step, number=2, turn=1, verb="refuse", name="x",
            decided_on=made.decided_on, at=made.at, by_name="x",
        )  # fmt: skip
    assert Decision.objects.count() == 1


def test_a_person_who_goes_changes_nothing_that_was_decided(decided: Office) -> None:
    before = all_of_it()
    account = decided.accounts["陆建华"]
    decided.leave("陆建华", "director", decided.posts["陆建华", "director"].started_on)
    account.delete()
    decided.people["陆建华"].name = "别人"
    decided.people["陆建华"].save()
    assert all_of_it() == before


def test_the_guards_stand_whatever_migrations_came_after(db: None) -> None:
    asked = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    }[connection.vendor]
    for table in TABLES:
        with connection.cursor() as cursor:
            cursor.execute(asked, [table])
            found = {row[0] for row in cursor.fetchall()}
        assert {f"{table}_no_change", f"{table}_no_delete"} <= found
