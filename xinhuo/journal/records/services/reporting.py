"""A person's own words in a 轮值汇报 or 小结."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_text, mark_of
from xinhuo.journal.records.facts import PaperOf
from xinhuo.journal.records.models import OwnParagraph
from xinhuo.journal.records.rules import paper_said
from xinhuo.who.organisation.models import Unit

LONGEST = 2000


class WrittenMeanwhile(RuleBroken):
    """Somebody else saved this paragraph since the page was opened; `theirs` is what stands there, '' for the draft."""

    def __init__(self, key: str, theirs: str) -> None:
        super().__init__("您打开以后，别人改过这一段。请看过两边再存。", key)
        self.theirs = theirs


@transaction.atomic
def write_paragraph(
    by: Actor, unit: Unit, paper: PaperOf, key: str, text: str, digest: str, seen: str = ""
) -> OwnParagraph | None:
    """Keep a person's paragraph instead of the drafted one; an empty text gives the draft back.

    `digest` is of the draft that the person saw: when the facts change it, the page says so and keeps the words.
    `seen` is the `mark_of` the own words that stood on the page; other words by now are a `WrittenMeanwhile`.
    """
    if not by.may("edit_papers", unit.path):
        raise RuleBroken("您不能改这个单位的文书。请由本单位来改。")
    text = clean_text(text)
    if len(text) > LONGEST:
        raise RuleBroken(f"这一段太长了，最多{LONGEST}字。请精简。", key)
    where: dict[str, Any] = {"unit": unit, "year": paper.year, "paper": paper.paper, "month": paper.month, "key": key}
    Unit.objects.select_for_update().get(pk=unit.pk)  # one writer at a time, also where nothing is written yet
    before = OwnParagraph.objects.filter(**where).first()
    there = before.text if before else ""
    if seen and seen != mark_of(there):
        if seen == mark_of(text):
            return before  # looked at, not changed: what somebody else wrote meanwhile stays
        if text != there:
            raise WrittenMeanwhile(key, there)
    if not text:
        OwnParagraph.objects.filter(**where).delete()
        after = None
    else:
        after, _ = OwnParagraph.objects.update_or_create(
            **where, defaults={"text": text, "digest": digest, "edited_by": by.name, "edited_at": timezone.now()}
        )
    said = f"{paper.year}年{paper_said(paper.paper, paper.month)}"
    audit.note(
        by,
        "改汇报和小结",
        unit.ref,
        {"文书": said, "段落": key, "文字": before.text if before else "（草稿）"},
        {"文书": said, "段落": key, "文字": after.text if after else "（草稿）"},
    )
    return after
