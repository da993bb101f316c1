"""Accounts of the office: open, reset, end, close."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.text import mask_phone
from xinhuo.who.accounts import services
from xinhuo.who.accounts.forms import GrantForm, NewAccountForm, PhoneForm
from xinhuo.who.accounts.models import Account, Role
from xinhuo.who.accounts.rules import REACH_NAMES, only_here
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.rules import short_name
from xinhuo.who.people.models import RecordKeeper

PAGE = 100


def _units(request: HttpRequest) -> Any:
    return Unit.objects.within(request.actor.scope("manage_accounts")).filter(closed_on=None).in_order()


def _roles(request: HttpRequest) -> Any:
    return Role.objects.filter(code__in=services.may_reset(request.actor))


def _account(request: HttpRequest, account_id: Any) -> Account:
    rows = Account.objects.within(request.actor.scope("manage_accounts")).select_related("unit", "person")
    account = rows.filter(pk=account_id).first()
    if account is None:
        raise Http404(KIND_404)
    return account


@guard("manage_accounts")
def listing(request: HttpRequest) -> HttpResponse:
    """All accounts in reach, by unit."""
    text = request.GET.get("q", "").strip()
    rows = Account.objects.within(request.actor.scope("manage_accounts")).select_related("unit")
    if text:
        rows = rows.filter(name__contains=text) | rows.filter(unit__name__contains=short_name(text))
    rows = rows.prefetch_related("grants__role").order_by("-is_active", "unit__tree_order", "name")
    number = _page_number(request.GET.get("page", ""))
    shown = list(rows[(number - 1) * PAGE : number * PAGE + 1])
    context = {"accounts": shown[:PAGE], "more": len(shown) > PAGE, "number": number, "text": text}
    return render(request, "accounts/list.html", context)


def _page_number(text: str) -> int:
    """What the address asks for, 1 where that is no page."""
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


@guard("manage_accounts")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One account; its slip is shown once."""
    form = NewAccountForm(request.POST or None, units=_units(request), roles=_roles(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wanted = services.NewAccount(said["unit"], said["name"], said["role"].pk, said["phone"])
        try:
            return _slips(request, [services.open_account(request.actor, wanted)[1]])
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    return render(request, "accounts/new.html", {"form": form})


@guard("manage_accounts")
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """Accounts for the 记载人 of many units at once; those who wait for one are ticked."""
    units = list(_units(request).keeping_books()[:500])
    keepers = RecordKeeper.objects.filter(unit__in=units, ended_on=None).select_related("appointment__person")
    names = {keeper.unit_id: keeper.appointment.person.name for keeper in keepers}
    there = set(Account.objects.filter(unit__in=units, is_active=True).values_list("unit_id", "name"))
    ready = {str(pk) for pk, name in names.items() if (pk, name) not in there}
    ticked, wrong = ready, ""
    if request.method == "POST":
        ticked = set(request.POST.getlist("unit"))
        chosen = [unit for unit in units if str(unit.pk) in ticked]
        try:
            slips = services.open_accounts(request.actor, chosen, request.today)
            if slips:
                return _slips(request, slips)
            wrong = "选的单位都已经有账号，或还没有定记载人。没有新开。"
        except RuleBroken as broken:
            wrong = broken.message
    context = {"units": units, "names": names, "ready": ready, "ticked": ticked, "wrong": wrong}
    return render(request, "accounts/batch.html", context)


def _slips(request: HttpRequest, slips: Sequence[services.Slip]) -> HttpResponse:
    """The first passwords on paper: shown this once, kept nowhere."""
    site = (request.office.site if request.office else "") or request.build_absolute_uri("/")
    context = {"slips": slips, "site": site, "only_here": only_here(site)}
    answer = render(request, "accounts/slips.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@guard("manage_accounts")
def account(request: HttpRequest, account_id: Any) -> HttpResponse:
    """One account and what may be done with it."""
    found = _account(request, account_id)
    return render(request, "accounts/account.html", _page(request, found))


def _page(request: HttpRequest, found: Account, **forms: Any) -> dict[str, Any]:
    return {
        "account": found,
        "grants": list(found.grants.select_related("role", "unit", "appointment__post").order_by("role__position")),
        "valid": set(found.grants.valid_on(request.today).values_list("pk", flat=True)),
        "reaches": REACH_NAMES,
        "phone": mask_phone(found.phone),
        "form": GrantForm(units=_units(request), roles=_roles(request)),
        "phone_form": PhoneForm(),
        "own": found.pk == request.actor.id,
        "may_tend": services.may_tend(request.actor, found),
        "locked": found.is_active and services.locked(found),
        "places": list(found.places.latest_first()) if found.is_active else [],
    } | forms


@guard("manage_accounts")
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, account_id: Any) -> HttpResponse:
    """One more role."""
    found = _account(request, account_id)
    if request.method == "GET":
        return redirect("accounts:account", found.pk)
    form = GrantForm(request.POST, units=_units(request), roles=_roles(request))
    if form.is_valid():
        try:
            said = form.cleaned_data
            services.grant_role(request.actor, found, said["role"].pk, said["unit"], said["reach"])
            messages.success(request, "给好了。")
            return redirect("accounts:account", found.pk)
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    return render(request, "accounts/account.html", _page(request, found, form=form))


@guard("manage_accounts")
@require_POST
def take_back(request: HttpRequest, account_id: Any, grant_id: int) -> HttpResponse:
    """End one role of the account."""
    found = _account(request, account_id)
    given = found.grants.select_related("role", "unit", "account").filter(pk=grant_id).first()
    if given is None:
        raise Http404(KIND_404)
    try:
        services.take_back_role(request.actor, given, request.today)
        messages.success(request, f"收回了{found.name}的“{given.role.name}”。")
    except RuleBroken as broken:
        messages.error(request, broken.message)
    return redirect("accounts:account", found.pk)


@guard("manage_accounts")
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest, account_id: Any) -> HttpResponse:
    """Another number to log in with."""
    found = _account(request, account_id)
    if request.method == "GET":
        return redirect("accounts:account", found.pk)
    form = PhoneForm(request.POST)
    if form.is_valid():
        try:
            services.change_phone(request.actor, found, form.cleaned_data["phone"])
            messages.success(request, "手机号改好了。")
            return redirect("accounts:account", found.pk)
        except RuleBroken as broken:
            form.add_error("phone", broken.message)
    return render(request, "accounts/account.html", _page(request, found, phone_form=form))


@guard("manage_accounts")
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, account_id: Any) -> HttpResponse:
    """A new first password on a slip."""
    found = _account(request, account_id)
    if request.method == "GET":
        return redirect("accounts:account", found.pk)
    try:
        return _slips(request, [services.reset_password(request.actor, found)])
    except RuleBroken as broken:
        messages.error(request, broken.message)
        return redirect("accounts:account", found.pk)


@guard("manage_accounts")
@require_POST
def end_sessions(request: HttpRequest, account_id: Any) -> HttpResponse:
    """A lost phone: log the account out everywhere."""
    found = _account(request, account_id)
    services.end_sessions(request.actor, found)
    messages.success(request, f"{found.name}在所有手机和电脑上都退出了。")
    return redirect("accounts:account", found.pk)


@guard("manage_accounts")
@require_POST
def unlock(request: HttpRequest, account_id: Any) -> HttpResponse:
    """Somebody on the telephone may try again at once."""
    found = _account(request, account_id)
    services.unlock(request.actor, found)
    messages.success(request, f"{found.name}可以马上再试了。")
    return redirect("accounts:account", found.pk)


@guard("manage_accounts")
@require_POST
def close(request: HttpRequest, account_id: Any) -> HttpResponse:
    """Close an account."""
    found = _account(request, account_id)
    try:
        services.close_account(request.actor, found)
        messages.success(request, f"{found.name}的账号停用了。以前记的都还在。")
    except RuleBroken as broken:
        messages.error(request, broken.message)
    return redirect("accounts:account", found.pk)
