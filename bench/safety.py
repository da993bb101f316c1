"""What safety costs: a page and a save as they are, against the same without encryption, trail and scope."""

from contextlib import ExitStack
from unittest import mock

from django.db.models import Q

from bench import county
from bench.pages import LIST, ROSTER, TURNS, Visitor, saving
from bench.timing import Pair, Work, pair
from xinhuo.ground.kernel.scope import Root
from xinhuo.who.accounts.backend import actor_of

RECORDS = 100_000


def without_encryption() -> list[mock._patch]:
    """Contacts and drafts in clear, nothing to open."""
    fields = "xinhuo.ground.kernel.fields"
    return [
        mock.patch(f"{fields}.seal_text", lambda text: text.encode()),
        mock.patch(f"{fields}.open_text", lambda sealed: "13900000000" if sealed else ""),
    ]


def without_trail() -> list[mock._patch]:
    """No deed leaves a line."""

    def silence(*_: object, **__: object) -> None:
        pass

    return [mock.patch(f"xinhuo.ground.audit.services.{name}", silence) for name in ("note", "note_all")]


def without_scope(visitor: Visitor) -> list[mock._patch]:
    """Rights that nobody reads from the database, and one equality instead of a scope."""
    actor = actor_of(visitor.account, visitor.today)

    def plainly(root: Root) -> Q:
        return Q(a4=root.path)

    return [
        mock.patch("xinhuo.who.accounts.middleware.actor_of", return_value=actor),
        mock.patch("xinhuo.ground.kernel.scope.reaching", plainly),
        mock.patch("xinhuo.ground.kernel.models.reaching", plainly),
    ]


def bare(work: Work, patches: list[mock._patch]) -> Work:
    """The same work with some of it left out."""

    def without() -> None:
        with ExitStack() as stack:
            for one in patches:
                stack.enter_context(one)
            work()

    return without


def measure() -> list[Pair]:
    """Two lists and a save of a village among 1,000, each without one of the three and without all."""
    visitor = Visitor(county.build()["village"])
    county.fill(0, RECORDS)
    works = {
        "records list, 50 rows": lambda: visitor.get(LIST),
        "名册, 50 rows": lambda: visitor.get(ROSTER),
        "a record saved with 4 people": saving(visitor),
    }
    found = []
    for what, work in works.items():
        left_out = {
            "encryption": without_encryption(),
            "trail": without_trail(),
            "scope": without_scope(visitor),
        }
        left_out["encryption, trail and scope"] = [one for some in list(left_out.values()) for one in some]
        found += [
            pair(what, work, f"the bare page, without {name}", bare(work, patches), TURNS * 2)
            for name, patches in left_out.items()
        ]
    return found
