"""How an account is found, what it may do, and when somebody who guesses at its password is asked to wait."""

import re
import uuid
from datetime import date
from ipaddress import ip_address
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Sum
from django.http import HttpRequest

from xinhuo.ground.kernel.actor import Actor, Right
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.scope import Root
from xinhuo.who.accounts.models import Account
from xinhuo.who.accounts.services import login_print
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.rules import short_name


def who_tries(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Whom a login means, as a keyed hash: the table of failed logins holds no telephone number and no name."""
    said = credentials if credentials and "who" in credentials else request.POST
    return login_print(str(said.get("who", "")), str(said.get("unit", "")))


def address_of(request: HttpRequest) -> str:
    """The machine that asks: behind our own proxy the last one that the proxy has seen, else whoever is connected."""
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    last = passed.rsplit(",", 1)[-1].strip()
    return last if last and _is_address(last) else str(request.META.get("REMOTE_ADDR") or "::")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class Patience(AxesDatabaseHandler):
    """Too many wrong passwords for one account from one machine, or very many from anywhere: a pause.

    Never by the machine alone: a village behind one address is not shut out by one forgotten password.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Failures that count: as many as the limit when the account is tried from everywhere at once."""
        rows = AccessAttempt.objects.filter(
            username=who_tries(request, credentials), attempt_time__gte=get_cool_off_threshold(request)
        )
        everywhere = rows.aggregate(n=Sum("failures_since_start"))["n"] or 0
        if everywhere >= settings.XINHUO_FAILURES_ANYWHERE:
            return int(settings.AXES_FAILURE_LIMIT)
        return int(super().get_failures(request, credentials))


class PhoneOrName(BaseBackend):
    """Log in by phone, or by name and unit, with a password."""

    def authenticate(
        self, request: HttpRequest | None, who: str = "", unit: str = "", password: str = "", **other: Any
    ) -> Account | None:
        """The account, or None. An unknown name takes as long as a wrong password."""
        account = _find(who, unit)
        if account is None:
            make_password(password)
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session, with its unit, or None when it was closed."""
        found = read_id(user_id)
        return Account.objects.select_related("unit").filter(pk=found, is_active=True).first() if found else None


def _find(who: str, unit: str) -> Account | None:
    who = re.sub(r"[\s-]", "", who)
    if re.fullmatch(r"\d{5,}", who):
        return Account.objects.by_phone(who)
    named = Account.objects.filter(name=who, is_active=True)
    found = list(named.filter(unit__name=short_name(unit.strip()))[:2] if unit.strip() else named[:2])
    if not found and unit.strip():  # an old man goes on writing the old name of his village
        found = list(named.filter(unit__in=Unit.objects.once_named(unit))[:2])
    return found[0] if len(found) == 1 else None


def actor_by_id(account_id: uuid.UUID, today: date) -> Actor | None:
    """The actor of an open account, with the rights that hold today; None when it was closed."""
    account = Account.objects.select_related("unit").filter(pk=account_id, is_active=True).first()
    return actor_of(account, today) if account else None


def actor_of(account: Account, today: date) -> Actor:
    """The account as an actor with the rights that hold today: one query."""
    grants = [
        grant
        for grant in account.grants.valid_on(today).select_related("role", "unit").order_by("role__position", "pk")
        if grant.unit.closed_on is None or grant.unit.closed_on >= today or grant.role.reach == "below"
    ]
    rights = tuple(
        Right(
            role=grant.role.code,
            role_name=grant.role.name,
            actions=frozenset(grant.role.actions) | {"enter"},
            root=Root(grant.unit.path, grant.unit.shard, grant.reach or grant.role.reach),
        )
        for grant in grants
    )
    return Actor(
        id=account.pk,
        name=account.name,
        rights=rights,
        person_id=account.person_id,
        unit_id=account.unit_id,
        unit_name=account.unit.full_name,
        post=rights[0].role_name if rights else "",
        idle=(
            min((grant.role.idle_minutes for grant in grants), default=0),
            min((grant.role.idle_own_minutes for grant in grants), default=0),
        ),
    )
