"""When something is not there or goes wrong: kind words and a way on."""

import sys
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from xinhuo.ground.kernel.database import why
from xinhuo.ground.kernel.guard import KIND_404


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: it is not there, or it is not this person's to see. Both read alike."""
    said = str(exception) if isinstance(exception, Http404) and _is_ours(str(exception)) else KIND_404
    return _page(request, 404, "没有找到", said)


def _is_ours(text: str) -> bool:
    return text[:1] > "\u2e80" and "pattern" not in text


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _page(request, 403, "这一页不归您办", "您的账号没有这一项。需要的话请找关工委办公室。")


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _page(request, 400, "没有看懂", "送来的内容不完整，没有存。请回上一页再试一次。")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is too old: what was typed is put aside, or still in the browser."""
    address = request.get_full_path()
    there = urlsplit(request.headers.get("referer", "")).path == request.path  # a form that posts to its own page
    back = f"{address}{'&' if '?' in address else '?'}draft=1" if there and "draft=1" not in address else address
    return _page(request, 403, "这一页放得太久了", "写的字还在。请回到刚才那一页，再存一次。", back if there else "")


def broken(request: HttpRequest) -> HttpResponse:
    """500, and 503 where disk or database said why. No request and no database, so that it always renders."""
    said = why(sys.exc_info()[1])
    return HttpResponse(get_template("ui/broken.html").render({"said": said}), status=503 if said else 500)


def _page(request: HttpRequest, status: int, title: str, said: str, back: str = "") -> HttpResponse:
    return render(request, "ui/error.html", {"title": title, "said": said, "back": back}, status=status)
