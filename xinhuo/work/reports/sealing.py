"""Which 轮值汇报 a unit owes, for the list of papers that are still to be sealed."""

from xinhuo.journal.archives.reading import expect
from xinhuo.who.organisation.models import Unit
from xinhuo.work.reports.reading import duty_months


def owed(unit: Unit, year: int) -> list[int]:
    """The months in which the unit reports."""
    return duty_months([unit], year).get(unit.pk, [])


expect("report", owed)
