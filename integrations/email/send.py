"""One mail through the configured SMTP server.

MailError
├── MailRefused       the address or our login is refused                      permanent
└── MailUnavailable   the server is away or says "later"                       heals; uncertain once the text was sent
"""

from __future__ import annotations

import smtplib

from django.core.mail import EmailMessage, get_connection

from integrations.errors import IntegrationError


class MailError(IntegrationError):
    """The mail server did not take the mail."""


class MailRefused(MailError):
    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class MailUnavailable(MailError):
    def __init__(self, message: str, *, uncertain: bool = False) -> None:
        super().__init__(message, permanent=False, uncertain=uncertain)


def send_mail(*, to: str, subject: str, body: str) -> None:
    """Hand one mail to the server. Raise a MailError when it was not taken; EMAIL_TIMEOUT limits the wait."""
    connection = get_connection()
    message = EmailMessage(" ".join(subject.split()), body, to=[to], connection=connection)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as exc:
        raise _error(exc, to, sent=False) from exc
    try:
        connection.send_messages([message])
    except (OSError, ValueError, smtplib.SMTPException) as exc:
        raise _error(exc, to, sent=True) from exc
    finally:
        connection.close()


def _error(exc: Exception, to: str, *, sent: bool) -> MailError:
    match exc:
        case smtplib.SMTPRecipientsRefused():
            code = next((reply[0] for reply in exc.recipients.values()), 550)
            return _by_code(code, f"The mail server refused {to}.")
        case smtplib.SMTPAuthenticationError():
            return MailRefused("The mail server refused our login: check EMAIL_URL.")
        case smtplib.SMTPResponseException():
            return _by_code(exc.smtp_code, f"The mail server refused the mail (code {exc.smtp_code}).")
        case smtplib.SMTPNotSupportedError() | ValueError():
            return MailRefused(f"A mail to {to} cannot be written: {exc}")
        case _:
            return MailUnavailable("The mail server does not answer.", uncertain=sent)


def _by_code(code: int, words: str) -> MailError:
    """SMTP's own line: 4xx may work later, 5xx will not (RFC 5321, 4.2.1)."""
    return MailRefused(words) if code >= 500 else MailUnavailable(words)
