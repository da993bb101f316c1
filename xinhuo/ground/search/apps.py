from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "xinhuo.ground.search"
    verbose_name = "查找"
