"""Come in, go out, change the own password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard, public
from xinhuo.who.accounts import services
from xinhuo.who.accounts.forms import LoginForm, PasswordForm
from xinhuo.who.accounts.models import LoginPlace
from xinhuo.who.accounts.rules import device_said

MONTH = 30 * 24 * 3600


def safe_next(request: HttpRequest, wanted: str) -> str:
    """An address of this site, or the front page: a login never sends anyone elsewhere."""
    hosts = {request.get_host()}
    fine = url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=request.is_secure())
    return wanted if wanted and fine else "/"


@public
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Log in."""
    wanted = safe_next(request, request.POST.get("next") or request.GET.get("next") or "/")
    if request.actor is not None:
        return redirect(wanted)
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        account = authenticate(request, who=said["who"], unit=said["unit"], password=said["password"])
        if account is not None:
            login(request, account)
            request.session.set_expiry(MONTH if said["own_phone"] else 0)
            device = device_said(request.headers.get("User-Agent", ""))
            place = services.arrive(account, request.session.session_key, device, said["own_phone"])
            request.session.update({"place": str(place), "own": said["own_phone"]})
            return redirect("accounts:password" if account.must_change_password else wanted)
        form.add_error(None, "手机号（或姓名、单位）和密码有一样不对。请再写一遍。")
    return render(request, "accounts/login.html", {"form": form, "next": wanted, "waiting": False})


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Log out."""
    if request.session.get("place"):
        services.leave_place(request.session["place"])
    logout(request)
    messages.success(request, "退出了。公用的电脑，这样就放心了。")
    return redirect("accounts:login")


@guard("change_password")
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password of one's own; after a first login it is wanted before anything else."""
    form = PasswordForm(request.POST or None, strict=request.user.strict)
    if request.method == "POST" and form.is_valid():
        try:
            account = services.change_password(request.actor, request.user, form.cleaned_data["password"])
            update_session_auth_hash(request, account)
            if request.session.get("place"):
                services.still_here(request.session["place"], request.session.session_key)
            messages.success(request, "密码改好了。下次用新密码登录。")
            return redirect("desk:home")
        except RuleBroken as broken:
            form.add_error("password", broken.message)
    return render(request, "accounts/password.html", {"form": form, "first": request.user.must_change_password})


def wait_a_while(request: HttpRequest, answer: HttpResponse, credentials: Any = None) -> HttpResponse:
    """Too many wrong passwords: how long to wait, and who can help at once."""
    form = LoginForm(request.POST)
    form.is_valid()
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    phone = request.office.phone if request.office else ""
    whom = f"打办公室电话{phone}" if phone else "找关工委办公室"
    form.add_error(None, f"试错次数多了，先歇{minutes}分钟再试。急用请{whom}，当场可以解开。")
    wanted = safe_next(request, request.POST.get("next") or "/")
    return render(request, "accounts/login.html", {"form": form, "next": wanted, "waiting": True}, status=429)


@guard("change_password")
def places(request: HttpRequest) -> HttpResponse:
    """我登录着的地方: each can be ended."""
    here = request.session.session_key
    found = [(place, place.session_key == here) for place in request.user.places.latest_first()]
    return render(request, "accounts/places.html", {"places": found})


@guard("change_password")
@require_POST
def end_place(request: HttpRequest, place_id: Any) -> HttpResponse:
    """Log out on one of them: one's own, or of an account that one looks after."""
    place = LoginPlace.objects.select_related("account__unit").filter(pk=place_id).first()
    own = place is not None and place.account_id == request.user.pk
    if place is None or not (own or request.actor.may("manage_accounts", place.account.path)):
        raise Http404(KIND_404)
    services.end_place(request.actor, place)
    messages.success(request, f"“{place.device}”那里退出了。")
    return redirect("accounts:places") if own else redirect("accounts:account", place.account_id)


@guard("change_password")
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Log out everywhere but here."""
    count = services.end_other_places(request.actor, request.user, request.session.session_key)
    messages.success(request, f"别处都退出了，一共{count}处。" if count else "别处没有登录着的。")
    return redirect("accounts:places")
