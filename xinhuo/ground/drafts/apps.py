from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "xinhuo.ground.drafts"
    verbose_name = "先放着"
