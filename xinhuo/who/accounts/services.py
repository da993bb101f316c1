from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.drafts import services as drafts
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.crypt import fingerprint
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.scope import Reach, Root
from xinhuo.ground.kernel.text import clean_line, mask_phone
from xinhuo.who.accounts import rules
from xinhuo.who.accounts.models import Account, Grant, LoginPlace, Role
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.rules import short_name
from xinhuo.who.people.models import Appointment, Person, RecordKeeper
from xinhuo.who.people.services.registering import tidy_phone


@dataclass(frozen=True)
class Slip:
    """What is printed for a new account: the first password is shown this once and never stored in clear."""

    name: str
    unit: str
    phone_tail: str
    password: str


@dataclass(frozen=True)
class NewAccount:
    """An account to be made: a role for a unit, tied to a post where the right shall end with it."""

    unit: Unit
    name: str
    role: str
    phone: str = ""
    person: Person | None = None
    appointment: Appointment | None = None
    reach: str = ""


@transaction.atomic
def open_account(by: Actor, wanted: NewAccount, password: str = "") -> tuple[Account, Slip]:
    """Make one account; the slip carries its first password, to be changed at the first login."""
    role = Role.objects.filter(code=wanted.role).first()
    if role is None:
        raise RuleBroken("没有这个角色。请从列表里选。", "role")
    _check_may_give(by, role, wanted.unit, wanted.reach)
    name = clean_line(wanted.name)
    if not name:
        raise RuleBroken("还没有写姓名。请写上姓名。", "name")
    phone = tidy_phone(wanted.phone)
    _check_free(wanted.unit, name, phone)
    person = wanted.person or _on_the_roster(wanted.unit, name)
    if person is None and "see_own_book" in role.actions:
        raise RuleBroken(f"{wanted.unit.name}名册里没有{name[:12]}。请先登记，再开账号。", "name")
    first = password or rules.first_password()
    account = Account(
        unit=wanted.unit,
        path=wanted.unit.path,
        shard=wanted.unit.shard,
        name=name,
        phone=phone,
        phone_print=fingerprint(phone),
        person=person,
        must_change_password=not password,
    )
    account.set_password(first)
    account.save(force_insert=True)
    Grant.objects.create(
        account=account, role=role, unit=wanted.unit, reach=wanted.reach, appointment=wanted.appointment
    )
    audit.note(by, "开账号", account.ref, after={"单位": wanted.unit.name, "角色": role.name})
    return account, Slip(name, wanted.unit.full_name, phone[-4:], first)


def _on_the_roster(unit: Unit, name: str) -> Person | None:
    """The one person of the unit with this name: an account knows whose record book is one's own."""
    found = list(Person.objects.serving().filter(unit=unit, name=name)[:2])
    return found[0] if len(found) == 1 else None


def _check_may_give(by: Actor, role: Role, unit: Unit, reach: str = "") -> None:
    """Nobody gives a right that reaches further than the own one."""
    if reach and reach not in rules.REACH_NAMES:
        raise RuleBroken("没有这种范围。请从列表里选。", "reach")
    if by.id is None:
        return
    if not by.may("manage_accounts", unit.path):
        raise RuleBroken("您不能给这个单位开账号。请找上级办公室。", "unit")
    given = Root(unit.path, unit.shard, cast(Reach, reach or role.reach))
    if not any(root.holds(given) for root in by.scope("manage_accounts").roots):
        raise RuleBroken("这个范围比您自己的还大。请改小一点。", "reach")
    if role.code not in may_reset(by):
        raise RuleBroken(f"您不能授予“{role.name}”。请找系统管理员。", "role")


def _check_free(unit: Unit, name: str, phone: str) -> None:
    if Account.objects.filter(unit=unit, name=name, is_active=True).exists():
        raise RuleBroken(f"{unit.name}已有{name}的账号。同名的请在姓名后加字区分。", "name")
    if phone and Account.objects.by_phone(phone):
        raise RuleBroken("这个手机号已经有账号。请核对号码。", "phone")


@transaction.atomic
def grant_role(by: Actor, account: Account, role_code: str, unit: Unit, reach: str = "") -> Grant:
    """Give an account one more role. Given by hand, it holds until it is taken back, also where a post had ended it."""
    role = Role.objects.get(code=role_code)
    _check_may_give(by, role, unit, reach)
    said = {"reach": reach, "appointment": None, "until": None}
    grant, _ = Grant.objects.update_or_create(account=account, role=role, unit=unit, defaults=said)
    reached = rules.REACH_NAMES[reach or role.reach]
    audit.note(by, "授予角色", account.ref, after={"角色": role.name, "单位": unit.name, "范围": reached})
    return grant


@transaction.atomic
def take_back_role(by: Actor, grant: Grant, today: date) -> None:
    """End a grant today; what was done with it stays."""
    account = grant.account
    _check_may_tend(by, account)
    grant.until = today - timedelta(days=1)
    grant.save(update_fields=["until"])
    audit.note(by, "收回角色", account.ref, after={"角色": grant.role.name, "单位": grant.unit.name})


