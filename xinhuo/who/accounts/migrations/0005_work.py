"""What roles may do of approvals, meetings, reports and the method."""

from importlib import import_module

from django.db import migrations

fill = import_module("xinhuo.who.accounts.migrations.0002_reference").fill


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_places")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
