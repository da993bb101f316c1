"""One duty of a unit: what it is, each time it was due, the rows that were counted, and a person's word for what no row tells."""

from dataclasses import dataclass
from datetime import date
from inspect import signature
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.measure import evidence_of, measure_of
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.method.facts import BUILDS, RECURS, Duty, DutyStanding, Judged
from xinhuo.journal.method.forms import WordForm
from xinhuo.journal.method.models import DutyConfirmation
from xinhuo.journal.method.reading import pack_of, place_of, standings_of
from xinhuo.journal.method.rules.days import due_said
from xinhuo.journal.method.rules.packs import enough_said
from xinhuo.journal.method.rules.standing import day_said, judged_said, period_said, shown_state
from xinhuo.journal.method.services import confirming
from xinhuo.journal.method.views.seeing import known_unit
from xinhuo.who.organisation.models import Unit

SHOWN = 60  # rows of evidence


@dataclass(frozen=True)
class Time:
    """One time that the duty was due, as the page shows it. `asks`: a word may be given here."""

    month: int
    word: str
    status: str
    state: str
    said: str
    confirmed: Any
    asks: bool


@guard("see")
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest, unit_id: Any, year: int, duty_key: str) -> HttpResponse:
    """A duty of a unit; a POST gives a person's word for one time."""
    unit = known_unit(request, unit_id, year)
    held = pack_of(unit, year)
    wanted = held.pack.duty(duty_key) if held else None
    if held is None or wanted is None or not wanted.on:
        raise Http404(KIND_404)
    form = WordForm(request.POST or None, today=request.today, if_any=wanted.if_any)
    if request.method == "POST" and form.is_valid() and _confirmed(request, unit, year, wanted, form):
        return redirect(request.path)
    standing = _standing(unit, year, request.today, wanted)
    own = unit.pk == request.actor.unit_id
    times = [_time(request, unit, wanted, one, own) for one in standing.all]
    rows, more = _evidence(unit, year, request.today, wanted) if wanted.measure else ([], False)
    context = {
        "unit": unit,
        "year": year,
        "duty": wanted,
        "source": held.pack.source(wanted),
        "mechanism": held.pack.mechanism(wanted.mechanism),
        "facts": _facts(wanted),
        "shown": shown_state(standing, own),
        "times": times,
        "form": form,
        "asked": _asked(request, times),
        "rows": rows,
        "more": more,
        "place": _place(unit, wanted, standing),
    }
    return render(request, "method/duty.html", context)


def _asked(request: HttpRequest, times: list[Time]) -> str:
    """The month of the time whose form is open: what was sent, else asked for, else the first that waits."""
    wanted = request.POST.get("first", "") or request.GET.get("when", "")
    waiting = [str(one.month) for one in times if one.asks]
    return wanted if wanted in waiting else next(iter(waiting), "")


def _confirmed(request: HttpRequest, unit: Unit, year: int, wanted: Duty, form: WordForm) -> bool:
    said = form.cleaned_data
    try:
        confirming.confirm(request.actor, unit, year, wanted.key, said["first"], form.word(), request.today)
    except RuleBroken as broken:
        form.add_error(broken.field if broken.field in form.fields else None, broken.message)
        return False
    messages.success(request, "记下了。写错了，点“取消确认”再写。")
    return True


def _standing(unit: Unit, year: int, today: date, wanted: Duty) -> DutyStanding:
    found = standings_of([unit], year, today, each=True, keys=(wanted.key,)).get(unit.pk, [])
    if not found:
        raise Http404(KIND_404)
    return found[0]


def _time(request: HttpRequest, unit: Unit, wanted: Duty, one: Judged, own: bool) -> Time:
    may = wanted.by_hand and request.actor.may("confirm_duties", unit.path)
    past = one.state != "open" or one.occurrence.period.start <= request.today
    hidden = one.state == "open" and (one.later or not own)
    looks = {
        "done": ("已做到", "ok"),
        "overdue": ("还差", "todo"),
        "not_obliged": ("没有", ""),
        "open": ("还差", "half"),
    }
    status, state = ("没到期", "") if hidden else looks[one.state]
    measure, due = measure_of(wanted.measure), day_said(one.occurrence.due, one.occurrence.period.year)
    said = judged_said(wanted, one, measure.unit if measure else "")
    return Time(
        month=one.occurrence.period.first,
        word=period_said(one.occurrence.period),
        status=status,
        state=state,
        said=f"{due}到期" if hidden else said if one.state in ("open", "overdue") else f"{due}到期·{said}",
        confirmed=one.confirmed if may else None,
        asks=may and one.confirmed is None and past,
    )


def _facts(wanted: Duty) -> list[tuple[str, str, str]]:
    """What the method says of it, for the check list."""
    every = RECURS[wanted.recurs]
    due = every if wanted.recurs == "event" else f"{every}，{due_said(wanted.due)}"
    measure = measure_of(wanted.measure)
    counted = "由人确认" if wanted.by_hand else f"从记录里数：{measure.title if measure else '现在数不了'}"
    if not wanted.by_hand:
        counted += (
            f"，到{enough_said(wanted.enough)}{measure.unit if measure and wanted.enough.share is None else ''}算够"
        )
    rows = [("什么时候", due), ("怎样算办到", wanted.hint), ("怎么看", counted)]
    rows.append(("党建带关建", "、".join(word for word in BUILDS if word in wanted.builds)))
    return [(label, text, "") for label, text in rows if text]


def _evidence(unit: Unit, year: int, today: date, wanted: Duty) -> tuple[list[tuple[Any, str, str]], bool]:
    """(when, what, address) of the rows that were counted this year, and whether there are more than are shown."""
    measure = measure_of(wanted.measure)
    if measure is None:
        return [], False
    params: dict[str, Any] = dict(wanted.params)
    if "day" in signature(measure.evidence).parameters:
        params["day"] = min(today, date(year, 12, 31))
    rows = [evidence_of(row) for row in measure.evidence(unit, Period(year), **params)[: SHOWN + 1]]
    told = [(one.when, one.text, reverse(one.url_name, args=one.args) if one.url_name else "") for one in rows]
    return told[:SHOWN], len(told) > SHOWN


def _place(unit: Unit, wanted: Duty, standing: DutyStanding) -> str:
    """Where it is done, if that is another page."""
    if not wanted.done_at or standing.state == "not_obliged":
        return ""
    name, args = place_of(wanted, unit, standing.period)
    return reverse(name, args=args)


@guard("confirm_duties")
@require_POST
def back(request: HttpRequest, confirmation_id: Any) -> HttpResponse:
    """Take a confirmation back."""
    rows = DutyConfirmation.objects.within(request.actor.scope("confirm_duties")).select_related("unit")
    said = rows.filter(pk=confirmation_id).first()
    if said is None:
        raise Http404(KIND_404)
    confirming.take_back(request.actor, said)
    messages.success(request, "取消了，这一件回到原来的样子。")
    return redirect("method:duty", said.unit_id, said.year, said.duty)
