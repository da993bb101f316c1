"""Where an account is logged in, and after how long without use it is logged out: data of its roles."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import xinhuo.ground.kernel.ids

fill = import_module("xinhuo.who.accounts.migrations.0002_reference").fill


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_roles")]

    operations = [
        migrations.AddField("role", "idle_minutes", models.PositiveIntegerField("几分钟没用就退出", default=240)),
        migrations.AddField(
            "role",
            "idle_own_minutes",
            models.PositiveIntegerField("自己的手机电脑上几分钟没用就退出", default=240),
        ),
        migrations.CreateModel(
            name="LoginPlace",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xinhuo.ground.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("session_key", models.CharField(editable=False, max_length=40)),
                ("device", models.CharField(max_length=40, verbose_name="哪种机器")),
                ("own", models.BooleanField(default=False, verbose_name="自己的")),
                ("since", models.DateTimeField(auto_now_add=True, verbose_name="从")),
                ("last_on", models.DateTimeField(verbose_name="最近用过")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="accounts.account",
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "登录着的地方",
                "db_table": "accounts_login_place",
                "indexes": [models.Index(fields=["session_key"], name="login_place_session")],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
