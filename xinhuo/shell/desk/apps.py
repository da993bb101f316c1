from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "xinhuo.shell.desk"
    verbose_name = "工作台"
