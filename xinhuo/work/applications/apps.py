from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "xinhuo.work.applications"
    verbose_name = "申报"
