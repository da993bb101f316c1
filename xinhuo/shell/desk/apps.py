from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DeskConfig(AppConfig):
    name = "xinhuo.shell.desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        """Every app's measures, and its papers that can be sealed, are known from the start."""
        autodiscover_modules("measures", "sealing")
