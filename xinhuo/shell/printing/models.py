from datetime import date as day
from datetime import timedelta

from django.db import models
from django.utils import timezone

from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.ref import Ref
from xinhuo.shell.printing import rules
from xinhuo.shell.printing.facts import KINDS, Wanted
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person

FRESH = timedelta(days=7)  # so long the village is told that its papers wait at the office


class PrintRequestQuerySet(RootedQuerySet):
    def of(self, unit: Unit, wanted: Wanted) -> "PrintRequestQuerySet":
        """Every time this very paper was asked for, the newest first."""
        rows = self.filter(unit=unit, kind=wanted.kind, year=wanted.year, month=wanted.month, person=wanted.person)
        return rows.order_by("-asked_at", "-id")

    def waiting(self) -> "PrintRequestQuerySet":
        """Not printed yet."""
        return self.filter(printed_at=None)

    def printed(self) -> "PrintRequestQuerySet":
        """Ticked off, the latest first."""
        return self.exclude(printed_at=None).order_by("-printed_at", "-id")

    def lately_printed(self) -> "PrintRequestQuerySet":
        """Ticked off within the last days."""
        return self.filter(printed_at__gte=timezone.now() - FRESH)

    def with_names(self) -> "PrintRequestQuerySet":
        """With unit (its former names too) and person, so that a list costs no query a row."""
        return self.select_related("unit__unit_type", "person").prefetch_related("unit__former_names")

    def unit_by_unit(self) -> "PrintRequestQuerySet":
        """In the office's own order of units, within a unit as they were asked for."""
        return self.order_by("unit__tree_order", "unit__path", "asked_at", "id")


class PrintRequest(Rooted):
    """A paper that a unit asks the office to print (代印). It names the paper; the bytes are made when it is printed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="print_requests", verbose_name="单位")
    kind = models.CharField("哪种文书", max_length=10, choices=list(KINDS.items()))
    year = models.PositiveSmallIntegerField("年度")
    month = models.PositiveSmallIntegerField("讲到几月", default=12)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="print_requests", verbose_name="谁的"
    )
    copies = models.PositiveSmallIntegerField("份数", default=1)
    words = models.CharField("捎给办公室的话", max_length=rules.LONGEST_WORDS, blank=True)
    asked_at = models.DateTimeField("请于")
    asked_by = models.CharField("谁请的", max_length=60)
    asked_by_id = models.UUIDField("账号", null=True, editable=False)
    printed_at = models.DateTimeField("印好于", null=True, editable=False)
    printed_by = models.CharField("谁印的", max_length=60, blank=True, editable=False)

    objects = PrintRequestQuerySet.as_manager()

    class Meta:
        db_table = "printing_print_request"
        verbose_name = "请代印的文书"
        indexes = [models.Index(fields=["unit", "printed_at"], name="print_request_of_unit")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(copies__range=(1, rules.MOST_COPIES)), name="print_request_copies"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.kind, self.year, self.month, self.person)

    @property
    def title(self) -> str:
        return rules.title_of(self.wanted, self.person.name if self.person else "")

    @property
    def unit_name(self) -> str:
        """As the paper of that year calls the unit."""
        return self.unit.name_in(self.year)

    @property
    def ref(self) -> Ref:
        return Ref("print_request", str(self.pk), self.path, f"{self.unit_name}{self.title}", self.shard)

    @property
    def asked_on(self) -> day:
        return timezone.localtime(self.asked_at).date()

    @property
    def printed_on(self) -> day | None:
        return timezone.localtime(self.printed_at).date() if self.printed_at else None

    @property
    def said(self) -> str:
        """How it stands, in words."""
        return rules.said_of_state(self.asked_on, self.copies, self.printed_on)
