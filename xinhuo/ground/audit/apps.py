from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "xinhuo.ground.audit"
    verbose_name = "留痕"
