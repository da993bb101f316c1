"""The table of words, which Django does not know: its shape is the database's own."""

from django.db import migrations

from xinhuo.ground.search.engines import MAKE


def make(apps, schema_editor):
    schema_editor.execute(MAKE[schema_editor.connection.vendor][0])


def drop(apps, schema_editor):
    schema_editor.execute(MAKE[schema_editor.connection.vendor][1])


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
