from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "xinhuo.shell.demo"
    verbose_name = "演示"
