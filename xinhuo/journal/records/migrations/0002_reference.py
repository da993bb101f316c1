"""The fixed points of the year, from data."""

import csv
from pathlib import Path

from django.db import migrations

ROWS = Path(__file__).parent.parent / "data" / "occasions.csv"


def fill(apps, schema_editor):
    occasion = apps.get_model("records", "Occasion")
    with ROWS.open(encoding="utf-8") as lines:
        for position, row in enumerate(csv.DictReader(lines), 1):
            occasion.objects.update_or_create(
                code=row["code"],
                defaults={
                    "name": row["name"],
                    "first": int(row["first"]),
                    "last": int(row["last"]),
                    "position": position,
                },
            )


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
