"""Come in, go out, change the own password."""

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import guard, public
from xinhuo.who.accounts import services
from xinhuo.who.accounts.forms import LoginForm, PasswordForm

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
            return redirect("accounts:password" if account.must_change_password else wanted)
        form.add_error(None, "手机号（或姓名、单位）和密码有一样不对。请再写一遍。")
    return render(request, "accounts/login.html", {"form": form, "next": wanted})


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Log out."""
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
            messages.success(request, "密码改好了。下次用新密码登录。")
            return redirect("desk:home")
        except RuleBroken as broken:
            form.add_error("password", broken.message)
    return render(request, "accounts/password.html", {"form": form, "first": request.user.must_change_password})
