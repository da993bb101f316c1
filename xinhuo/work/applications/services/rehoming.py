"""After a merger: what a unit had planned for the days to come is planned by the unit that it became part of."""

from datetime import date

from xinhuo.who.organisation.models import Unit
from xinhuo.work.applications.models import Application
from xinhuo.work.applications.services.finding import make_found


def rehome_applications(source: Unit, target: Unit, day: date) -> int:
    """Events of `day` and later that were not held yet go to `target`; what was held stays. How many."""
    ids = list(Application.objects.filter(unit=source, own="", starts_on__gte=day).values_list("pk", flat=True))
    rows = Application.objects.filter(pk__in=ids)
    rows.update(unit=target, path=target.path, shard=target.shard)
    make_found(list(rows))
    return len(ids)
