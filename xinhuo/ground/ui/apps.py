from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "xinhuo.ground.ui"
    verbose_name = "构件"
