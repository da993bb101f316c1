"""轮值月 of a unit is a turn in a year's roster now (`reports`), which has taken them over before they go here."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organisation", "0006_office_words"), ("reports", "0002_from_units")]
    operations = [
        migrations.RemoveConstraint(model_name="unit", name="unit_duty_month"),
        migrations.RemoveField(model_name="unit", name="duty_month"),
    ]
