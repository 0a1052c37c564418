"""How often one may try to sign in: by name, by address, by both, and never so that an attacker locks out the others.

A browser that has signed in before carries a signed mark and is counted by itself alone. So whoever fails on purpose,
under somebody's name or behind the same address, shuts the door on strangers, not on the people who work there.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase

from tenants.models.lockout import FailedSignIns
from tenants.network import network_of

COOKIE = "known_browser"
COOKIE_AGE = timedelta(days=180)
SALT = "tenants.lockout"
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """So many failures within so long; then the same waits until the time is over."""

    scope: str
    most: int
    within: timedelta


BY_PAIR = Rule("name and address", 5, timedelta(minutes=15))
BY_ADDRESS = Rule("address", 20, timedelta(minutes=15))
BY_NAME = Rule("name", 50, timedelta(hours=1))
BY_BROWSER = Rule("browser", 10, timedelta(minutes=15))
OWN = (BY_PAIR, BY_BROWSER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try, counted as a failure until it turns out to be none."""

    forgiven: tuple[str, ...] = ()  # keys that a success clears: nobody else's tries are counted there
    shared: tuple[str, ...] = ()
    open_again_at: datetime | None = None

    @property
    def is_refused(self) -> bool:
        return self.open_again_at is not None


def begin_attempt(request: HttpRequest, name: str, *, now: datetime) -> Attempt:
    """Count a try before anything is compared, so that many at once cannot slip past the count.

    `name` is the login's; "" where there is none, as with a token. A refused try is not counted again.
    """
    name = _folded(name)
    rules = _rules(request, name)
    with transaction.atomic():
        for rule, key in sorted(
            rules.items(), key=lambda item: item[1]
        ):  # one order, or two tries may deadlock
            failures, since = _count(key, now, now - rule.within)
            if failures > rule.most:
                transaction.set_rollback(True)
                return Attempt(open_again_at=since + rule.within)
        forget_old(now)
    own = tuple(key for rule, key in rules.items() if rule in OWN)
    return Attempt(forgiven=own, shared=tuple(set(rules.values()) - set(own)))


def succeeded(attempt: Attempt) -> None:
    """Forget what this person or browser failed before; of what is counted together with others, only this try."""
    FailedSignIns.objects.filter(key__in=attempt.forgiven).update(failures=0)
    FailedSignIns.objects.filter(key__in=attempt.shared, failures__gt=0).update(failures=F("failures") - 1)


def mark_browser(response: HttpResponseBase, name: str) -> None:
    """Let the browser be known by itself from now on, for this name; "" for a token."""
    value = signing.dumps([_folded(name), secrets.token_hex(8)], salt=SALT)
    response.set_cookie(
        COOKIE,
        value,
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _folded(name: str) -> str:
    return name.strip().casefold()


def _rules(request: HttpRequest, name: str) -> dict[Rule, str]:
    """The rules that count for this try, each with the key that it counts under."""
    if browser := _known_browser(request, name):
        return {BY_BROWSER: _key(BY_BROWSER, browser)}
    address = network_of(request)
    found = {BY_ADDRESS: _key(BY_ADDRESS, address)}
    if name:
        found |= {BY_PAIR: _key(BY_PAIR, f"{name}\n{address}"), BY_NAME: _key(BY_NAME, name)}
    return found


def _known_browser(request: HttpRequest, name: str) -> str:
    try:
        marked, browser = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(browser) if marked == name else ""


def _key(rule: Rule, subject: str) -> str:
    return hashlib.sha256(f"{rule.scope}\n{subject}".encode()).hexdigest()


def _count(key: str, now: datetime, from_then: datetime) -> tuple[int, datetime]:
    """Add one failure; what lies before `from_then` is forgotten. Return how many there are, and since when."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tenants_failedsignins AS row (key, failures, since) VALUES (%(key)s, 1, %(now)s)
            ON CONFLICT (key) DO UPDATE SET
                failures = CASE WHEN row.since <= %(then)s OR row.failures = 0 THEN 1 ELSE row.failures + 1 END,
                since = CASE WHEN row.since <= %(then)s OR row.failures = 0 THEN excluded.since ELSE row.since END
            RETURNING failures, since
            """,
            {"key": key, "now": now, "then": from_then},
        )
        failures, since = cursor.fetchone()
    return int(failures), since


def forget_old(now: datetime) -> int:
    """Remove what no rule looks at any more. Return how much it was."""
    return FailedSignIns.objects.filter(since__lt=now - KEPT).delete()[0]
