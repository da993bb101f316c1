from collections.abc import Callable

import pytest
from django.test import Client

from tests.applications.event import Hall, build_hall
from tests.year_world import TODAY


@pytest.fixture
def hall(db: None, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """An office on 20 December 2026 that plans events."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return build_hall()


@pytest.fixture
def come_in(hall: Hall) -> Callable[[str], Client]:
    """A client that is logged in as one of the office's people."""

    def enter(name: str) -> Client:
        client = Client()
        client.force_login(hall.accounts[name])
        return client

    return enter
