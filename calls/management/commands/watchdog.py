"""Run the watchdog until it is told to stop."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand

from calls.watchdog import Watchdog


class Command(BaseCommand):
    help = "Does whatever is due and not being done: pages, tickets, calls whose line is dead."

    def handle(self, *args: Any, **options: Any) -> None:
        dog = Watchdog()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: dog.stopping.set())
        dog.run()
