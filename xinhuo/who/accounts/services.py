from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.crypt import fingerprint
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.who.accounts import rules
from xinhuo.who.accounts.models import Account, Grant, Role
from xinhuo.who.organisation.models import Unit
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


@transaction.atomic
def open_account(by: Actor, wanted: NewAccount, password: str = "") -> tuple[Account, Slip]:
    """Make one account; the slip carries its first password, to be changed at the first login."""
    role = Role.objects.filter(code=wanted.role).first()
    if role is None:
        raise RuleBroken("没有这个角色。请从列表里选。", "role")
    _check_may_give(by, role, wanted.unit)
    name = wanted.name.strip()
    if not name:
        raise RuleBroken("还没有写姓名。请写上姓名。", "name")
    phone = tidy_phone(wanted.phone)
    _check_free(wanted.unit, name, phone)
    first = password or rules.first_password()
    account = Account(
        unit=wanted.unit,
        path=wanted.unit.path,
        shard=wanted.unit.shard,
        name=name,
        phone=phone,
        phone_print=fingerprint(phone),
        person=wanted.person,
        must_change_password=not password,
    )
    account.set_password(first)
    account.save(force_insert=True)
    Grant.objects.create(account=account, role=role, unit=wanted.unit, appointment=wanted.appointment)
    audit.note(by, "开账号", account.ref, after={"单位": wanted.unit.name, "角色": role.name})
    return account, Slip(name, wanted.unit.full_name, phone[-4:], first)


def _check_may_give(by: Actor, role: Role, unit: Unit) -> None:
    """Nobody gives a right that reaches further than the own one."""
    if by.id is None:
        return
    if not by.may("manage_accounts", unit.path):
        raise RuleBroken("您不能给这个单位开账号。请找上级办公室。", "unit")
    if role.code not in may_reset(by):
        raise RuleBroken(f"您不能授予“{role.name}”。请找系统管理员。", "role")


def _check_free(unit: Unit, name: str, phone: str) -> None:
    if Account.objects.filter(unit=unit, name=name, is_active=True).exists():
        raise RuleBroken(f"{unit.name}已有{name}的账号。同名的请在姓名后加字区分。", "name")
    if phone and Account.objects.by_phone(phone):
        raise RuleBroken("这个手机号已经有账号。请核对号码。", "phone")


@transaction.atomic
def grant_role(by: Actor, account: Account, role_code: str, unit: Unit) -> Grant:
    """Give an account one more role."""
    role = Role.objects.get(code=role_code)
    _check_may_give(by, role, unit)
    grant, made = Grant.objects.get_or_create(account=account, role=role, unit=unit)
    if made:
        audit.note(by, "授予角色", account.ref, after={"角色": role.name, "单位": unit.name})
    return grant


def may_reset(by: Actor) -> set[str]:
    """Role codes whose passwords `by` may reset, and which `by` may give: data of the roles that `by` holds."""
    held = {right.role for right in by.rights}
    return {code for role in Role.objects.filter(code__in=held) for code in role.may_reset}


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
    roles = set(account.grants.values_list("role_id", flat=True))
    if by.id == account.pk:
        raise RuleBroken("自己的密码请在“改密码”里改。")
    if not by.may("manage_accounts", account.path) or not roles <= may_reset(by):
        raise RuleBroken("这个账号的密码不归您重设。请找上级办公室。")
    first = rules.first_password()
    account.set_password(first)
    account.must_change_password = True
    account.session_epoch += 1
    account.save(update_fields=["password", "must_change_password", "session_epoch"])
    audit.note(by, "重设密码", account.ref)
    return Slip(account.name, account.unit.full_name, account.phone[-4:], first)


@transaction.atomic
def change_password(by: Actor, account: Account, password: str) -> Account:
    """The person's own new password, in one visible field."""
    strict = account.grants.filter(role__strict=True).exists()
    rules.check_password(password, account.name, account.phone, strict)
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
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
    audit.note(by, "退出全部设备", account.ref)


@transaction.atomic
def close_account(by: Actor, account: Account) -> None:
    """Close an account; what it wrote keeps its name."""
    if by.id == account.pk:
        raise RuleBroken("不能停用自己的账号。请由别的管理员来办。")
    account.is_active = False
    account.session_epoch += 1
    account.save(update_fields=["is_active", "session_epoch"])
    audit.note(by, "停用账号", account.ref)


def remember_login(account: Account) -> None:
    """When the account last came in: for the office's list of accounts, never for counting."""
    Account.objects.filter(pk=account.pk).update(last_login=timezone.now())


def choose_size(account: Account, size: str) -> None:
    """Keep the text size with the account, so that it is there on the next machine too."""
    if size in ("1", "2", "3"):
        Account.objects.filter(pk=account.pk).update(text_size=size)
