"""The measuring goes on working when tables change: its small town is built, filled, and gives the same pages."""

import pytest

from bench import county, safety
from xinhuo.journal.records.models import Record


@pytest.mark.sqlite_only("the records are made by SQLite's own words")
@pytest.mark.django_db(transaction=True)
def test_what_safety_costs_is_measured_on_pages_that_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COUNTIES", "SUBDISTRICTS"):
        monkeypatch.setattr(county, name, 1)
    monkeypatch.setattr(county, "VILLAGES", 2)
    monkeypatch.setattr(safety, "RECORDS", 200)
    monkeypatch.setattr(safety, "TURNS", 1)
    found = safety.measure()
    assert len(found) == 12
    assert Record.objects.count() == 200 + 4 * 6  # four pairs of a save: each warmed once, then two turns of both
    assert all(one.ratio > 0 for one in found)
