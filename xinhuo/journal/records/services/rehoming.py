"""Records of the days after a merger belong to the unit that the people belong to by then."""

from datetime import date

from xinhuo.journal.records.models import Participation, Record
from xinhuo.journal.records.services.finding import make_found
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.services.matching import in_parts


def rehome_records(source: Unit, target: Unit, day: date) -> int:
    """What `source` wrote down of `day` and later is `target`'s; what was held before stays. How many records."""
    ids = list(Record.objects.filter(unit=source, held_on__gte=day).values_list("pk", flat=True))
    place = {"unit": target, "path": target.path, "shard": target.shard}
    Participation.objects.filter(unit=source, held_on__gte=day).update(**place)
    for some in in_parts(ids):
        rows = Record.objects.filter(pk__in=some)
        rows.update(**place)
        make_found(list(rows))
    return len(ids)
