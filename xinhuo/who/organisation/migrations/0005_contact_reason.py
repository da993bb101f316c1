from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0004_dated_names")]

    operations = [
        migrations.AddField(
            model_name="office",
            name="contact_reason",
            field=models.BooleanField(default=False, verbose_name="看联系方式要写缘由"),
        ),
    ]
