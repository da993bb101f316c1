from django.apps import AppConfig


class YearendConfig(AppConfig):
    name = "xinhuo.shell.yearend"
    verbose_name = "年终印册"
