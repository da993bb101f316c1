"""Puts the actor, the scope, the office and the day on each request, so that no page below needs to ask accounts.

And ends a login that nobody has used for long: what is asked next leads to the login and back.
"""

import contextlib
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from xinhuo.ground.kernel.database import NotSaved, hurried
from xinhuo.ground.kernel.scope import Scope
from xinhuo.who.accounts.backend import actor_of
from xinhuo.who.accounts.services import leave_place, still_here
from xinhuo.who.accounts.sessions import NOTE
from xinhuo.who.organisation.models import Office

_QUIET = ("/static/",)
_ASIDE = "/drafts/"  # a page's script keeps what is being typed
_STEP = 300  # seconds: so often at most a session notes that it is in use
_HOUR = 3600
AWAY = "有一阵没用，为了稳妥先退出了。登录后就回到刚才那一页。"
AWAY_TYPING = "有一阵没用，为了稳妥先退出了。刚才那一下没有存，登录后请再存一次。"


def who_is_asking(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: `request.actor` (or None), `request.scope` (what may be seen), `request.office`, `request.today`."""

    def asked(request: HttpRequest) -> HttpResponse:
        request.today = timezone.localdate()
        request.actor = request.office = None
        request.scope = Scope()
        if not request.path.startswith(_QUIET):
            request.office = SimpleLazyObject(lambda: Office.objects.select_related("root").first())
            if request.user.is_authenticated:
                request.actor = actor_of(request.user, request.today)
                if _was_away(request):
                    return _to_login(request)
                request.scope = request.actor.scope("see")
        return get_response(request)

    return asked


def _was_away(request: HttpRequest) -> bool:
    """Has nobody used this login for longer than its roles allow? Else note that it is in use, now and then."""
    now, seen = int(time.time()), request.session.get("seen")
    minutes = request.actor.idle[1 if request.session.get("own") else 0]
    if seen is not None and minutes and now - seen > minutes * 60:
        return True
    if seen is None or now - seen >= min(_STEP, minutes * 10 or _STEP):
        if request.session.get("place") and (seen is None or now // _HOUR != seen // _HOUR):
            with contextlib.suppress(NotSaved), hurried(NOTE):  # the page matters more than this note
                still_here(request.session["place"], str(request.session.session_key))
        request.session["seen"] = now
        request.session.only_seen = request.method in ("GET", "HEAD") or request.path == _ASIDE
    return False


def _to_login(request: HttpRequest) -> HttpResponse:
    """Out, with a sentence, and back to the page where one was: after a form, to the page of the form."""
    back = request.get_full_path()
    typing = request.method not in ("GET", "HEAD")
    if typing:
        came = urlsplit(request.headers.get("Referer", ""))
        back = f"{came.path}?{came.query}".rstrip("?") if came.path and came.netloc == request.get_host() else "/"
    if request.session.get("place"):
        leave_place(request.session["place"])
    logout(request)
    request.actor = None
    messages.success(request, AWAY_TYPING if typing else AWAY)
    return redirect_to_login(back)
