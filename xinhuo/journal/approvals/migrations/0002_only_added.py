"""The database itself refuses to change or delete what was handed in and what was decided, as it does with the trail.

`lift` takes the guard away, for whoever owns the database (a restore, the tests between them).
"""

from typing import Any

from django.db import migrations

_TABLES = ("approvals_decision", "approvals_round")
_SAID = "审批意见只增不改"


def _sqlite(table: str) -> tuple[str, ...]:
    refused = f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    there = "(SELECT 1 FROM kept WHERE id = NEW.id)".replace("kept", table)
    return (
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} {refused}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refused}",
        # INSERT OR REPLACE would delete without a word.
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS {there} {refused}",
    )


def _postgres(table: str) -> tuple[str, ...]:
    return (
        f"""CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        f"""CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()""",
        f"""CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()""",
    )


def stand(apps: Any, editor: Any) -> None:
    """Put the guard before both tables."""
    lines = _postgres if editor.connection.vendor == "postgresql" else _sqlite
    _run(editor, (line for table in _TABLES for line in lines(table)))


def lift(apps: Any, editor: Any) -> None:
    """Take it away again."""
    on_postgres = editor.connection.vendor == "postgresql"
    whats = ("change", "delete") if on_postgres else ("change", "delete", "replace")
    for table in _TABLES:
        where = f" ON {table}" if on_postgres else ""
        _run(editor, (f"DROP TRIGGER IF EXISTS {table}_no_{what}{where}" for what in whats))
        _run(editor, (f"DROP FUNCTION IF EXISTS {table}_refuse()",) if on_postgres else ())


def _run(editor: Any, lines: Any) -> None:
    for line in lines:
        editor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]
    operations = [migrations.RunPython(stand, lift)]
