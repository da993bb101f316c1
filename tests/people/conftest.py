from collections.abc import Callable

import pytest
from django.test import Client

from tests.year_world import TODAY, World, build


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
