"""When a night begins: with the closing of the office, by the clock of the tenant."""

from __future__ import annotations

from datetime import datetime, timedelta

BEGINS_AT = 17
"""The hour at which the office closes and a new night is counted; the morning after still sees the last one."""


def night_began(local: datetime) -> datetime:
    """The last time that the office closed."""
    closed = local.replace(hour=BEGINS_AT, minute=0, second=0, microsecond=0)
    return closed if local >= closed else closed - timedelta(days=1)
