"""The first start: set up the office."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, public
from xinhuo.shell.desk.forms import SetUpForm
from xinhuo.shell.desk.services import set_up, waits_for_set_up
from xinhuo.who.accounts.rules import only_here
from xinhuo.who.organisation.services import UnitDetails

_FIELDS = {"name": "name", "unit_type": "unit_type", "phone": "admin_phone", "admin_phone": "admin_phone"}


@public
@require_http_methods(["GET", "POST"])
def set_up_office(request: HttpRequest) -> HttpResponse:
    """Only while nobody can log in: afterwards this page is not there."""
    if not waits_for_set_up():
        raise Http404(KIND_404)
    form = SetUpForm(request.POST or None, initial={"unit_type": "subdistrict"})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        details = UnitDetails(said["name"], said["unit_type"])
        here = request.build_absolute_uri("/")
        site = "" if only_here(here) else here
        try:
            _, account = set_up(details, said["phone"], site, said["admin_name"], said["admin_phone"], said["password"])
        except RuleBroken as broken:
            field = _FIELDS.get(broken.field, broken.field)
            form.add_error(field if field in form.fields else None, broken.message)
        else:
            login(request, account, backend=settings.AUTHENTICATION_BACKENDS[-1])
            return redirect("organisation:tree")
    return render(request, "desk/setup.html", {"form": form})
