from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "xinhuo.work.reports"
    verbose_name = "汇报交流"