def may_reset(by: Actor) -> set[str]:
    """Role codes whose passwords `by` may reset, and which `by` may give: data of the roles that `by` holds."""
    held = {right.role for right in by.rights}
    return {code for role in Role.objects.filter(code__in=held) for code in role.may_reset}


def may_tend(by: Actor, account: Account) -> bool:
    """May `by` reset or close this account: in reach, not the own one, and all its roles in the data of `by`'s roles."""
    if by.id == account.pk or not by.may("manage_accounts", account.path):
        return False
    return set(account.grants.values_list("role_id", flat=True)) <= may_reset(by)


def _check_may_tend(by: Actor, account: Account) -> None:
    if by.id == account.pk:
        raise RuleBroken("这是您自己的账号。请由别的管理员来办。")
    if not may_tend(by, account):
        raise RuleBroken("这个账号不归您管。请找上级办公室。")


@transaction.atomic
def change_phone(by: Actor, account: Account, phone: str) -> Account:
    """A new telephone number to log in with; '' for none, then it is name and unit."""
    _check_may_tend(by, account)
    phone = tidy_phone(phone)
    other = Account.objects.by_phone(phone)
    if other is not None and other.pk != account.pk:
        raise RuleBroken("这个手机号已经有账号。请核对号码。", "phone")
    before = mask_phone(account.phone)
    account.phone, account.phone_print = phone, fingerprint(phone)
    account.save(update_fields=["phone", "phone_print"])
    audit.note(by, "改登录手机号", account.ref, {"手机号": before}, {"手机号": mask_phone(phone)})
    return account


@transaction.atomic
def open_accounts(by: Actor, units: Sequence[Unit], today: date) -> list[Slip]:
    """Accounts for the 记载人 of many units at once; who has one already is left as it is."""
    keepers = (
        RecordKeeper.objects.filter(unit__in=units, ended_on=None, unit__closed_on=None)
        .select_related("unit", "appointment__person")
        .order_by("unit__tree_order")
    )
    slips = []
    for keeper in keepers:
        person = keeper.appointment.person
        if Account.objects.filter(unit=keeper.unit, name=person.name, is_active=True).exists():
            continue
        phone = person.phone if person.phone and not Account.objects.by_phone(person.phone) else ""
        wanted = NewAccount(keeper.unit, person.name, "recorder", phone, person, keeper.appointment)
        slips.append(open_account(by, wanted)[1])
    return slips


@transaction.atomic
def reset_password(by: Actor, account: Account) -> Slip:
    """A new first password for someone who has forgotten the own one; every session of the account ends."""
    if by.id == account.pk:
        raise RuleBroken("自己的密码请在“改密码”里改。")
    _check_may_tend(by, account)
    if not account.is_active:
        raise RuleBroken("这个账号已经停用。要用请另开一个。")
    first = rules.first_password()
    account.set_password(first)
    account.must_change_password = True
    _forget_places(account)
    account.session_epoch += 1
    account.save(update_fields=["password", "must_change_password", "session_epoch"])
    audit.note(by, "重设密码", account.ref)
    return Slip(account.name, account.unit.full_name, account.phone[-4:], first)


@transaction.atomic
def change_password(by: Actor, account: Account, password: str) -> Account:
    """The person's own new password, in one visible field."""
    rules.check_password(password, account.name, account.phone, account.strict)
    if account.check_password(password):
        raise RuleBroken("新密码和原来的一样。请换一个。", "password")
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    audit.note(by, "改密码", account.ref)
    return account


@transaction.atomic
def end_sessions(by: Actor, account: Account) -> None:
    """Log the account out everywhere, by one click: a lost phone."""
    _forget_places(account)
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
    audit.note(by, "退出全部设备", account.ref)


@transaction.atomic
def close_account(by: Actor, account: Account) -> None:
    """Close an account; what it wrote keeps its name."""
    _check_may_tend(by, account)
    _forget_places(account)
    account.is_active = False
    account.session_epoch += 1
    account.save(update_fields=["is_active", "session_epoch"])
    drafts.forget_all(account.pk)
    audit.note(by, "停用账号", account.ref)


def choose_size(account: Account, size: str) -> None:
    """Keep the text size with the account, so that it is there on the next machine too."""
    if size in ("1", "2", "3"):
        Account.objects.filter(pk=account.pk).update(text_size=size)


@transaction.atomic
def carry_accounts(
    by: Actor,
    source: Unit,
    target: Unit,
    accounts: Sequence[Account],
    going: Collection[Any],
    posts: Mapping[Any, Appointment],
    day: date,
) -> None:
    """Accounts of a unit whose people go over to another: those in `going` (ids), and whoever only reads the own book,
    go along with their roles; the others end the day before. `posts`: old appointment id → the one that goes on."""
    for account in accounts:
        grants = list(account.grants.filter(unit=source).select_related("role"))
        if account.pk in going or account.only_own_book:
            _take_along(account, source, target, grants, posts)
            audit.note(by, "账号转单位", account.ref, {"单位": source.name}, {"单位": target.name, "起于": day})
        else:
            for grant in grants:
                grant.until = min(grant.until or day, day - timedelta(days=1))
            Grant.objects.bulk_update(grants, ["until"])
            account.is_active = account.grants.valid_on(day).exists()
            account.session_epoch += 1
            account.save(update_fields=["is_active", "session_epoch"])
            audit.note(by, "账号到期", account.ref, after={"单位": source.name, "止于": day - timedelta(days=1)})


