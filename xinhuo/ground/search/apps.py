from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    name = "xinhuo.ground.search"
    verbose_name = "查找"

    def ready(self) -> None:
        """Whoever keeps paths elsewhere than in a table of the tree follows each move from the start."""
        autodiscover_modules("movers")
