"""One meeting on one page: agenda, who came, what was decided, papers, texts to copy."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xinhuo.ground.files.models import Attachment
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.word import to_docx
from xinhuo.journal.records.models import Record
from xinhuo.who.organisation.models import Unit
from xinhuo.work.meetings import papers, prose, rules
from xinhuo.work.meetings.models import Meeting, Resolution
from xinhuo.work.meetings.reading import (
    facts_of,
    files_of,
    heard,
    not_in_post,
    on_duty,
    waiting_problems,
    year_facts,
)
from xinhuo.work.meetings.services import following
from xinhuo.work.meetings.views.finding import is_ours, read_meeting

FOR_EVERYONE = ("notice", "agenda")  # papers that also those read who are only asked: no roll stands on them


@guard("see")
@require_GET
def meeting(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """The meeting as it stands; whoever is only asked sees notice, agenda and, once it was held, what was decided."""
    found = read_meeting(request, meeting_id)
    ours = is_ours(request, found)
    facts = _facts(request, found)
    may_hold = request.actor.may("hold_meetings", found.path)
    roll = [row for row in found.roll.all() if ours or request.scope.covers(row.path)]
    resolutions = list(found.resolutions.all())
    context = {
        "meeting": found,
        "facts": facts,
        "ours": ours,
        "may_hold": may_hold,
        "agenda": list(zip(found.items.all(), facts.items, strict=True)),
        "told": found.is_held or may_hold,
        "roll": roll,
        "roll_said": prose.roll_said(facts) if ours else "",
        "wrong_posts": list(not_in_post(found, roll).values()) if may_hold else [],
        "resolutions": [(row, _may_settle(request, row), row.is_late(request.today)) for row in resolutions],
        "problems": list(found.problems.all()),
        "waiting": waiting_problems(found) if may_hold and not found.is_held else [],
        "records": _records(request, found),
        "files": list(Attachment.objects.about("meeting", found.pk).standing()) if ours else [],
        "texts": _texts(facts, found.is_held or may_hold),
        "parts": rules.PARTS,
        "day": rules.day_said(found.held_on),
        "at": rules.time_said(found.starts_at),
        "ends": rules.time_said(found.ends_at) if found.ends_at else "",
        "over": found.held_on <= request.today,
        "minuted": found.version > 1,
        "turns": on_duty(found) if ours and found.state == Meeting.State.PLANNED and found.kind.routine else [],
    }
    return render(request, "meetings/meeting.html", context)


def _facts(request: HttpRequest, found: Meeting) -> Any:
    files = files_of([found]).get(str(found.pk), ())
    return facts_of(found, request.office, files, heard([found])[found.pk])


def _may_settle(request: HttpRequest, row: Resolution) -> bool:
    return request.actor.can("hold_meetings") and following.may_settle(request.actor, row)


def _texts(facts: Any, told: bool) -> list[tuple[str, str, str]]:
    """(id, what it is, text) of everything that can be pasted into a chat."""
    found = [("t-notice", "通知", prose.notice(facts)), ("t-agenda", "议程", prose.agenda(facts))]
    if told and facts.settled:
        found.append(("t-items", "要办的事", prose.open_items(facts.title, facts.settled)))
    return found


def _records(request: HttpRequest, found: Meeting) -> list[Record]:
    rows = Record.objects.within(request.scope).standing().filter(shard=found.shard, source_ref=found.source_ref)
    return list(rows.select_related("unit").order_by("led_by", "unit__tree_order"))


@guard("see")
@require_GET
def sheet(request: HttpRequest, meeting_id: Any, sheet: str, form: str) -> HttpResponse:
    """A paper of a meeting as PDF or DOCX: notice, agenda, roll (签到表), minutes, summary (纪要)."""
    found = read_meeting(request, meeting_id)
    made = papers.SHEETS.get(sheet)
    if made is None or form not in ("pdf", "docx") or not (sheet in FOR_EVERYONE or is_ours(request, found)):
        raise Http404(KIND_404)
    if sheet in papers.WRITTEN and not (found.is_held or request.actor.may("hold_meetings", found.path)):
        raise Http404("会议记录还没有写好。请等会议结束以后再看。")
    name, draw = made
    document = draw(_facts(request, found))
    content = to_pdf(document) if form == "pdf" else to_docx(document)
    return paper(content, f"{found.title}{name}.{form}")


@guard("see")
@require_GET
def year_book(request: HttpRequest, unit_id: Any, year: int, form: str) -> HttpResponse:
    """The minutes of a whole year, bound."""
    unit = Unit.objects.within(request.scope).filter(pk=unit_id).first()
    if unit is None or form not in ("pdf", "docx") or not 1990 <= year <= 2100:
        raise Http404(KIND_404)
    facts = year_facts(unit, year, request.office)
    if not facts:
        raise Http404(f"{unit.name}{year}年还没有开过会，没有册子可印。")
    document = papers.year_book(facts, unit.full_name_in(year), year)
    content = to_pdf(document) if form == "pdf" else to_docx(document)
    return paper(content, f"{unit.name_in(year)}{year}年会议记录.{form}")
