from django.apps import AppConfig


class YearbookConfig(AppConfig):
    name = "xinhuo.year.yearbook"
    verbose_name = "年册"
