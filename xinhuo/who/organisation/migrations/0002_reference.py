"""The kinds of organisation, from data."""

import csv
from pathlib import Path

from django.db import migrations

ROWS = Path(__file__).parent.parent / "data" / "unit_types.csv"


def fill(apps, schema_editor):
    kind = apps.get_model("organisation", "UnitType")
    with ROWS.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            kind.objects.update_or_create(
                code=row["code"],
                defaults={
                    "name": row["name"],
                    "level": int(row["level"]),
                    "position": int(row["position"]),
                    "director_party_post": row["director_party_post"],
                    "grassroots": row["grassroots"] == "1",
                },
            )


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
