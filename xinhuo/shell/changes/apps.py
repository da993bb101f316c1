from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "xinhuo.shell.changes"
    verbose_name = "单位和人的变动"
