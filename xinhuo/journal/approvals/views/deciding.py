"""同意, 退回, 转办, 撤回, 补签: each verb once, whatever the tab was that it came from."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.files.rules import BIGGEST
from xinhuo.ground.files.services import attach
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.text import read_number
from xinhuo.journal.approvals import services
from xinhuo.journal.approvals.forms import DecideForm, HandOverForm, PaperForm, ReturnForm, StepForm
from xinhuo.journal.approvals.reading import CaseView
from xinhuo.journal.approvals.views.showing import found, may_help, page_of

SHUT = "这一页放得太久了，没有办成。请看清下面再点。"


@guard("enter")
@require_POST
def agree(request: HttpRequest, case_id: Any) -> HttpResponse:
    """同意."""
    view = found(request, case_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _again(request, view, SHUT if "words" not in form.errors else str(form.errors["words"][0]))
    said = form.cleaned_data
    try:
        services.decide(request.actor, view.case.pk, said["round"], said["step"], "agree", form.said(), request.today)
    except RuleBroken as broken:
        return _again(request, found(request, case_id), broken.message)
    return redirect("approvals:done", view.case.pk)


def _again(request: HttpRequest, view: CaseView, wrong: str) -> HttpResponse:
    """The page as it stands now, with the sentence on top."""
    return render(request, "approvals/case.html", page_of(request, view, wrong))


@guard("enter")
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, case_id: Any) -> HttpResponse:
    """退回修改 or 不同意: asks one sentence, and nothing else."""
    view = found(request, case_id)
    if request.method == "GET" and not view.mine:
        return redirect("approvals:case", view.case.pk)
    start = {"round": view.round.number, "step": view.mine.step.position if view.mine else 1}
    form = ReturnForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.decide(
                request.actor, view.case.pk, said["round"], said["step"], said["verb"], form.said(), request.today
            )
            return redirect("approvals:done", view.case.pk)
        except RuleBroken as broken:
            if broken.field != "words":
                return _again(request, found(request, case_id), broken.message)
            form.add_error("words", broken.message)
    return render(request, "approvals/return.html", {"view": view, "form": form})


@guard("enter")
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, case_id: Any) -> HttpResponse:
    """转办: the holder hands it on; the office finds somebody where nobody can decide."""
    view = found(request, case_id)
    helping = next((one for one in view.waiting if one.who.stuck), None) if may_help(request, view) else None
    one = view.mine or helping
    if one is None and request.method == "GET":
        return redirect("approvals:case", view.case.pk)
    start = {"round": view.round.number, "step": one.step.position if one else 1}
    form = HandOverForm(request.POST or None, case=view.case, view=view, today=request.today, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.hand_over(
                request.actor, view.case.pk, said["round"], said["step"], said["to"], said["words"], request.today
            )
            messages.success(request, f"转给{said['to'].name}了。他（她）登录后就看得到。")
            return redirect("approvals:list")
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    return render(request, "approvals/hand_over.html", {"view": view, "form": form, "one": one})


@guard("enter")
@require_POST
def take_back(request: HttpRequest, case_id: Any) -> HttpResponse:
    """撤回 one's own decision, or one's own handing over."""
    view = found(request, case_id)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _again(request, view, SHUT)
    said = form.cleaned_data
    try:
        services.take_back(request.actor, view.case.pk, said["round"], said["step"], request.today)
    except RuleBroken as broken:
        return _again(request, found(request, case_id), broken.message)
    messages.success(request, "撤回了。原来的意见和这次撤回都留着。")
    return redirect("approvals:case", view.case.pk)


@guard("enter")
@require_POST
def withdraw(request: HttpRequest, case_id: Any) -> HttpResponse:
    """撤回申报, by whoever handed it in."""
    view = found(request, case_id)
    try:
        services.withdraw(request.actor, view.case.pk)
    except RuleBroken as broken:
        return _again(request, found(request, case_id), broken.message)
    messages.success(request, "申报撤回了。改好以后可以再报，原来的一稿也留着。")
    return redirect("approvals:case", view.case.pk)


@guard("sign_for_paper")
@require_http_methods(["GET", "POST"])
def on_paper(request: HttpRequest, case_id: Any) -> HttpResponse:
    """补签: which step was signed on paper, by whom, on what day; the paper itself may be put beside it."""
    view = found(request, case_id)
    if not request.actor.may("sign_for_paper", view.case.path):
        raise Http404(KIND_404)
    asked = read_number(request.POST.get("step", "") or request.GET.get("step", ""), 1, 999)
    one = next((w for w in view.waiting if w.step.position == asked), view.waiting[0] if view.waiting else None)
    if one is None and request.method == "GET":
        return redirect("approvals:case", view.case.pk)
    position = asked or (one.step.position if one else 1)
    start = {"round": view.round.number, "step": position, "signed_on": request.today}
    form = PaperForm(request.POST or None, request.FILES or None, view=view, position=position, initial=start)
    if request.method == "POST" and form.is_valid() and _signed(request, view, form):
        return redirect("approvals:case", view.case.pk)
    return render(request, "approvals/on_paper.html", {"view": view, "form": form, "one": one})


def _signed(request: HttpRequest, view: CaseView, form: PaperForm) -> bool:
    said, scan = form.cleaned_data, form.cleaned_data["scan"]
    try:
        if scan and (scan.size or 0) > BIGGEST:
            raise RuleBroken("这个文件超过20兆，没有放上。请改小再放。", "scan")
        if scan:  # first the paper: a picture that can't be read stops nothing that was written
            attach(request.actor, view.case.ref, scan.read(), scan.name or "", "")
        services.sign_on_paper(
            request.actor, view.case.pk, said["round"], said["step"], said["verb"], said["words"],
            said["signed_on"], request.today, form.signed_by(),
        )  # fmt: skip
    except RuleBroken as broken:
        field = {"file": "scan"}.get(broken.field, broken.field)
        form.add_error(field if field in form.fields else None, broken.message)
        return False
    messages.success(request, "登记好了：这一步是纸上签的。")
    return True
