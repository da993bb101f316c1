"""One turn of the roster: the draft, the day on which it was given, another month."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.journal.archives.facts import Subject
from xinhuo.journal.archives.reading import newest
from xinhuo.journal.records.models import OwnParagraph
from xinhuo.work.reports import reading, rules
from xinhuo.work.reports.forms import DeferForm, GivenForm, SwapForm
from xinhuo.work.reports.models import DutySlot
from xinhuo.work.reports.services import duty, giving


@guard("see")
@require_http_methods(["GET", "POST"])
def slot(request: HttpRequest, slot_id: Any) -> HttpResponse:
    """One turn; `act` says what is done with it: give, back, swap, defer."""
    found = DutySlot.objects.within(request.scope).with_words().filter(pk=slot_id).first()
    if found is None:
        raise Http404(KIND_404)
    act = request.POST.get("act", "")
    bound = _forms(request, found, act)
    if request.method == "POST":
        if act not in _DEEDS:
            raise Http404(KIND_404)
        form = bound.get(act)
        if form is None or form.is_valid():
            try:
                messages.success(request, _DEEDS[act](request, found, form.cleaned_data if form else {}))
                return redirect("reports:slot", found.pk)
            except RuleBroken as broken:
                _tell(request, form, broken)
    return render(request, "reports/slot.html", _page(request, found, bound))


def _tell(request: HttpRequest, form: forms.Form | None, broken: RuleBroken) -> None:
    if form is None:
        messages.error(request, broken.message)
    else:
        form.add_error(broken.field if broken.field in form.fields else None, broken.message)


def _forms(request: HttpRequest, found: DutySlot, act: str) -> dict[str, forms.Form]:
    """The forms of the page; the one that was sent is bound."""
    beside = DutySlot.objects.within(request.actor.scope("set_roster")).open().with_words().in_order()
    beside = beside.filter(roster=found.roster).exclude(unit=found.unit).exclude(month=found.month)
    sent = {name: request.POST if act == name else None for name in ("give", "swap", "defer")}
    return {
        "give": GivenForm(sent["give"], initial={"day": request.today}),
        "swap": SwapForm(sent["swap"], slots=beside),
        "defer": DeferForm(sent["defer"], month=found.month),
    }


def _give(request: HttpRequest, found: DutySlot, said: dict[str, Any]) -> str:
    done = giving.give(request.actor, found, said["day"], request.office, request.today)
    return f"登记好了：{done.given_on.month}月{done.given_on.day}日讲的。讲的那一份已经定稿，以后不会变。"


def _take_back(request: HttpRequest, found: DutySlot, said: dict[str, Any]) -> str:
    giving.take_back(request.actor, found)
    return "撤回了。定稿的那一份还留着。"


def _swap(request: HttpRequest, found: DutySlot, said: dict[str, Any]) -> str:
    return f"{duty.swap(request.actor, found, said['other'], said['reason'], request.today).text}。"


def _defer(request: HttpRequest, found: DutySlot, said: dict[str, Any]) -> str:
    return f"{duty.defer(request.actor, found, said['month'], said['words'], request.today).text}。"


_DEEDS: dict[str, Callable[[HttpRequest, DutySlot, dict[str, Any]], str]] = {
    "give": _give, "back": _take_back, "swap": _swap, "defer": _defer,
}  # fmt: skip


def _page(request: HttpRequest, found: DutySlot, bound: dict[str, forms.Form]) -> dict[str, Any]:
    year, today = found.roster.year, request.today
    begun = (year, found.month) <= (today.year, today.month)
    until = found.month if begun else today.month if year == today.year else 0
    own = OwnParagraph.objects.of_year(found.unit, year).filter(paper="report", month=until)
    return {
        "slot": found,
        "year": year,
        "begun": begun,
        "until": until,
        "span": rules.span(found.month),
        "state": reading.state_of(found, today),
        "note": reading.note_of(found),
        "own": own.count(),
        "paper": newest(Subject("report", str(found.unit_id), year, found.month)),
        "forms": bound,
        "may_hand": request.actor.may("hand_in", found.path),
        "may_set": request.actor.may("set_roster", found.roster.office.path),
        "notice": rules.reminder(found.unit.name, found.month),
    }
