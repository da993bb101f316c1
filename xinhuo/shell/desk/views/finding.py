"""查找: people and records by any words that stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xinhuo.ground.kernel.guard import guard
from xinhuo.ground.kernel.text import read_number
from xinhuo.ground.search.models import SearchRow
from xinhuo.ground.search.reading import find
from xinhuo.ground.search.rules import excerpt
from xinhuo.who.organisation.models import Unit

PAGE = 30
# kind → (word, page that shows one)
KINDS = {
    "person": ("人", "roster:person"),
    "record": ("记录", "records:record"),
    "application": ("申报", "applications:show"),
    "chronicle": ("大事记", "yearbook:line"),
    "old_volume": ("旧大事记", "volumes:volume"),
}


@dataclass(frozen=True)
class Hit:
    """One line of the answer: where it leads, and the piece of text around what was looked for."""

    url: str
    kind: str
    title: list[tuple[str, bool]]
    unit: str
    day: date | None
    text: list[tuple[str, bool]]


@guard("see")
def find_anything(request: HttpRequest) -> HttpResponse:
    """What holds every word typed, within what one may see; the latest first."""
    query, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    found = find(request.scope, query, kind)
    last = max(1, -(-len(found.rows) // PAGE))
    number = min(read_number(request.GET.get("page", ""), 1, 99) or 1, last)
    context = {
        "query": query,
        "kind": kind,
        "kinds": [("", "都找"), *((code, word) for code, (word, _) in KINDS.items())],
        "words": found.words,
        "count": len(found.rows),
        "more": found.more,
        "hits": _hits(found.words, found.rows[(number - 1) * PAGE : number * PAGE]),
        "number": number,
        "last": last,
        "said": urlencode({"q": query, "kind": kind}),
    }
    return render(request, "desk/find.html", context)


def _hits(words: Sequence[str], rows: Sequence[SearchRow]) -> list[Hit]:
    names = dict(Unit.objects.filter(path__in={row.path for row in rows}).values_list("path", "name"))
    return [
        Hit(
            url=reverse(KINDS[row.kind][1], args=[row.object_id]),
            kind=KINDS[row.kind][0],
            title=excerpt(words, row.title),
            unit=names.get(row.path, ""),
            day=row.day,
            text=excerpt(words, row.text.replace("\n", "　")),
        )
        for row in rows
    ]
