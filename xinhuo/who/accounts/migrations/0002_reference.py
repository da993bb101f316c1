"""The roles, from data."""

import tomllib
from pathlib import Path

from django.db import migrations

ROLES = Path(__file__).parent.parent / "data" / "roles.toml"


def fill(apps, schema_editor):
    role = apps.get_model("accounts", "Role")
    for position, row in enumerate(tomllib.loads(ROLES.read_text(encoding="utf-8"))["role"], 1):
        role.objects.update_or_create(code=row["code"], defaults={**row, "position": position})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
