from django.apps import AppConfig


class NightDeskConfig(AppConfig):
    name = "nightdesk"
