"""The demonstration: made once, the same on the same day, never among real data."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from tests.demo.test_demo import story
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.journal.records.models import Record
from xinhuo.shell.demo.services import office as services
from xinhuo.shell.desk.services import set_up
from xinhuo.who.accounts.backend import PhoneOrName
from xinhuo.who.organisation.services import UnitDetails
from xinhuo.who.people.models import Person

SPRING = date(2026, 3, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own for the workbook."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


def test_in_spring_it_is_the_half_year_before_and_a_second_run_adds_nothing(folder: Path) -> None:
    out = StringIO()
    call_command("demo", "--no-serve", "--demo-today", SPRING.isoformat(), stdout=out)
    assert {(p.year, p.month) for p in SealedPaper.objects.exclude(kind="report")} == {(2025, 6)}
    before = (Record.objects.count(), Person.objects.count())
    call_command("demo", "--no-serve", stdout=out)
    assert (Record.objects.count(), Person.objects.count()) == before
    assert "没有再添" in out.getvalue()
    assert services.PASSWORD in out.getvalue()
    for account in services.account_list():
        found = PhoneOrName().authenticate(None, account.phone, password=services.PASSWORD)
        assert found is not None
        assert found.name == account.name
        assert not found.must_change_password


def test_the_same_day_tells_the_same_story(folder: Path) -> None:
    stories = []
    for _ in range(2):
        with transaction.atomic():
            services.prepare(folder, SPRING)
            stories.append(story())
            transaction.set_rollback(True)
    assert stories[0] == stories[1]
    assert len(stories[0]) > 380


def test_real_data_are_never_mixed_with_a_demonstration(folder: Path) -> None:
    set_up(UnitDetails("某街道", "subdistrict"), "", "", "办公室", "13900000009", "xinhuo2026")
    with pytest.raises(CommandError, match="已经是正式数据"):
        call_command("demo", "--no-serve")
