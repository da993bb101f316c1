from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "xinhuo.shell.roster"
    verbose_name = "名册"
