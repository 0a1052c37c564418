"""The other routes: straight to staff's mailbox and to the webhook, without a row, a queue or the database."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.conf import settings

from integrations.email.send import send_mail
from integrations.errors import IntegrationError
from integrations.monitoring.client import ping, post_alarm

log = structlog.get_logger(__name__)

AGAIN = 300.0  # seconds until the same thing is told again
PING_EVERY = 30.0


class Outside:
    """What the outside was told, and when; kept in memory, because it must work when nothing else does."""

    def __init__(self) -> None:
        self._told: dict[str, float] = {}
        self._pinged_at = 0.0

    def tell(self, key: str, *, subject: str, body: str) -> bool:
        """Raise an alarm about the desk itself by every route that needs no database. Return whether one took it."""
        now = time.monotonic()
        if now - self._told.get(key, -AGAIN) < AGAIN:
            return True
        log.error("alarm", key=key, subject=subject)
        taken = [_tried(route) for route in self._routes(key, subject, body)]
        if any(taken):
            self._told[key] = now
        return any(taken)

    def _routes(self, key: str, subject: str, body: str) -> list[Callable[[], None]]:
        routes: list[Callable[[], None]] = []
        if url := settings.ALARM_WEBHOOK_URL:
            routes.append(lambda: post_alarm(url, key=key, subject=subject, body=body))
        for address in settings.STAFF_ALARM_CONTACTS:
            if "@" in address:
                routes.append(
                    lambda to=address: send_mail(to=to, subject=f"[NightDesk] {subject}", body=body)  # type: ignore[misc]
                )
        return routes

    def over(self, key: str) -> None:
        """The trouble is past: the next one of its kind is told at once."""
        self._told.pop(key, None)

    def all_is_well(self) -> None:
        """Tell the dead man's switch, twice a minute. It alarms by itself when we fall silent."""
        now = time.monotonic()
        if settings.DEADMAN_URL and now - self._pinged_at >= PING_EVERY and _tried(_ping):
            self._pinged_at = now


def _ping() -> None:
    ping(settings.DEADMAN_URL)


def _tried(route: Callable[[], None]) -> bool:
    try:
        route()
    except IntegrationError as exc:
        log.warning("outside_not_told", why=str(exc))
        return False
    return True
