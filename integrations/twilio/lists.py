"""What Twilio itself lists for an account in a span of time: every call and every text, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from integrations.twilio.accounts import credentials_for
from integrations.twilio.rest import attempt, client_for
from tenants.models import Tenant

PAGE = 1000  # the largest that Twilio gives


@dataclass(frozen=True, slots=True)
class Listed:
    """One call or text as Twilio tells of it. `direction` is Twilio's word: inbound, outbound-api, outbound-dial …"""

    sid: str
    direction: str
    sender: str
    recipient: str
    at: datetime | None


def calls_between(tenant: Tenant, since: datetime, until: datetime) -> list[Listed]:
    """Return the calls of the tenant's account that began then. Raise a TwilioError when Twilio does not tell."""
    client = client_for(credentials_for(tenant))
    return _listed(
        attempt(
            lambda: client.calls.list(
                start_time_after=_utc(since), start_time_before=_utc(until), page_size=PAGE
            )
        )
    )


def texts_between(tenant: Tenant, since: datetime, until: datetime) -> list[Listed]:
    """Return the texts of the tenant's account that were sent then. Raise a TwilioError when Twilio does not tell."""
    client = client_for(credentials_for(tenant))
    return _listed(
        attempt(
            lambda: client.messages.list(
                date_sent_after=_utc(since), date_sent_before=_utc(until), page_size=PAGE
            )
        )
    )


def _utc(moment: datetime) -> datetime:
    """The SDK writes a Z behind whatever clock it is given."""
    return moment.astimezone(UTC)


def _listed(rows: Iterable[Any]) -> list[Listed]:
    return [
        Listed(str(row.sid), str(row.direction), _sender(row), str(row.to), row.date_created) for row in rows
    ]


def _sender(row: Any) -> str:
    """The SDK names the same field differently in texts and in calls."""
    return str(getattr(row, "from_", None) or getattr(row, "_from", None) or "")
