"""Posts of the party organisation: 主任 is bound to them, and approvals go to them."""

import csv
from pathlib import Path

from django.db import migrations, models

ROWS = Path(__file__).parent.parent / "data" / "posts.csv"


def fill(apps, schema_editor):
    post = apps.get_model("people", "Post")
    with ROWS.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["party"] == "1":
                told = {"name": row["name"], "position": int(row["position"]), "party": True}
                post.objects.update_or_create(code=row["code"], defaults=told)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_wrong_registrations")]
    operations = [
        migrations.AddField("post", "party", models.BooleanField("党组织的职务", default=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
