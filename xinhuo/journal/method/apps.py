from django.apps import AppConfig


class MethodConfig(AppConfig):
    name = "xinhuo.journal.method"
    verbose_name = "工作法"