def _take_along(
    account: Account, source: Unit, target: Unit, grants: Sequence[Grant], posts: Mapping[Any, Appointment]
) -> None:
    if Account.objects.filter(unit=target, name=account.name, is_active=True).exclude(pk=account.pk).exists():
        account.name = f"{account.name}（{source.name}）"[:30]
    account.unit, account.path, account.shard = target, target.path, target.shard
    account.save(update_fields=["unit", "path", "shard", "name"])
    there = set(account.grants.filter(unit=target).values_list("role_id", flat=True))
    for grant in grants:
        if grant.role_id not in there:
            grant.unit = target
            grant.appointment = posts.get(grant.appointment_id, grant.appointment) if grant.appointment_id else None
            grant.save(update_fields=["unit", "appointment"])


@transaction.atomic
def close_quietly(by: Actor, person: Person) -> int:
    """Accounts of someone who has died end without a word to anybody; what was written keeps its name."""
    accounts = list(Account.objects.filter(person=person, is_active=True))
    for account in accounts:
        account.is_active = False
        account.session_epoch += 1
    Account.objects.bulk_update(accounts, ["is_active", "session_epoch"])
    audit.note_all(by, [audit.Deed("停用账号", account.ref) for account in accounts])
    return len(accounts)


def arrive(account: Account, session_key: str, device: str, own: bool) -> UUID:
    """Keep where somebody has just logged in, so that it can be seen and ended; places whose login is over go."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    account.places.exclude(session_key__in=Session.objects.values("session_key")).delete()
    place = LoginPlace.objects.create(
        account=account, session_key=session_key, device=device, own=own, last_on=_hour(now)
    )
    return place.pk


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def still_here(place_id: str, session_key: str) -> None:
    """A place is in use, or its session has got another key: written at most once an hour."""
    now = _hour(timezone.now())
    LoginPlace.objects.filter(pk=place_id).update(last_on=now, session_key=session_key)


def leave_place(place_id: str) -> None:
    """Somebody has logged out there."""
    LoginPlace.objects.filter(pk=place_id).delete()


@transaction.atomic
def end_place(by: Actor, place: LoginPlace) -> None:
    """Log the account out on one telephone or computer: by the person, or by whoever looks after the account."""
    if by.id != place.account_id and not by.may("manage_accounts", place.account.path):
        raise RuleBroken("这个账号不归您管。请找上级办公室。")
    Session.objects.filter(session_key=place.session_key).delete()
    audit.note(by, "退出一处登录", place.account.ref, after={"哪里": place.device})
    place.delete()


@transaction.atomic
def end_other_places(by: Actor, account: Account, here: str) -> int:
    """Log out everywhere but `here` (the key of this session); how many places that were."""
    others = account.places.exclude(session_key=here)
    count = others.count()
    Session.objects.filter(session_key__in=list(others.values_list("session_key", flat=True))).delete()
    others.delete()
    if count:
        audit.note(by, "退出别处的登录", account.ref, after={"几处": count})
    return count


def _forget_places(account: Account) -> None:
    Session.objects.filter(session_key__in=list(account.places.values_list("session_key", flat=True))).delete()
    account.places.all().delete()


def login_print(who: str, unit: str) -> str:
    """Whom a login means, as a keyed hash: a telephone number, or a name with the unit that was written beside it."""
    who = "".join(who.split()).replace("-", "")
    return fingerprint(f"登录 {who}" if who.isdigit() else f"登录 {who} {short_name(unit.strip())}")


def _ways_in(account: Account) -> list[str]:
    """Everything that somebody may have typed to log in to this account, as it is kept with failed logins."""
    ways = [login_print(account.name, account.unit.name), login_print(account.name, "")]
    return ways + ([login_print(account.phone, "")] if account.phone else [])


def locked(account: Account) -> bool:
    """Does the login of this account wait just now, after too many wrong passwords?"""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    rows = AccessAttempt.objects.filter(username__in=_ways_in(account), attempt_time__gte=since)
    return bool((rows.aggregate(n=Sum("failures_since_start"))["n"] or 0) >= settings.AXES_FAILURE_LIMIT)


@transaction.atomic
def unlock(by: Actor, account: Account) -> None:
    """Let somebody try again at once, on the telephone with the office."""
    if not by.may("manage_accounts", account.path):
        raise RuleBroken("这个账号不归您管。请找上级办公室。")
    AccessAttempt.objects.filter(username__in=_ways_in(account)).delete()
    audit.note(by, "解开登录", account.ref)
