from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "xinhuo.ground.jobs"
    verbose_name = "后台活"
