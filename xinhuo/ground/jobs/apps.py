from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "xinhuo.ground.jobs"
    verbose_name = "后台活"

    def ready(self) -> None:
        """Every app's kinds of jobs are known from the start, as its measures are."""
        autodiscover_modules("jobs")
