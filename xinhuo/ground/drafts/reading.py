"""What a page with a form shows of what was put aside."""

from dataclasses import dataclass

from xinhuo.ground.drafts.models import Draft
from xinhuo.ground.kernel.actor import Actor


@dataclass(frozen=True)
class Kept:
    """For one form: where its words are kept, what is offered (上次写了一半), and what is being written on (接着写)."""

    address: str
    offered: Draft | None = None
    taken: Draft | None = None


def kept_for(by: Actor, address: str, going_on: bool = False, like: str = "") -> Kept:
    """What `by` has put aside for the form at `address`, or else at the newest address that begins with `like`."""
    found = Draft.objects.of(by.id)
    here = found.filter(address=address).first()
    if going_on:
        return Kept(address, taken=here)
    return Kept(address, offered=here or (found.filter(address__startswith=like).first() if like else None))


def kept_under(by: Actor, page: str) -> dict[str, Draft]:
    """What is put aside for the forms of one page, by the part of the page (`?p=…`): one query."""
    rows = Draft.objects.of(by.id).filter(address__startswith=f"{page}?p=")
    return {draft.address.rpartition("?p=")[2]: draft for draft in rows}
