from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "xinhuo.ground.files"
    verbose_name = "附件"
