"""Identifiers: UUIDv7, so that they sort by time and may also be made by the page that will be saved."""

import uuid

from uuid_utils import compat


def new_id() -> uuid.UUID:
    """A new UUIDv7 (a real `uuid.UUID`, as Django's UUIDField wants)."""
    return compat.uuid7()


def read_id(text: str) -> uuid.UUID | None:
    """The UUID in `text`, or None where there is none."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
