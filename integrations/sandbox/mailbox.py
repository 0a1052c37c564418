"""An SMTP server on this machine that keeps every mail for the sandbox's page."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller
from asgiref.sync import sync_to_async
from django.db import close_old_connections

from integrations.sandbox.models import Fault, Mail


class Mailbox:
    """aiosmtpd's handler: takes any mail from this machine."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        kept = await sync_to_async(_keep)(envelope.mail_from or "", list(envelope.rcpt_tos), envelope.content)
        return "250 OK" if kept else "451 Requested action aborted: try again later"


def _keep(*mail: Any) -> bool:
    """Store a mail from outside a request, where nobody else ends a connection that has gone stale."""
    close_old_connections()
    is_down = Fault.is_on(Fault.Kind.MAIL_DOWN)
    if not is_down:
        keep(*mail)
    close_old_connections()
    return not is_down


def keep(sender: str, recipients: list[str], content: bytes) -> None:
    """Store a mail, one row for each recipient."""
    message = message_from_bytes(content, policy=policy.default)
    part = message.get_body(("plain", "html"))
    body = str(part.get_content()).replace("\r\n", "\n").strip() if part else ""
    subject = str(message.get("Subject", ""))
    Mail.objects.bulk_create(
        Mail(sender=sender, recipient=recipient, subject=subject, body=body) for recipient in recipients
    )


def mailbox_server(port: int) -> Controller:
    """Return the server; `start()` and `stop()` are the caller's."""
    return Controller(Mailbox(), hostname="127.0.0.1", port=port, ready_timeout=10)
