"""在办和办完的: what is being done beside the pages, how far it is, and what came of it."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from xinhuo.ground.jobs.models import Job
from xinhuo.ground.jobs.services.keeping import fetch
from xinhuo.ground.jobs.services.progress import read_progress
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper

SHOWN = 100


@guard("enter")
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The newest ones, whoever of the office asked for them."""
    found = Job.objects.open_to(request.actor).newest_first()[:SHOWN]
    return render(request, "jobs/list.html", {"jobs": found, "shown": SHOWN})


@guard("enter")
@require_GET
def job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """One of them: under way, or its end."""
    return render(request, "jobs/job.html", _page(request, job_id))


@guard("enter")
@require_GET
def progress(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """How far it is, to be put into the page; nothing when it is over, so that the page comes anew."""
    page = _page(request, job_id)
    if not page["job"].under_way:
        return HttpResponse(status=204)
    return render(request, "jobs/_progress.html", page)


@guard("enter")
@require_GET
def file(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """The workbook that came of it."""
    one = _one(request, job_id)
    raw = fetch(one.file, "results") if one.file else None
    if raw is None:
        raise Http404(KIND_404)
    return paper(raw, one.file_name)


def _one(request: HttpRequest, job_id: uuid.UUID) -> Job:
    return get_object_or_404(Job.objects.open_to(request.actor), pk=job_id)


def _page(request: HttpRequest, job_id: uuid.UUID) -> dict[str, Any]:
    one = _one(request, job_id)
    kept = bool(one.file) and fetch(one.file, "results") is not None
    return {"job": one, "progress": read_progress(one.pk), "again": reverse(one.what.again), "kept": kept}
