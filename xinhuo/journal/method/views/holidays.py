"""节假日和调休: the year's table, by which the last working day is found."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import guard
from xinhuo.ground.kernel.text import read_number
from xinhuo.journal.method.forms import DaysForm
from xinhuo.journal.method.models import SpecialDay
from xinhuo.journal.method.rules.days import FIRST_YEAR, LAST_YEAR
from xinhuo.journal.method.services import holidays


@guard("manage_method")
@require_http_methods(["GET", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """The table of a year; a POST adds days."""
    year = read_number(request.GET.get("year", ""), FIRST_YEAR, LAST_YEAR) or request.today.year
    form = DaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = holidays.state_days(request.actor, request.office, form.days())
            messages.success(request, f"添好了，{count}天。")
            return redirect(f"{reverse('method:days')}?year={form.days().first.year}")
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    context = {
        "form": form,
        "year": year,
        "years": [request.today.year + 1, request.today.year, request.today.year - 1],
        "days": list(SpecialDay.objects.of_year(year)),
        "may_edit": request.office and request.actor.may("manage_method", request.office.root.path),
    }
    return render(request, "method/days.html", context)


@guard("manage_method")
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Take a day out of the table."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
        holidays.drop_day(request.actor, request.office, day)
    except ValueError:
        messages.error(request, "没有看懂是哪一天。请在表里点“去掉”。")
        return redirect("method:days")
    except RuleBroken as broken:
        messages.error(request, broken.message)
    return redirect(f"{reverse('method:days')}?year={day.year}")
