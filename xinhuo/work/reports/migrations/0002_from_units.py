"""The duty months that stood with the units become this year's rosters, one an office."""

from django.db import migrations
from django.utils import timezone

BEFORE = "原来的设置"


def take_over(apps, schema_editor):
    """Each unit with a month gets its turn in the roster of the unit above it (of itself, where there is none)."""
    unit = apps.get_model("organisation", "Unit")
    roster, slot = apps.get_model("reports", "DutyRoster"), apps.get_model("reports", "DutySlot")
    today = timezone.localdate()
    rosters, taken = {}, {}
    for one in unit.objects.exclude(duty_month=None).select_related("parent").order_by("tree_order"):
        office = one.parent or one
        if office.pk not in rosters:
            rosters[office.pk] = roster.objects.create(
                office=office, year=today.year, path=office.path, shard=office.shard, agreed_on=today, agreed_by=BEFORE
            )
        place = taken[office.pk, one.duty_month] = taken.get((office.pk, one.duty_month), 0) + 1
        slot.objects.create(
            roster=rosters[office.pk], unit=one, path=one.path, shard=one.shard, month=one.duty_month, position=place
        )


def give_back(apps, schema_editor):
    """The newest roster's first month of each unit, where the units keep one again."""
    unit, slot = apps.get_model("organisation", "Unit"), apps.get_model("reports", "DutySlot")
    for one in slot.objects.order_by("roster__year", "-month"):
        unit.objects.filter(pk=one.unit_id).update(duty_month=one.month)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("organisation", "0006_office_words")]
    operations = [migrations.RunPython(take_over, give_back)]
