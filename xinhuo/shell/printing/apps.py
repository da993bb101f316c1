from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "xinhuo.shell.printing"
    verbose_name = "代印"
