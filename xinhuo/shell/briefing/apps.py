from django.apps import AppConfig


class BriefingConfig(AppConfig):
    name = "xinhuo.shell.briefing"
    verbose_name = "案头"
