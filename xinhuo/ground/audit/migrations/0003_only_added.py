"""The database itself refuses to change or delete a line of the trail: a slip of the program, a script, a curious hand.

Two things stay possible on purpose. `path` may be rewritten (a unit moves, and its trail with it; the ancestor columns
follow). Whoever owns the database may take the guard away with `lift`, as a restore or the tests between them do:
a trigger guards against mistakes and against the program, not against the one who holds the machine.
"""

from typing import Any

from django.db import migrations

# All but `path`. SQLite and PostgreSQL both fire on the columns that a statement names.
_KEPT = "id, shard, at, by_id, by_name, verb, kind, object_id, title, before, after"
_SAID = "留痕只增不改"

_SQLITE = (
    f"""CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OF {_KEPT} ON audit_entry
    BEGIN SELECT RAISE(ABORT, '{_SAID}'); END""",
    f"""CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, '{_SAID}'); END""",
    # INSERT OR REPLACE would delete without a word.
    """CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
    WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '留痕只增不改'); END""",
)
_POSTGRES = (
    f"""CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OF {_KEPT} ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
)
_LIFT_SQLITE = tuple(f"DROP TRIGGER IF EXISTS audit_entry_no_{what}" for what in ("change", "delete", "replace"))
_LIFT_POSTGRES = (
    "DROP TRIGGER IF EXISTS audit_entry_no_change ON audit_entry",
    "DROP TRIGGER IF EXISTS audit_entry_no_delete ON audit_entry",
    "DROP FUNCTION IF EXISTS audit_entry_refuse()",
)


def stand(apps: Any, editor: Any) -> None:
    """Put the guard before the table."""
    _run(editor, _POSTGRES if editor.connection.vendor == "postgresql" else _SQLITE)


def lift(apps: Any, editor: Any) -> None:
    """Take it away again."""
    _run(editor, _LIFT_POSTGRES if editor.connection.vendor == "postgresql" else _LIFT_SQLITE)


def _run(editor: Any, lines: tuple[str, ...]) -> None:
    for line in lines:
        editor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_by_level")]
    operations = [migrations.RunPython(stand, lift)]
