"""定稿: a paper as it stands becomes a version that is never changed again."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.files import store
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.crypt import fingerprint
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.period import Period
from xinhuo.ground.press.document import Document
from xinhuo.ground.press.kept import to_plain
from xinhuo.ground.press.pdf import bind, page_count, to_pdf
from xinhuo.ground.press.word import to_docx
from xinhuo.journal.archives import rules
from xinhuo.journal.archives.facts import Item, Subject
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.journal.archives.reading import newest, sealable, standing
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.organisation.rules import full_name


def seal(by: Actor, unit: Unit, kind: str, year: int, month: int, office: Office | None, today: date) -> SealedPaper:
    """Seal a paper as it stands, whole or not at all. A paper without changes gives the version that is there.

    Typesetting and writing files take seconds and hold up nobody: only the row is written in a transaction, last.
    A file whose row wasn't written is harmless. Two who seal at once get one version.
    """
    paper = sealable(kind)
    if paper is None or month not in paper.months:
        raise RuleBroken("没有这种文书可以定稿。请从页面上点进去。")
    if not by.may("seal_papers", unit.path):
        raise RuleBroken("您不能替这个单位定稿。请由本单位或办公室来定。")
    subject = Subject(kind, str(unit.pk), year, month)
    facts = paper.facts(unit, year, [month], office)[month]
    now = standing(subject, facts)
    if now.paper and not now.changes and not now.lost:
        return now.paper
    items, title, documents = paper.items(facts), paper.title(facts), paper.documents(facts)
    if not documents:
        raise RuleBroken("还没有可以定稿的内容。请先记一笔，再来定稿。")
    made = SealedPaper(
        unit=unit,
        path=unit.path,
        shard=unit.shard,
        kind=kind,
        year=year,
        month=month,
        version=now.paper.version + 1 if now.paper else 1,
        title=title[:200],
        unit_name=full_name(unit.name_on(Period(year, 1, month).end))[:100],
        digest=rules.digest(items),
        sealed_on=today,
        sealed_by=by.name,
        sealed_by_id=by.id,
    )
    made.code = _free_code(made)
    foot = rules.foot(today, made.version, made.code)
    _press(made, items, [replace(document, sealed=foot) for document in documents])
    return _write(by, made)


def _free_code(made: SealedPaper) -> str:
    """A check code that no other paper carries."""
    turn = 0
    while True:
        code = rules.code_of(fingerprint(rules.seed_of(made.subject, made.version, made.digest, turn)))
        taken = SealedPaper.objects.filter(code=code).first()
        if taken is None or taken.subject == made.subject:
            return code
        turn += 1


def _press(made: SealedPaper, items: Sequence[Item], documents: Sequence[Document]) -> None:
    """Set the paper and keep its files; `made` names them."""
    single = documents[0] if len(documents) == 1 else None
    pdf = to_pdf(single) if single else bind(documents, made.title).pdf
    rows = [(item.key, item.title, item.values) for item in items]
    kept = json.dumps({"items": rows, "documents": [to_plain(one) for one in documents]}, ensure_ascii=False)
    made.pages = page_count(pdf)
    try:
        made.pdf, made.facts = store.put(pdf), store.put(kept.encode())
        made.docx = store.put(to_docx(single)) if single else ""
    except OSError as error:
        raise RuleBroken("磁盘满了或者写不进去，没有定稿。请腾出地方再试。") from error


def _write(by: Actor, made: SealedPaper) -> SealedPaper:
    """The row and its trace; whoever comes second gets the first one's version."""
    made.sealed_at = timezone.now()
    try:
        with transaction.atomic():
            there = newest(made.subject)
            if there is None or there.version < made.version:
                made.save(force_insert=True)
                after = {"版本": made.version, "核对码": made.code_said, "页数": made.pages, "指纹": made.pdf}
                audit.note(by, "定稿", made.ref, after=after)
                return made
    except IntegrityError:
        there = newest(made.subject)
    except OperationalError as error:
        raise RuleBroken("这会儿存不进去，没有定稿。请看看磁盘满没满，再试。") from error
    if there is None or there.digest != made.digest:
        raise RuleBroken("刚才有人定了新的一版，事实也有改动。请看过再定。")
    return there
