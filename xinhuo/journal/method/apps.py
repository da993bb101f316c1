from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MethodConfig(AppConfig):
    name = "xinhuo.journal.method"
    verbose_name = "工作法"

    def ready(self) -> None:
        """Every app's measures are known from the start: a pack names them by their key."""
        autodiscover_modules("measures")
