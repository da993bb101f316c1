"""先放着: keep what is being typed, quietly; throw it away when it is not wanted."""

import contextlib
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.http import require_POST

from xinhuo.ground.drafts import services
from xinhuo.ground.kernel.database import BUSY, NotSaved, hurried
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard

# Seconds that the script's keeping may wait for its turn: less than the eight after which it takes the net to be cut, so
# that 存好 goes its way and waits there, and the threads that answer are free for those who save.
QUIET = 5.0
LATER = "这会儿存的人多，字先放在这台机器上，过一会儿再替您放着。"


def title_of(address: str) -> str:
    """What is written at `address`, a page of ours that keeps drafts; any other is not there."""
    parts = urlsplit(address)
    try:
        view = resolve(parts.path).func
    except Resolver404 as lost:
        raise Http404(KIND_404) from lost
    if parts.scheme or parts.netloc or not hasattr(view, "keeps_drafts"):
        raise Http404(KIND_404)
    return str(view.keeps_drafts)


@guard("enter")
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a form as it is typed. `draft_do`: "keep" answers the script, "ask" only that the way is open, "aside" is
    the button of a page without a script."""
    address = request.POST.get("draft_at", "")
    title, doing = title_of(address), request.POST.get("draft_do", "")
    if doing == "ask":
        return HttpResponse(status=204)
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    try:
        with contextlib.nullcontext() if doing == "aside" else hurried(QUIET):
            services.keep(request.actor, address, title, pairs)
    except RuleBroken as broken:
        if isinstance(broken, NotSaved) and broken.message == BUSY and doing != "aside":
            return _plain(LATER, 429)  # the script tries again
        return _plain(broken.message, 400)
    now = timezone.localtime()
    said = f"先替您放着了，{now.hour}点{now.minute:02d}分"
    if doing == "aside":
        messages.success(request, f"{said}。电话、住址不替您放；别的都在，点“接着写”。")
        return redirect("desk:home")
    return _plain(said)


def _plain(said: str, status: int = 200) -> HttpResponse:
    return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")


@guard("enter")
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """不要了."""
    address = request.POST.get("draft_at", "")
    title_of(address)
    services.forget(request.actor, address)
    messages.success(request, "上次写了一半的，不留了。")
    return redirect("desk:home" if request.POST.get("home") else address)
