"""照片和文件 beside a meeting: the signed 签到表, materials. Optional."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinhuo.ground.files import services, store
from xinhuo.ground.files.models import Attachment
from xinhuo.ground.files.rules import BIGGEST
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.work.meetings.models import Meeting
from xinhuo.work.meetings.views.finding import is_ours, own_meeting, read_meeting

ACCEPT = "image/*,.heic,.heif,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt"


@guard("hold_meetings")
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """All files of a meeting; a POST puts more there. The script sends them one by one and reads JSON."""
    meeting = own_meeting(request, meeting_id)
    if request.method != "POST":
        return render(request, "meetings/files.html", _page(meeting, []))
    problems = _put(request, meeting)
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"problem": " ".join(problems)})
    if problems:
        return render(request, "meetings/files.html", _page(meeting, problems))
    messages.success(request, "放好了。")
    return redirect("meetings:files", meeting.pk)


def _put(request: HttpRequest, meeting: Meeting) -> list[str]:
    """Put every file there that can be; the sentences about those that can't."""
    sent, problems = request.FILES.getlist("file"), []
    if not sent:
        return ["还没有选文件。请先选照片或文件。"]
    for file in sent:
        try:
            name = file.name or ""
            if (file.size or 0) > BIGGEST:
                raise RuleBroken(f"“{name[:12]}”超过20兆，没有放上。请改小再放。", "file")
            services.attach(request.actor, meeting.ref, file.read(), name, request.POST.get("name", ""))
        except RuleBroken as broken:
            problems.append(broken.message)
    return problems


def _page(meeting: Meeting, problems: list[str]) -> dict[str, Any]:
    rows = list(Attachment.objects.about("meeting", meeting.pk))
    return {
        "meeting": meeting,
        "files": [one for one in rows if one.removed_at is None],
        "gone": [one for one in rows if one.removed_at is not None],
        "problems": problems,
        "accept": ACCEPT,
        "biggest": BIGGEST,
    }


@guard("hold_meetings")
@require_POST
def change_file(request: HttpRequest, meeting_id: Any, leaf_id: Any) -> HttpResponse:
    """Name a file, take it away, put it back."""
    meeting = own_meeting(request, meeting_id)
    one = Attachment.objects.about("meeting", meeting.pk).filter(pk=leaf_id).first()
    if one is None:
        raise Http404(KIND_404)
    act = request.POST.get("act", "")
    try:
        if act == "rename":
            services.rename(request.actor, meeting.ref, one, request.POST.get("name", ""))
            messages.success(request, "名字改好了。")
        elif act == "put_back":
            services.put_back(request.actor, meeting.ref, one)
            messages.success(request, f"“{one.name}”放回来了。")
        elif act == "remove":
            services.remove(request.actor, meeting.ref, one)
            messages.success(request, f"“{one.name}”移走了。在下面“移走的”里还能放回来。")
    except RuleBroken as broken:
        return render(request, "meetings/files.html", _page(meeting, [broken.message]))
    return redirect("meetings:files", meeting.pk)


@guard("see")
@require_GET
def file(request: HttpRequest, meeting_id: Any, leaf_id: Any, size: str) -> HttpResponse:
    """The content of a file (`whole`) or its small picture (`thumb`), for whoever reads the roll too."""
    meeting = read_meeting(request, meeting_id)
    one = Attachment.objects.about("meeting", meeting.pk).filter(pk=leaf_id).first()
    digest = {"thumb": one.thumb, "whole": one.digest}.get(size) if one else None
    if one is None or not digest or not is_ours(request, meeting):
        raise Http404(KIND_404)
    try:
        content = store.read(digest)
    except store.Damaged as damaged:
        raise Http404("这个文件在硬盘上坏了或丢了。请告诉管电脑的同志，从备份里找回来。") from damaged
    answer = HttpResponse(content, content_type="image/jpeg" if size == "thumb" else one.media_type)
    way = "inline" if one.photo else "attachment"  # a document never runs inside our pages
    answer["Content-Disposition"] = f"{way}; filename=\"file.{one.ending}\"; filename*=UTF-8''{quote(str(one))}"
    answer["Cache-Control"] = "private, no-store"
    return answer
