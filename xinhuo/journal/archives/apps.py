from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    name = "xinhuo.journal.archives"
    verbose_name = "档案"
