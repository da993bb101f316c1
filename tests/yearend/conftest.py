import pytest

from tests.year_world import TODAY, World, build


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """An office on 20 December 2026."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return build()
