"""The roles again: they have learnt to seal, to read the trail, to bring old books in, to print for others."""

from importlib import import_module

from django.db import migrations

fill = import_module("xinhuo.who.accounts.migrations.0002_reference").fill


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_reference")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
