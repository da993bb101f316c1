from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "xinhuo.work.meetings"
    verbose_name = "会议"
