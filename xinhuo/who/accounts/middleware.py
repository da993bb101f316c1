"""Puts the actor, the scope, the office and the day on each request, so that no page below needs to ask accounts."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from xinhuo.ground.kernel.scope import Scope
from xinhuo.who.accounts.backend import actor_of
from xinhuo.who.organisation.models import Office

_QUIET = ("/static/",)


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
                request.scope = request.actor.scope("see")
        return get_response(request)

    return asked
