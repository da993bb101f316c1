"""会议种类: the office's list of meetings, edited on one page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard, keeps_drafts
from xinhuo.work.meetings.forms import KindForm
from xinhuo.work.meetings.models import MeetingKind
from xinhuo.work.meetings.services import kinds as services
from xinhuo.work.meetings.views.finding import kept_on, tell


def _check_office(request: HttpRequest) -> None:
    """Kinds are the whole instance's: only who manages its office changes them."""
    if not (request.office and request.actor.may("manage_kinds", request.office.root.path)):
        raise Http404(KIND_404)


@guard("manage_kinds")
@require_http_methods(["GET", "POST"])
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind; a POST puts one out of use or into use again."""
    _check_office(request)
    if request.method == "POST":
        kind = MeetingKind.objects.filter(pk=request.POST.get("kind", "")).first()
        if kind is None:
            raise Http404(KIND_404)
        services.use_kind(request.actor, request.office, kind, request.POST.get("act") == "use")
        return redirect("meetings:kinds")
    rows = list(MeetingKind.objects.all())
    context = {"kinds": [k for k in rows if k.active], "retired": [k for k in rows if not k.active]}
    return render(request, "meetings/kinds.html", context)


@guard("manage_kinds")
@keeps_drafts("会议种类")
@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, meeting_kind: str = "") -> HttpResponse:
    """Add a kind, or change one."""
    _check_office(request)
    found: Any = MeetingKind.objects.filter(pk=meeting_kind).first() if meeting_kind else None
    if meeting_kind and found is None:
        raise Http404(KIND_404)
    form = KindForm(request.POST if request.method == "POST" else None, initial=KindForm.of(found) if found else {})
    if request.method == "POST" and form.is_valid():
        try:
            services.state_kind(request.actor, request.office, found, form.details())
            messages.success(request, "存好了。以后定这种会，就照这样起头。")
            return redirect("meetings:kinds")
        except RuleBroken as broken:
            tell(form, broken)
    kept = kept_on(request, form, request.path)
    return render(request, "meetings/kind.html", {"form": form, "kind": found, "kept": kept})
