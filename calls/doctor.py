"""What fails silently, looked at: one finding a line, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import redis
from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from django.utils import timezone

from calls.escalation.chain import plan_chain
from calls.models import Delivery, Pulse
from calls.vitals import read_vitals
from integrations.errors import IntegrationError
from integrations.psa.choice import psa_of
from tenants.grants import why_too_wide
from tenants.models import PhoneNumber, Runbook, Tenant
from tenants.numbers import unproved
from tenants.roles import APP
from tenants.runbooks import check
from triage import Action, Decision

PULSE_LATE = 30.0
LATE = 60.0  # seconds; a page that old is nobody's any more


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok` None: not wrong, but worth knowing."""

    ok: bool | None
    what: str
    todo: str = ""


def examine_desk() -> Iterator[Finding]:
    yield Finding(True, f"database answers, public address {settings.PUBLIC_URL}")
    yield _role()
    yield _broker()
    yield _public_address()
    yield _model()
    yield _mail()
    yield from _pulses()
    yield from _outside()
    vitals = read_vitals(timezone.now())
    yield Finding(
        vitals.oldest_page < LATE,
        f"{vitals.pages_due} pages due",
        "" if vitals.oldest_page < LATE else "start the watchdog: manage.py watchdog",
    )
    yield Finding(
        vitals.escalations_exhausted == 0 or None,
        f"{vitals.escalations_exhausted} escalations that nobody answered",
    )


def _role() -> Finding:
    with connection.cursor() as cursor:
        why = why_too_wide(cursor)
    if why:
        return Finding(False, why, f"let DATABASE_URL name {APP}")
    login = settings.DATABASES["default"]["USER"]
    if login != APP:
        todo = f"let it name {APP}, and DATABASE_OWNER_URL the owner; migrate then gives {APP} its password"
        return Finding(None, f"DATABASE_URL names {login}, who is more than the desk needs to be", todo)
    return Finding(True, "the database refuses another tenant's rows")


def _broker() -> Finding:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
            waiting = sum(int(client.llen(queue)) for queue in ("pages", "celery"))
    except redis.RedisError as exc:
        return Finding(
            False,
            f"broker does not answer ({type(exc).__name__})",
            "check REDIS_URL; pages still leave through the watchdog",
        )
    return Finding(
        waiting < 100,
        f"broker answers, {waiting} nudges waiting",
        "" if waiting < 100 else "start more workers",
    )


def _pulses() -> Iterator[Finding]:
    """Both must beat: what the one does not do, the other finds."""
    now = timezone.now()
    for name in Pulse.Name:
        age = Pulse.age(name, now)
        beats = age is not None and age < PULSE_LATE
        seen = "never seen" if age is None else f"last seen {age:.0f} s ago"
        yield Finding(beats, f"{name} {'works' if beats else seen}", "" if beats else f"manage.py {name}")


def _outside() -> Iterator[Finding]:
    if not settings.STAFF_ALARM_CONTACTS:
        yield Finding(False, "nobody of our staff hears alarms", "set STAFF_ALARM_CONTACTS")
    if not settings.ALARM_WEBHOOK_URL:
        yield Finding(
            None,
            "alarms have no route beside mail and Twilio",
            "set ALARM_WEBHOOK_URL to a webhook of another vendor",
        )
    if not settings.DEADMAN_URL:
        yield Finding(
            None, "nobody outside notices when all of this stops", "set DEADMAN_URL to a dead man's switch"
        )


def _public_address() -> Finding:
    if settings.PUBLIC_URL.startswith("https://"):
        return Finding(True, "public address is https")
    return Finding(
        None if settings.DEVELOPMENT else False,
        "public address is not https",
        "set PUBLIC_URL to the address that Twilio calls",
    )


def _model() -> Finding:
    if settings.ANTHROPIC_API_KEY:
        return Finding(
            True,
            f"model {settings.NIGHTDESK_MODEL}, then {settings.NIGHTDESK_FALLBACK_MODEL}, then the offline triager",
        )
    return Finding(None, "no ANTHROPIC_API_KEY: the offline triager decides alone")


def _mail() -> Finding:
    try:
        with get_connection(fail_silently=False):
            return Finding(True, f"mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers")
    except OSError as exc:
        return Finding(False, f"mail server does not answer ({type(exc).__name__})", "check EMAIL_URL")


def examine_tenant(tenant: Tenant) -> Iterator[Finding]:
    yield _numbers(tenant)
    yield _chain(tenant)
    yield from _unproved(tenant)
    yield from _runbooks(tenant)
    yield _tickets(tenant)
    yield from _psa(tenant)


def _numbers(tenant: Tenant) -> Finding:
    count = PhoneNumber.objects.filter(tenant=tenant).count()
    return Finding(count > 0, f"{count} numbers", "" if count else "add a number, or nobody can call")


def _chain(tenant: Tenant) -> Finding:
    steps = plan_chain(tenant.pk, Decision(action=Action.ESCALATE, speech=""))
    names = " → ".join(f"{step.person_name} ({step.method})" for step in steps)
    return Finding(
        bool(steps), f"on call: {names or 'nobody'}", "" if steps else "add people and an on-call order"
    )


def _unproved(tenant: Tenant) -> Iterator[Finding]:
    for one in unproved(tenant):
        todo = "paged as long as there is no other; verify it on the on-call page"
        yield Finding(None, f"{one.number} of {one.whose} is not verified", todo)


def _runbooks(tenant: Tenant) -> Iterator[Finding]:
    for runbook in Runbook.objects.filter(tenant=tenant).select_related("customer"):
        current = runbook.current
        report = check(tenant, current.text) if current else None
        faults = report.faults if report else ()
        first = f"line {faults[0].line}: {faults[0].message}" if faults else ""
        ok = None if faults else bool(current)
        yield Finding(False if report and report.runbook is None else ok, f"runbook {runbook}", first)


def _tickets(tenant: Tenant) -> Finding:
    stuck = Delivery.objects.filter(tenant=tenant, state=Delivery.State.STUCK).first()
    if stuck:
        return Finding(False, "a ticket needs attention", stuck.error)
    old = Delivery.objects.filter(
        tenant=tenant, settled_at=None, created_at__lt=timezone.now() - timedelta(minutes=15)
    )
    return Finding(
        not old.exists(),
        "no ticket is waiting for long"
        if not old.exists()
        else f"{old.count()} tickets wait for more than 15 minutes",
    )


def _psa(tenant: Tenant) -> Iterator[Finding]:
    try:
        psa = psa_of(tenant)
        if psa is None:
            yield Finding(None, "no PSA connected: tickets wait in the outbox")
            return
        missing = psa.check_setup()
    except IntegrationError as exc:
        yield Finding(False, tenant.get_psa_display(), str(exc))
        return
    yield Finding(True, f"{psa.name} answers with these keys")
    for fault in missing:
        yield Finding(False, f"{psa.name} set-up", fault)
