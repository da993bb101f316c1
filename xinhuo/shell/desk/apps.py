from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DeskConfig(AppConfig):
    name = "xinhuo.shell.desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        """Every app's measures are known from the start, as Django knows every app's admin."""
        autodiscover_modules("measures")
