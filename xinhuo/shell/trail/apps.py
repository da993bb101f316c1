from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "xinhuo.shell.trail"
    verbose_name = "留痕"
