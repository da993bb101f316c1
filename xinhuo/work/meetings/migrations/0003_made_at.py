"""When a meeting was announced: the day on its notice."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_reference")]
    operations = [
        migrations.AddField(
            "meeting",
            "made_at",
            models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now, verbose_name="定于"),
            preserve_default=False,
        )
    ]
