from datetime import date

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.search import services as search
from xinhuo.ground.search.models import SearchRow
from xinhuo.journal.method.services.packs import start_method
from xinhuo.journal.records.services import finding as records
from xinhuo.journal.records.services.office import start_kinds
from xinhuo.who.accounts import services as accounts
from xinhuo.who.accounts.models import Account
from xinhuo.who.accounts.rules import ACTIONS, check_password
from xinhuo.who.organisation.models import Office
from xinhuo.who.organisation.services import UnitDetails, describe_office, describe_unit, found_office
from xinhuo.who.people.models import Person
from xinhuo.who.people.services import finding as people
from xinhuo.who.people.services.posts import start_teams
from xinhuo.work.applications.services import finding as applications
from xinhuo.work.applications.services.kinds import start_event_kinds
from xinhuo.year.volumes import services as volumes
from xinhuo.year.yearbook import services as yearbook


def installer(path: str = "") -> Actor:
    """Whoever sets the machine up: may do everything there, before there are accounts."""
    return system_actor("安装", frozenset(ACTIONS), path)


def waits_for_set_up() -> bool:
    """Is there nobody yet who could log in?"""
    return not Account.objects.exists()


@transaction.atomic
def set_up(
    details: UnitDetails, phone: str, site: str, admin_name: str, admin_phone: str, password: str, demo: bool = False
) -> tuple[Office, Account]:
    """Found the office with its ten teams and its kinds of work, and make the first administrator."""
    if not admin_phone.strip():
        raise RuleBroken("还没有写管理员的手机号。请写上，用来登录。", "admin_phone")
    check_password(password, admin_name, admin_phone, strict=not demo)
    by = installer()
    known = Office.objects.select_related("root").first()
    if known is None:
        office = start_office(by, details, phone, site, demo)
    elif waits_for_set_up():  # a roster was imported first: the office is there, and nobody in it
        describe_unit(by, known.root, details)
        office = describe_office(by, known, phone, site)
    else:
        raise RuleBroken("这台机器上已经设好了机构。请直接登录。")
    wanted = accounts.NewAccount(office.root, admin_name, "clerk", admin_phone)
    account, _ = accounts.open_account(by, wanted, password)
    accounts.grant_role(by, account, "system_administrator", office.root)
    return office, account


@transaction.atomic
def start_office(by: Actor, details: UnitDetails, phone: str = "", site: str = "", demo: bool = False) -> Office:
    """Found the office with its ten teams, its kinds of work and the method of its type, nobody in it yet."""
    today = timezone.localdate()
    office = found_office(by, details, phone, site, demo)
    start_teams(by, office.root)
    start_kinds(by, office.root)
    start_event_kinds(by, office.root)
    start_method(by, office.root, today, since=date(today.year, 1, 1) if demo else None)
    return office


@transaction.atomic
def make_everything_found() -> None:
    """Make the search anew from what is stored."""
    search.forget_all()
    people.make_all_found()
    records.make_all_found()
    applications.make_all_found()
    yearbook.make_all_found()
    volumes.make_all_found()


def fill_search() -> None:
    """On the first start after an older version: what it stored is to be found as well."""
    if Person.objects.exists() and not SearchRow.objects.exists():
        make_everything_found()
