from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "xinhuo.who.people"
    verbose_name = "人员"
