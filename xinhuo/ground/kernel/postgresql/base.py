"""PostgreSQL, sorting text as SQLite does: by its bytes.

The order of a database with the locale of a language changes with the machine, and ranges of unit paths would not hold.
So every text column is made with the collation "C": `order_by`, `path__gte` and the keys of strokes and pinyin mean the
same on both, whatever locale the office's database was made with, and a prefix is found by its index.
"""

from collections.abc import Iterator
from types import TracebackType
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.utils import DatabaseErrorWrapper
from django.utils.functional import cached_property

from xinhuo.ground.kernel.database import BUSY, FULL, NOT_UTF8, READ_ONLY, TOO_OLD, NoDatabase, NotSaved

BYTEWISE = "C"
OLDEST = 140000  # Django 5.2
# PostgreSQL, appendix A: disk full; read-only; serialization, deadlock, lock not available
_SAID = {"53100": FULL, "25006": READ_ONLY, "40001": BUSY, "40P01": BUSY, "55P03": BUSY}


def _collation(column_type: str) -> str | None:
    return BYTEWISE if column_type.startswith(("varchar", "text")) else None


class _Errors(DatabaseErrorWrapper):
    """A full disk and a quarrel of two writers in words; everything else as Django has it."""

    def __exit__(self, kind: Any, wrong: BaseException | None, trace: TracebackType | None) -> None:
        if said := _SAID.get(getattr(wrong, "sqlstate", None) or ""):
            self.wrapper.errors_occurred = True
            raise NotSaved(said) from wrong
        super().__exit__(kind, wrong, trace)


class _SchemaEditor(DatabaseSchemaEditor):
    def _iter_column_sql(
        self, column_db_type: str, params: Any, model: Any, field: Any, field_db_params: Any, include_default: bool
    ) -> Iterator[str]:
        sorts = {"collation": field_db_params.get("collation") or _collation(column_db_type)}
        yield from super()._iter_column_sql(
            column_db_type, params, model, field, {**field_db_params, **sorts}, include_default
        )

    def _alter_column_type_sql(
        self, model: Any, old_field: Any, new_field: Any, new_type: str, old_collation: Any, new_collation: Any
    ) -> Any:
        """A column whose type changes would fall back to the database's own order."""
        sorts = new_collation or _collation(new_type)
        return super()._alter_column_type_sql(model, old_field, new_field, new_type, old_collation, sorts)


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = _SchemaEditor

    @cached_property
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        return _Errors(self)

    def init_connection_state(self) -> None:
        told = self.connection.info
        if told.server_version < OLDEST:
            raise NoDatabase(TOO_OLD)
        if told.parameter_status("server_encoding") != "UTF8":
            raise NoDatabase(NOT_UTF8)
        super().init_connection_state()
