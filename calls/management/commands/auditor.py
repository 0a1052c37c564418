"""Run the auditor until it is told to stop."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand

from calls.auditor.auditor import Auditor


class Command(BaseCommand):
    help = "Looks for escalations that are late: repairs them after 30 s, raises the alarm within 60 s."

    def handle(self, *args: Any, **options: Any) -> None:
        auditor = Auditor()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: auditor.stopping.set())
        auditor.run()
