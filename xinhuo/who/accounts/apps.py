from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "xinhuo.who.accounts"
    verbose_name = "账号"
