from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "xinhuo.journal.approvals"
    verbose_name = "审批"
