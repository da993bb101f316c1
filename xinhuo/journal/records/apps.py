from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "xinhuo.journal.records"
    verbose_name = "记录"
