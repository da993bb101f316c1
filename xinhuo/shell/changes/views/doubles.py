"""重名和重复登记: who looks like somebody else, and joining two registrations into one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.shell.changes.reading import doubles_of
from xinhuo.shell.changes.services import joining
from xinhuo.who.people.models import Person

SHOWN = 60


def _two(request: HttpRequest, one_id: Any, other_id: Any) -> tuple[Person, Person]:
    """Both if in reach for moving, else a kind 404."""
    rows = Person.objects.within(request.actor.scope("move_person")).select_related("unit")
    found = {person.pk: person for person in rows.filter(pk__in=[one_id, other_id])}
    if one_id not in found or other_id not in found:
        raise Http404(KIND_404)
    return found[one_id], found[other_id]


@guard("move_person")
def doubles(request: HttpRequest) -> HttpResponse:
    """Likely doubles, the surest first."""
    pairs = doubles_of(request.actor.scope("move_person"))
    return render(request, "changes/doubles.html", {"pairs": pairs[:SHOWN], "count": len(pairs)})


@guard("move_person")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, keep_id: Any, gone_id: Any) -> HttpResponse:
    """Field by field which value stays; then the two are one."""
    keep, gone = _two(request, keep_id, gone_id)
    wrong = ""
    if request.method == "POST":
        answers, seen = joining.described(request.POST), request.POST.get("seen", "")
        try:
            joined = joining.join_people(request.actor, keep, gone, answers, seen, request.today)
            messages.success(request, f"合成一个人了。两边的记录、任职都在{joined.name}名下。")
            return redirect("roster:person", joined.pk)
        except RuleBroken as broken:
            wrong = broken.message
    try:
        looked = joining.look_at_join(request.actor, keep, gone)
    except RuleBroken as broken:
        raise Http404(broken.message) from broken
    return render(request, "changes/join.html", {"join": looked, "wrong": wrong, "typed": request.POST})


@guard("move_person")
@require_POST
def apart(request: HttpRequest, keep_id: Any, gone_id: Any) -> HttpResponse:
    """These are two people."""
    one, other = _two(request, keep_id, gone_id)
    joining.tell_apart(request.actor, one, other)
    messages.success(request, f"记下了，{one.name}和{other.name}是两个人，以后不再问。")
    return redirect("changes:doubles")
