"""Tests run with quick password hashing and plain style sheets, on a file database (`tests/data_folder.py`)."""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase, override_settings
from playwright.sync_api import Browser, sync_playwright

from tests.twin import ADDRESS, runs_on_both
from tests.year_world import TODAY, World, build, fill_reference

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # sync playwright keeps a loop on the main thread


# files and folders that take minutes come first: else one worker ends with them while the other has nothing left
LONG = (
    "test_every_page",
    "test_killed",
    "eyes",
    "test_every_sequence",
    "demo",
    "browser",
    "faults",
    "test_a_year",
    "keeping",
)


def _how_long(item: pytest.Item) -> int:
    places = {item.path.stem, item.path.parent.name}
    return next((n for n, one in enumerate(LONG) if one in places), len(LONG))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long ones first; on the twin only what needs a database: the rest has the same answer there."""
    items.sort(key=_how_long)
    if os.environ.get(ADDRESS):
        config.hook.pytest_deselected(items=[one for one in items if not runs_on_both(one)])
        items[:] = [one for one in items if runs_on_both(one)]


@pytest.fixture(autouse=True, scope="session")
def _quick_settings() -> Iterator[None]:
    """Manifest names would be 404 under a test server, and argon2 is slow on purpose."""

    with override_settings(
        MEDIA_URL="/no-media/",  # else the live server answers /check/ with the file ./check
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield


class _Hand:
    """What the trail's migration writes with."""

    def __init__(self) -> None:
        self.connection = connection

    def execute(self, line: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(line)


@pytest.fixture(autouse=True, scope="session")
def _the_trail_may_be_flushed() -> Iterator[None]:
    """Between two tests that commit, Django empties every table; the trail and approvals refuse that, so their guards
    step aside."""
    kept = ("ground.audit.migrations.0003_only_added", "journal.approvals.migrations.0002_only_added")
    guards = [import_module(f"xinhuo.{one}") for one in kept]
    flush = TransactionTestCase._fixture_teardown

    def flushed(self: TransactionTestCase) -> None:
        for guard in guards:
            guard.lift(None, _Hand())
        try:
            flush(self)
        finally:
            for guard in guards:
                guard.stand(None, _Hand())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flushed)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for a whole run: two would each want the thread's only event loop."""
    flags = ["--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        yield browser
        browser.close()


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
