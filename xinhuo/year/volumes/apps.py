from django.apps import AppConfig


class VolumesConfig(AppConfig):
    name = "xinhuo.year.volumes"
    verbose_name = "旧册"
