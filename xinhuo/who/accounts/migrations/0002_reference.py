"""The roles, from data."""

import tomllib
from pathlib import Path

from django.db import migrations

ROLES = Path(__file__).parent.parent / "data" / "roles.toml"


def fill(apps, schema_editor):
    role = apps.get_model("accounts", "Role")
    columns = {field.name for field in role._meta.get_fields()}
    for position, row in enumerate(tomllib.loads(ROLES.read_text(encoding="utf-8"))["role"], 1):
        known = {
            name: value for name, value in row.items() if name in columns
        }  # a later column comes with its own migration
        role.objects.update_or_create(code=row["code"], defaults={**known, "position": position})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
