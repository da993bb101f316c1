from django.db import migrations, models


class Migration(migrations.Migration):
    """Newest first at every level, as the trail is read; an index holds only the rows that lie that deep."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="entry", name="audit_path_at"),
        *(
            migrations.AddIndex(
                model_name="entry",
                index=models.Index(
                    fields=[f"a{level}", "-at", "-id"],
                    condition=models.Q(**{f"a{level}__isnull": False}),
                    name=f"audit_a{level}_at",
                ),
            )
            for level in range(1, 7)
        ),
    ]
