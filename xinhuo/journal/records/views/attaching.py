"""照片和文件 beside a record: put there, named, taken away, looked at. Optional, for whoever may read the record."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinhuo.ground.files import services, store
from xinhuo.ground.files.models import Attachment
from xinhuo.ground.files.rules import BIGGEST, MOST
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.views.showing import readable_record
from xinhuo.journal.records.views.writing import own_record

ACCEPT = "image/*,.heic,.heif,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt"
DAMAGED = "这个文件在硬盘上坏了或丢了。请告诉管电脑的同志，从备份里找回来。"


@guard("write_record")
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, record_id: Any) -> HttpResponse:
    """All files of a record; a POST puts more there. The script sends them one by one and reads JSON."""
    record = own_record(request, record_id, "write_record")
    if request.method == "POST":
        problems = _put(request, record)
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"problem": " ".join(problems)})
        if not problems:
            messages.success(request, "放好了。")
            return redirect("records:files", record.pk)
        return render(request, "records/files.html", _page(record, problems))
    return render(request, "records/files.html", _page(record, []))


def _put(request: HttpRequest, record: Record) -> list[str]:
    """Put every file there that can be; the sentences about those that can't."""
    if record.withdrawn:
        return ["这一笔已经撤销，不能再放。请先恢复。"]
    sent, problems = request.FILES.getlist("file"), []
    if not sent:
        return ["还没有选文件。请先选照片或文件。"]
    for file in sent:
        try:
            name = file.name or ""
            if (file.size or 0) > BIGGEST:
                raise RuleBroken(f"“{name[:12]}”超过20兆，没有放上。请改小再放。", "file")
            services.attach(request.actor, record.ref, file.read(), name, request.POST.get("name", ""))
        except RuleBroken as broken:
            problems.append(broken.message)
    return problems


def _page(record: Record, problems: list[str]) -> dict[str, Any]:
    rows = list(Attachment.objects.about("record", record.pk))
    return {
        "record": record,
        "files": [one for one in rows if one.removed_at is None],
        "gone": [one for one in rows if one.removed_at is not None],
        "problems": problems,
        "accept": ACCEPT,
        "biggest": BIGGEST,
        "most": MOST,
    }


@guard("write_record")
@require_POST
def change_file(request: HttpRequest, record_id: Any, file_id: Any) -> HttpResponse:
    """Name a file, take it away, put it back."""
    record = own_record(request, record_id, "write_record")
    one = Attachment.objects.about("record", record.pk).filter(pk=file_id).first()
    if one is None:
        raise Http404(KIND_404)
    act = request.POST.get("act", "")
    try:
        if act == "rename":
            services.rename(request.actor, record.ref, one, request.POST.get("name", ""))
            messages.success(request, "名字改好了。")
        elif act == "put_back":
            services.put_back(request.actor, record.ref, one)
            messages.success(request, f"“{one.name}”放回来了。")
        elif act == "remove":
            services.remove(request.actor, record.ref, one)
            messages.success(request, f"“{one.name}”移走了。在下面“移走的”里还能放回来。")
    except RuleBroken as broken:
        return render(request, "records/files.html", _page(record, [broken.message]))
    return redirect("records:files", record.pk)


@guard("enter")
@require_GET
def file(request: HttpRequest, record_id: Any, file_id: Any, size: str) -> HttpResponse:
    """The content of a file (`whole`) or its small picture (`thumb`), for whoever may read the record."""
    record = readable_record(request, record_id)
    one = Attachment.objects.about("record", record.pk).filter(pk=file_id).first()
    digest = {"thumb": one.thumb, "whole": one.digest}.get(size) if one else None
    if not digest:
        raise Http404(KIND_404)
    try:
        content = store.read(digest)
    except store.Damaged as damaged:
        raise Http404(DAMAGED) from damaged
    answer = HttpResponse(content, content_type="image/jpeg" if size == "thumb" else one.media_type)
    way = "inline" if one.photo else "attachment"  # a document never runs inside our pages
    answer["Content-Disposition"] = f"{way}; filename=\"file.{one.ending}\"; filename*=UTF-8''{quote(str(one))}"
    answer["Cache-Control"] = "private, no-store"
    return answer
