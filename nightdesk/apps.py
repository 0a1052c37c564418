from django.apps import AppConfig


class NightDeskConfig(AppConfig):
    name = "nightdesk"

    def ready(self) -> None:
        from nightdesk import checks  # noqa: F401 - registers them
