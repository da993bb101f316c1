"""Pages of every footer, and the text size."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from xinhuo.ground.kernel.guard import public
from xinhuo.shell.desk.views.navigation import SIZES
from xinhuo.who.accounts.services import choose_size

YEAR = 365 * 24 * 3600


@public
def feedback(request: HttpRequest) -> HttpResponse:
    """提个意见: a person to talk to."""
    return render(request, "desk/feedback.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """个人信息怎么保护: what is kept, who sees it, what one may ask for."""
    return render(request, "desk/privacy.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """无障碍说明."""
    return render(request, "desk/accessibility.html")


@public
@require_POST
def size(request: HttpRequest) -> HttpResponse:
    """Keep the chosen text size in a cookie, and with the account of whoever is logged in."""
    chosen = request.POST.get("zi", "1")
    chosen = chosen if chosen in SIZES else "1"
    wanted = request.POST.get("next", "/")
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    by_script = request.headers.get("X-Requested-With") == "fetch"
    answer = HttpResponse(status=204) if by_script else redirect(wanted if here else "/")
    answer.set_cookie("zi", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    if request.actor:
        choose_size(request.user, chosen)
    return answer
