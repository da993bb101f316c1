"""Database fields of our own."""

from typing import Any

from django.db import models

from xinhuo.ground.kernel.crypt import open_text, seal_text


class EncryptedText(models.BinaryField):
    """Text that is encrypted in the database. Reads and writes `str`; '' is stored as an empty value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def get_default(self) -> str:
        return ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = seal_text(value) if value else b""
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return open_text(bytes(value)) if value else ""

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))
