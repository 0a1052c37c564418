"""Mail: what is handed over, and what a worker is told when the server will not have it."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail

from integrations.email.send import MailRefused, MailUnavailable, send_mail
from integrations.errors import IntegrationError

MAIL = {"to": "mike@northstar.example", "subject": "[NightDesk P1] Acme", "body": "Server down."}


class Server:
    """An SMTP server that answers as it is told."""

    recipient = "250 OK"
    data = "250 OK"

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        return self.data


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def smtp(settings: Any) -> Iterator[Server]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    handler = Server()
    server = Controller(handler, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    server.start()
    yield handler
    server.stop()


def test_a_mail_is_handed_over(smtp):
    send_mail(**MAIL)

    assert b"Subject: [NightDesk P1] Acme" in smtp.taken[0]
    assert b"Server down." in smtp.taken[0]


def test_a_subject_is_one_line():
    send_mail(**MAIL | {"subject": "Acme\r\nBcc: everybody@example.com"})

    assert mail.outbox[0].subject == "Acme Bcc: everybody@example.com"
    assert mail.outbox[0].recipients() == [MAIL["to"]]


@pytest.mark.parametrize(
    ("place", "reply", "kind"),
    [
        ("recipient", "550 no such user", MailRefused),
        ("recipient", "451 greylisted", MailUnavailable),
        ("data", "554 rejected", MailRefused),
        ("data", "452 disk full", MailUnavailable),
    ],
)
def test_smtps_codes_tell_what_heals(smtp, place, reply, kind):
    setattr(smtp, place, reply)

    with pytest.raises(kind) as fault:
        send_mail(**MAIL)

    assert fault.value.permanent is (kind is MailRefused)
    assert not fault.value.uncertain


def test_a_server_that_is_away_took_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()

    with pytest.raises(MailUnavailable) as fault:
        send_mail(**MAIL)

    assert not fault.value.uncertain


def test_a_line_that_breaks_while_sending_leaves_doubt(smtp, monkeypatch):
    def broken(*args: Any) -> None:
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(smtplib.SMTP, "sendmail", broken)

    with pytest.raises(MailUnavailable) as fault:
        send_mail(**MAIL)

    assert fault.value.uncertain


def test_an_address_that_cannot_be_written_is_refused(smtp):
    with pytest.raises(IntegrationError) as fault:
        send_mail(**MAIL | {"to": "mike@northstar.example\nBcc: x@y.example"})

    assert fault.value.permanent
