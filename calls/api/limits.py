"""How often one may ask: by token, and by tenant over all of its tokens. Counted in Valkey, over all web processes.

A counter that cannot be reached refuses nobody: the API is how some MSPs see who is being woken.
"""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING

import redis
import structlog
from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from tenants.models import ApiToken

if TYPE_CHECKING:
    from rest_framework.views import APIView

log = structlog.get_logger(__name__)

MINUTE = 60
BY_TOKEN = 600  # requests a minute: a script that polls every second has room for nine more
BY_TENANT = 3000
ANSWER_SECONDS = 0.2  # in which the counter answers, or it is not waited for
LEFT_ALONE_SECONDS = 5.0  # after it did not


class Counter:
    """Requests of this minute by name. One round trip."""

    def __init__(self, url: str) -> None:
        self._server = redis.Redis.from_url(
            url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
        )
        self._ask_from = float("-inf")

    def count(self, names: list[str], minute: int) -> list[int]:
        """Add one to each and return them. None are returned while the server is away."""
        if time.monotonic() < self._ask_from:
            return []
        try:
            with self._server.pipeline(transaction=False) as pipe:
                for name in names:
                    key = f"nightdesk:asked:{name}:{minute}"
                    pipe.incr(key)
                    pipe.expire(key, 2 * MINUTE)
                return [int(count) for count in pipe.execute()[::2]]
        except redis.RedisError as exc:
            log.warning("requests_not_counted", why=type(exc).__name__)
            self._ask_from = time.monotonic() + LEFT_ALONE_SECONDS
            return []


@cache
def counter_at(url: str) -> Counter:
    return Counter(url)


class PerToken(BaseThrottle):
    """So many requests in each minute of the clock; what is over waits for the next."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        token = request.auth
        if not isinstance(token, ApiToken):
            return True
        names = [f"token:{token.pk}", f"tenant:{token.tenant_id}"]
        counts = counter_at(settings.REDIS_URL).count(names, int(time.time()) // MINUTE)
        return all(count <= most for count, most in zip(counts, (BY_TOKEN, BY_TENANT), strict=False))

    def wait(self) -> float:
        return MINUTE - time.time() % MINUTE
