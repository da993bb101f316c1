"""旧大事记: an older volume is looked at, kept as it is, read, printed, and its original handed out again."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinhuo.ground.files import store
from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.workbook import BIGGEST
from xinhuo.ground.jobs.services import keeping
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.who.organisation.models import Unit
from xinhuo.year.volumes import services
from xinhuo.year.volumes.forms import VolumeForm
from xinhuo.year.volumes.models import OldVolume
from xinhuo.year.volumes.papers import old_chronicle
from xinhuo.year.volumes.rules import MONTHS

KEPT = 5  # files that one login has under way
SHOWN = 300  # lines of the preview


def _units(request: HttpRequest) -> Any:
    return Unit.objects.within(request.actor.scope("import_records")).in_order()


@guard("import_records")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """First step: choose a file, a unit and a year. It is read before it is kept."""
    units = _units(request)
    asked = {"unit": request.GET.get("unit", ""), "year": request.GET.get("year", "")}
    own = str(request.actor.unit_id) if units.count() == 1 else ""
    first = {"unit": asked["unit"] or own, "year": asked["year"]}
    form = VolumeForm(request.POST or None, request.FILES or None, units=units, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("volumes:confirm", _take_in(request, form.cleaned_data))
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else "file", broken.message)
        except Unreadable as unclear:
            form.add_error("file", str(unclear))
    return render(request, "volumes/upload.html", {"form": form})


def _take_in(request: HttpRequest, said: dict[str, Any]) -> str:
    file, unit, year = said["file"], said["unit"], said["year"]
    if file.size > BIGGEST:
        raise RuleBroken("文件超过20兆了。请删掉图片，或分成几个文件。", "file")
    raw = file.read()
    services.look(request.actor, unit, year, raw, file.name, request.today)
    token = keeping.keep(raw)
    under_way = dict(list(request.session.get("volumes", {}).items())[-KEPT + 1 :])
    known = {"name": file.name, "unit": str(unit.pk), "year": year, "account": str(request.user.pk)}
    request.session["volumes"] = under_way | {token: known}
    return token


@guard("import_records")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, volume_token: str) -> HttpResponse:
    """Second step: how it was understood, then kept."""
    known = request.session.get("volumes", {}).get(volume_token)
    if known is None or known["account"] != str(request.user.pk):
        raise Http404(KIND_404)
    raw = keeping.fetch(volume_token)
    if raw is None:
        return redirect("volumes:upload")
    unit = get_object_or_404(_units(request), pk=known["unit"])
    wrong = ""
    if request.method == "POST":
        try:
            made = services.seal_volume(request.actor, unit, known["year"], raw, known["name"], request.today)
            keeping.drop(volume_token)
            messages.success(request, "存好了，照原样收着。")
            return redirect("volumes:volume", made.pk)
        except RuleBroken as broken:
            wrong = broken.message
    annals = services.look(request.actor, unit, known["year"], raw, known["name"], request.today)
    there = OldVolume.objects.of(unit, known["year"]).standing().first()
    context = {
        "known": known,
        "unit": unit,
        "annals": annals,
        "names": MONTHS,
        "wrong": wrong,
        "there": there,
        "shown": SHOWN,
    }
    return render(request, "volumes/confirm.html", context)


def _seen(request: HttpRequest, volume_id: Any) -> OldVolume:
    rows = OldVolume.objects.within(request.scope).standing().select_related("unit", "unit__unit_type")
    return get_object_or_404(rows, pk=volume_id)


@guard("see")
@require_GET
def volume(request: HttpRequest, volume_id: Any) -> HttpResponse:
    """One volume, month by month, as it was written."""
    found = _seen(request, volume_id)
    others = OldVolume.objects.of(found.unit, found.year).standing().exclude(pk=found.pk).defer("lines")
    context = {
        "volume": found,
        "annals": found.annals,
        "names": MONTHS,
        "others": list(others),
        "whose": found.unit.full_name_in(found.year),
        "may_take_out": request.actor.may("import_records", found.path),
    }
    return render(request, "volumes/volume.html", context)


@guard("see")
@require_GET
def original(request: HttpRequest, volume_id: Any) -> HttpResponse:
    """The file as it was sent, byte by byte; always saved, never shown."""
    found = _seen(request, volume_id)
    try:
        raw = store.read(found.digest)
    except store.Damaged as lost:
        raise Http404("原件不见了或坏了。请办公室从备份里找回来。") from lost
    answer = HttpResponse(raw, content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename=\"original\"; filename*=UTF-8''{quote(found.file_name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer


@guard("see")
@require_GET
def printed(request: HttpRequest, volume_id: Any) -> HttpResponse:
    """The volume in the look of our own 大事记 (`?large=1` for 大字)."""
    document = old_chronicle(_seen(request, volume_id).facts(request.office), large=bool(request.GET.get("large")))
    return paper(to_pdf(document), f"{document.title}.pdf")


@guard("import_records")
@require_POST
def out(request: HttpRequest, volume_id: Any) -> HttpResponse:
    """撤下 a volume that was kept by mistake."""
    rows = OldVolume.objects.within(request.actor.scope("import_records")).select_related("unit")
    found = get_object_or_404(rows, pk=volume_id)
    services.withdraw_volume(request.actor, found)
    messages.success(request, "撤下了。原件还留着，要的话请重新存一次。")
    return redirect("yearbook:chronicle", found.unit_id, found.year)
