"""Tests run with quick password hashing and plain style sheets, on a file database (`tests/data_folder.py`)."""

from collections.abc import Iterator

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True, scope="session")
def _quick_settings() -> Iterator[None]:
    """Manifest names would be 404 under a test server, and argon2 is slow on purpose."""

    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield
