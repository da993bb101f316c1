"""A paper as an answer: the right type, a Chinese file name, never kept by a cache between."""

from urllib.parse import quote

from django.http import HttpResponse

_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def paper(content: bytes, name: str) -> HttpResponse:
    """`content` under `name` ("柳湾村2026年大事记.pdf"). A PDF opens in the browser, the others are saved (RFC 6266)."""
    ending = name.rsplit(".", 1)[-1]
    answer = HttpResponse(content, content_type=_TYPES[ending])
    way = "inline" if ending == "pdf" else "attachment"
    answer["Content-Disposition"] = f"{way}; filename=\"paper.{ending}\"; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer
