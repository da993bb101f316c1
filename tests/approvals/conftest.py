import pytest

from tests.approvals.office import Office, build_office
from tests.year_world import TODAY


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office on 20 December 2026 whose people decide."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return build_office()
