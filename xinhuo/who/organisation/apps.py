from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "xinhuo.who.organisation"
    verbose_name = "组织"
