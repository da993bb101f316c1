"""docs/permissions.md says what the roles say."""

import os
from pathlib import Path

import pytest

from xinhuo.who.accounts.models import Role
from xinhuo.who.accounts.rules import ACTIONS, REACH_NAMES, permission_table

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


@pytest.mark.django_db
def test_the_page_is_printed_from_the_roles() -> None:
    """After a change of roles: XINHUO_WRITE_DOCS=1 with this test writes the page anew."""
    table = permission_table(list(Role.objects.order_by("position").values()))
    if os.environ.get("XINHUO_WRITE_DOCS") == "1":
        PAGE.write_text(table, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == table


@pytest.mark.django_db
def test_roles_speak_of_known_things() -> None:
    codes = set(Role.objects.values_list("code", flat=True))
    for role in Role.objects.all():
        assert set(role.actions) <= set(ACTIONS), role.code
        assert set(role.may_reset) <= codes, role.code
        assert role.reach in REACH_NAMES


@pytest.mark.django_db
def test_whoever_sees_other_units_has_a_stricter_password() -> None:
    assert not Role.objects.filter(strict=False).exclude(reach="own").exists()


@pytest.mark.django_db
def test_the_administrator_sees_no_business_data_and_the_superior_only_totals() -> None:
    administrator, superior = Role.objects.get(code="system_administrator"), Role.objects.get(code="superior")
    assert not {"see", "see_contact", "write_record"} & set(administrator.actions)
    assert superior.actions == ["see_totals"]
