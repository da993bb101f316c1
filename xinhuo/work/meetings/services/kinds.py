"""会议种类: which meetings an office holds, for whom, with which usual agenda. Data that it may change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.ref import Ref
from xinhuo.ground.kernel.text import clean_line
from xinhuo.who.organisation.models import Office
from xinhuo.work.meetings import rules
from xinhuo.work.meetings.models import MeetingKind


@dataclass(frozen=True)
class KindDetails:
    """What an office says of a kind. `agenda` a point a line: 25 集中学习."""

    name: str
    audience: str
    whom: str
    posts: Sequence[str] = ()
    routine: bool = False
    agenda: str = ""


@transaction.atomic
def state_kind(by: Actor, office: Office, kind: MeetingKind | None, details: KindDetails) -> MeetingKind:
    """Add a kind, or change one; what measures go by (its code) stays for ever."""
    _check_may(by, office)
    name = clean_line(details.name)
    if not name or len(name) > 20:
        raise RuleBroken("名称要写一到二十个字。请改一改。", "name")
    if MeetingKind.objects.filter(name=name).exclude(pk=kind.pk if kind else "").exists():
        raise RuleBroken(f"已经有“{name}”了。请换一个名称。", "name")
    before = _said(kind) if kind else None
    last = MeetingKind.objects.aggregate(n=Max("position"))["n"] or 0
    kind = kind or MeetingKind(code=f"own_{new_id().hex[-12:]}", position=last + 1)
    kind.name, kind.audience = name, clean_line(details.audience)[:40]
    kind.whom, kind.posts, kind.routine = details.whom, list(details.posts), details.routine
    kind.agenda = rules.read_agenda(details.agenda)
    kind.save()
    audit.note(by, "定会议种类", _ref(office, kind), before, _said(kind))
    return kind


@transaction.atomic
def use_kind(by: Actor, office: Office, kind: MeetingKind, active: bool) -> MeetingKind:
    """Put a kind out of use, or into use again; meetings of it stay."""
    _check_may(by, office)
    kind.active = active
    kind.save(update_fields=["active"])
    audit.note(by, "用起会议种类" if active else "停用会议种类", _ref(office, kind))
    return kind


def _check_may(by: Actor, office: Office) -> None:
    if not by.may("manage_kinds", office.root.path):
        raise RuleBroken("会议种类由全机构一起用，请找上级办公室改。")


def _ref(office: Office, kind: MeetingKind) -> Ref:
    return Ref("meeting_kind", kind.code, office.root.path, kind.name, office.root.shard)


def _said(kind: MeetingKind) -> dict[str, Any]:
    return {
        "名称": kind.name,
        "通知谁": kind.audience,
        "名单": rules.WHOM[kind.whom],
        "职务": list(kind.posts),
        "每月一次": kind.routine,
        "议程": [f"{minutes} {title}" for title, minutes, _ in kind.agenda],
    }
