"""Database fields of our own."""

from typing import Any

from django.db import models

from xinhuo.ground.kernel.crypt import open_text, seal_text


class EncryptedText(models.Field):
    """Text that is encrypted in the database. Reads and writes `str`; '' is stored as an empty value."""

    empty_values = [None, ""]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": "", "blank": True, **kwargs})

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return connection.Database.Binary(seal_text(value) if value else b"")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return open_text(bytes(value)) if value else ""
