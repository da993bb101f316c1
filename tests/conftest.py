"""Tests run with quick password hashing and plain style sheets, on a file database (`tests/data_folder.py`)."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client, override_settings

from tests.year_world import TODAY, World, build, fill_reference


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


@pytest.fixture(autouse=True)
def _reference(request: pytest.FixtureRequest) -> None:
    """A test that flushed the tables took the reference data along: whoever comes next on that database gets it again."""
    wanted = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if wanted or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        fill_reference()


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """An office on 20 December 2026."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return build()


@pytest.fixture
def inside(world: World) -> Callable[[str], Client]:
    """A client that is logged in as one of the world's accounts."""

    def enter(name: str) -> Client:
        client = Client()
        client.force_login(world.accounts[name])
        return client

    return enter
