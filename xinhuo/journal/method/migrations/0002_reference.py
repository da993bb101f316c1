"""Days off and working weekends, from data."""

import csv
from datetime import date, timedelta
from pathlib import Path

from django.db import migrations

ROWS = Path(__file__).parent.parent / "data" / "holidays.csv"


def fill(apps, schema_editor):
    special_day = apps.get_model("method", "SpecialDay")
    with ROWS.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            day, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
            while day <= last:
                said = {"works": row["works"] == "1", "name": row["name"]}
                special_day.objects.update_or_create(day=day, defaults=said)
                day += timedelta(days=1)


class Migration(migrations.Migration):
    dependencies = [("method", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
