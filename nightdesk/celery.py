"""The Celery application: a nudge for rows that are due, nothing that cannot be lost."""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import celeryd_init, setup_logging

from nightdesk.embedded import ensure_servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nightdesk.settings")
ensure_servers()

app = Celery("nightdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Leave logging as the settings made it."""


@celeryd_init.connect
def refuse_incomplete_production(**_: object) -> None:
    """The worker reads no system checks by itself either."""
    from nightdesk import checks

    checks.refuse_incomplete_production()
