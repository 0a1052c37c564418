"""What every outside system can do to us, told so that a worker knows when to come back and an owner what to mend.

IntegrationError
├── psa.errors.PsaError
├── twilio.errors.TwilioError
└── email.send.MailError
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import NewConnectionError


class IntegrationError(Exception):
    """Another system did not do what we asked. The message is written for the owner of the tenant.

    `permanent`: it does not heal by waiting; somebody has to mend something. `retry_after`: seconds that the other
    side asked for, or that are wise. `uncertain`: the other side may have done it; look before repeating.
    """

    def __init__(
        self, message: str, *, permanent: bool, retry_after: float | None = None, uncertain: bool = False
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
        self.uncertain = uncertain


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read a Retry-After header, in seconds or as a date; None when it is missing or makes no sense."""
    value = headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def why_unconnected(exc: requests.RequestException) -> NewConnectionError | None:
    """Return why no connection came about, or None when the request may have left the house."""
    reason = getattr(exc.args[0] if exc.args else None, "reason", None)
    return reason if isinstance(reason, NewConnectionError) else None


def never_left(exc: requests.RequestException) -> bool:
    """Whether the other side cannot have seen the request."""
    return isinstance(exc, requests.ConnectTimeout) or why_unconnected(exc) is not None
