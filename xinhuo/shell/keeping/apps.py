from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "xinhuo.shell.keeping"
    verbose_name = "保管"
