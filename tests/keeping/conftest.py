"""Tests of backups run on whole data folders, one a test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.office_folder import office


@pytest.fixture(autouse=True)
def _unblocked(django_db_blocker: Any) -> Iterator[None]:
    """Each test has a database of its own, in its own folder."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of an office that nobody else has."""
    return office(tmp_path)
