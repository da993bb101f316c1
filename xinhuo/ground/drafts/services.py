"""Put aside what is half-written, and forget it. No trail: a draft is nobody's business but the writer's."""

import json
from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.drafts import rules
from xinhuo.ground.drafts.models import Draft
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken


@transaction.atomic
def keep(by: Actor, address: str, title: str, said: Iterable[tuple[str, str]]) -> Draft:
    """Keep what `by` has typed on the page at `address`, instead of what was kept before. What is too old goes."""
    pairs = rules.worth_keeping(said)
    if by.id is None or len(address) > rules.LONGEST_ADDRESS:
        raise RuleBroken("这一页不能先放着。请直接存好。")
    now = timezone.now()
    told = json.dumps(pairs, ensure_ascii=False)
    draft, _ = Draft.objects.update_or_create(
        account=by.id, address=address, defaults={"title": title[:40], "told": told, "kept_at": now}
    )
    Draft.objects.filter(kept_at__lt=rules.oldest_kept(now)).delete()
    surplus = Draft.objects.of(by.id).values_list("pk", flat=True)[rules.MOST :]
    Draft.objects.filter(pk__in=list(surplus)).delete()
    return draft


@transaction.atomic
def keep_rest(by: Actor, address: str, rest: Callable[[rules.Pairs], rules.Pairs]) -> None:
    """Part of a draft is saved: what `rest` leaves of it stays, and with nothing left the draft goes."""
    draft = Draft.objects.of(by.id).select_for_update().filter(address=address).first() if by.id else None
    if draft is None:
        return
    left = rest(draft.pairs)
    if not left:
        draft.delete()
    elif left != draft.pairs:
        draft.told = json.dumps(left, ensure_ascii=False)
        draft.save(update_fields=["told"])


def forget(by: Actor, address: str) -> None:
    """It is saved, or not wanted any more."""
    if by.id is not None:
        Draft.objects.filter(account=by.id, address=address).delete()


def forget_all(account: UUID) -> None:
    """The account is closed."""
    Draft.objects.filter(account=account).delete()
