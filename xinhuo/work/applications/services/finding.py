"""Makes applications found by their words, in the transaction that writes them."""

from collections.abc import Sequence

from xinhuo.ground.search import services as search
from xinhuo.work.applications.models import Application
from xinhuo.work.applications.rules.saying import agenda_said, attendees_said, preparation_said

_BATCH = 500


def make_found(applications: Sequence[Application]) -> None:
    """Applications as they stand now."""
    rows = Application.objects.filter(pk__in=[one.pk for one in applications]).with_words()
    search.index([_findable(one) for one in rows])


def _findable(one: Application) -> search.Findable:
    plan = one.plan()
    said = (one.content, one.purpose, one.place, attendees_said(plan), agenda_said(plan), preparation_said(plan))
    return search.Findable(one.ref, "\n".join(filter(None, said)), one.starts_on)


def make_all_found() -> None:
    """Every application, after a rebuilding of the index."""
    ids = list(Application.objects.order_by("starts_on", "id").values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        make_found(list(Application.objects.filter(pk__in=ids[start : start + _BATCH])))
