"""Who sits at the keyboard of a command, and telling the log what he opened."""

from __future__ import annotations

import getpass
import os

import structlog
from django.db import Error as DatabaseError

from tenants import audit

log = structlog.get_logger(__name__)


def typed_by() -> str:
    """Return the name for the audit log; the one behind sudo, not root."""
    return f"command line ({os.environ.get('SUDO_USER') or getpass.getuser()})"


def tell_of_console(kind: audit.Kind, command: str) -> None:
    """Write into our own log that somebody opened a console. Without a database he still gets his console: to mend it."""
    try:
        audit.record(kind, None, actor=typed_by(), target=command)
    except DatabaseError as exc:
        log.error("audit_not_written", audit_kind=str(kind), why=type(exc).__name__)
