"""要申报的事 for offices that are there already; a new office gets them when it is set up."""

import csv
from pathlib import Path

from django.db import migrations

ROWS = Path(__file__).parent.parent / "data" / "event_kinds.csv"


def fill(apps, schema_editor):
    kind = apps.get_model("applications", "EventKind")
    for office in apps.get_model("organisation", "Office").objects.select_related("root"):
        if kind.objects.filter(unit=office.root).exists():
            continue
        with ROWS.open(encoding="utf-8") as lines:
            for position, row in enumerate(csv.DictReader(lines), 1):
                kind.objects.create(
                    unit=office.root,
                    path=office.root.path,
                    shard=office.root.shard,
                    name=row["name"],
                    sort=row["sort"],
                    word=row["word"],
                    least_people=int(row["least_people"]),
                    found=row["found"] == "1",
                    position=position,
                )


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("organisation", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
