from django.apps import AppConfig


class NightDeskConfig(AppConfig):
    name = "nightdesk"

    def ready(self) -> None:
        # The checks register themselves; the Celery application must exist wherever a row is nudged.
        from nightdesk import celery, checks  # noqa: F401
