"""Put a file beside a thing, name it, take it away. Who may is decided by whoever owns the thing."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.files import rules, store
from xinhuo.ground.files.content import Taken, take
from xinhuo.ground.files.models import Attachment
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.ref import Ref

FULL = "存文件的磁盘满了，没有放上。请告诉办公室腾出地方，再放一次。"


def attach(by: Actor, what: Ref, raw: bytes, filename: str, name: str = "") -> Attachment:
    """Keep a file beside `what`; its content is checked first. The same content again is the file that is there."""
    said = rules.check_name(name) if name.strip() else rules.true_name(filename)
    taken = take(raw, filename)
    try:  # first the content, then the row that names it: a row never waits for its file
        digest, thumb = store.put(taken.content), store.put(taken.thumb) if taken.thumb else ""
    except OSError as full:
        raise RuleBroken(FULL, "file") from full
    try:
        return _name(by, what, taken, said, digest, thumb)
    except IntegrityError:  # sent twice at once: the other one was quicker
        return _name(by, what, taken, said, digest, thumb)


@transaction.atomic
def _name(by: Actor, what: Ref, taken: Taken, name: str, digest: str, thumb: str) -> Attachment:
    there = Attachment.objects.about(what.kind, what.id)
    same = there.filter(digest=digest).first()
    if same is not None:
        return same if same.removed_at is None else _put_back(by, what, same)
    rules.check_count(there.standing().count())
    made = Attachment.objects.create(
        kind=what.kind,
        object_id=what.id,
        path=what.path,
        shard=what.shard,
        name=name,
        ending=taken.ending,
        media_type=taken.media_type,
        digest=digest,
        size=len(taken.content),
        thumb=thumb,
        width=taken.width,
        height=taken.height,
        added_by=by.name,
        added_at=timezone.now(),
    )
    audit.note(by, "放附件", what, after={"附件": str(made)})
    return made


@transaction.atomic
def rename(by: Actor, what: Ref, attachment: Attachment, name: str) -> Attachment:
    """Give a file another name."""
    before, attachment.name = str(attachment), rules.check_name(name)
    if before != str(attachment):
        attachment.save(update_fields=["name"])
        audit.note(by, "改附件名", what, {"附件": before}, {"附件": str(attachment)})
    return attachment


@transaction.atomic
def remove(by: Actor, what: Ref, attachment: Attachment) -> Attachment:
    """Take a file away; it can be put back, and the trail keeps who did it."""
    if attachment.removed_at is None:
        attachment.removed_at, attachment.removed_by = timezone.now(), by.name
        attachment.save(update_fields=["removed_at", "removed_by"])
        audit.note(by, "移走附件", what, before={"附件": str(attachment)})
    return attachment


@transaction.atomic
def put_back(by: Actor, what: Ref, attachment: Attachment) -> Attachment:
    """Undo `remove`."""
    return attachment if attachment.removed_at is None else _put_back(by, what, attachment)


def _put_back(by: Actor, what: Ref, attachment: Attachment) -> Attachment:
    rules.check_count(Attachment.objects.about(what.kind, what.id).standing().count())
    attachment.removed_at, attachment.removed_by = None, ""
    attachment.save(update_fields=["removed_at", "removed_by"])
    audit.note(by, "放回附件", what, after={"附件": str(attachment)})
    return attachment
