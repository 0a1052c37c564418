"""`manage.py sandbox_mail`: the sandbox's mailbox, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from integrations.sandbox.mailbox import mailbox_server


class Command(BaseCommand):
    help = "Take mails on 127.0.0.1 and keep them for the page /sandbox/. Development only."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("The sandbox runs in development only.")
        ended = threading.Event()

        def end(signum: int, frame: FrameType | None) -> None:
            ended.set()

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, end)
        server = mailbox_server(settings.SANDBOX_MAIL_PORT)
        try:
            server.start()
        except OSError as exc:
            raise CommandError(f"Port {settings.SANDBOX_MAIL_PORT} is taken: {exc}") from exc
        self.stdout.write(f"Mailbox on 127.0.0.1:{settings.SANDBOX_MAIL_PORT}")
        ended.wait()
        server.stop()
