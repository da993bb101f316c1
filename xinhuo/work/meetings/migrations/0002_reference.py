"""The kinds of meetings, from data."""

import tomllib
from pathlib import Path

from django.db import migrations

ROWS = Path(__file__).parent.parent / "data" / "kinds.toml"


def fill(apps, schema_editor):
    kind = apps.get_model("meetings", "MeetingKind")
    for position, row in enumerate(tomllib.loads(ROWS.read_text(encoding="utf-8"))["kind"], 1):
        said = {name: value for name, value in row.items() if name != "code"}
        kind.objects.update_or_create(code=row["code"], defaults=said | {"position": position})


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
