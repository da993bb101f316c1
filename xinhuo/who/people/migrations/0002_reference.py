"""The posts of a committee, from data."""

import csv
from pathlib import Path

from django.db import migrations

ROWS = Path(__file__).parent.parent / "data" / "posts.csv"


def fill(apps, schema_editor):
    post = apps.get_model("people", "Post")
    with ROWS.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            post.objects.update_or_create(
                code=row["code"],
                defaults={
                    "name": row["name"],
                    "position": int(row["position"]),
                    "keeps_book": row["keeps_book"] == "1",
                },
            )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
