"""Alarms: rows that are owed to the tenant's alarm contacts and to staff, by text and by mail, until each has left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from calls.models import Alarm, Call
from calls.nudge import nudge
from integrations.email.send import send_mail
from integrations.errors import IntegrationError
from integrations.monitoring.client import post_alarm
from integrations.twilio import rest
from tenants.models import AlarmContact, Person, PhoneNumber
from tenants.models.people import Method
from tenants.phone import e164

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=40)
BREATH = timedelta(seconds=60)
"""A contact gets one alarm a minute at the most; what comes meanwhile is told together."""
SOON, LATER, MUCH_LATER = timedelta(seconds=15), timedelta(minutes=5), timedelta(minutes=30)
SOON_ATTEMPTS = 8
LONGEST_SMS = 600
ON_DUTY = "NightDesk's staff"  # the webhook's address may be a secret, and tenants read whom an alarm went to


def raise_alarm(
    tenant_id: UUID,
    *,
    key: str,
    subject: str,
    body: str,
    now: datetime,
    call: Call | None = None,
    by_mail_alone: bool = False,
) -> None:
    """Owe an alarm to everybody who answers for this tenant's desk, once for each `key`.

    `by_mail_alone` is for what somebody must know and nobody must be woken for.
    """
    log.error("alarm", tenant_id=str(tenant_id), key=key, subject=subject)
    for method, address in contacts_of(tenant_id):
        if by_mail_alone and method != Method.EMAIL:
            continue
        row, made = Alarm.objects.get_or_create(
            tenant_id=tenant_id,
            key=key,
            method=method,
            address=address,
            defaults={
                "call": call,
                "subject": subject[:200],
                "body": body,
                "created_at": now,
                "due_at": now if method == Alarm.WEBHOOK else _when(tenant_id, address, now),
            },
        )
        if made and row.due_at <= now:
            nudge("calls.send_alarm", row.pk)


def contacts_of(tenant_id: UUID) -> list[tuple[str, str]]:
    """Whom an alarm goes to: the tenant's contacts, without any the mailboxes of all his people; and staff, always."""
    named = list(AlarmContact.objects.filter(tenant_id=tenant_id).values_list("method", "address"))
    if not named:
        mailboxes = Person.objects.filter(tenant_id=tenant_id).exclude(email="")
        named = [(Method.EMAIL, email) for email in mailboxes.values_list("email", flat=True)]
    return list(dict.fromkeys([*((str(method), to) for method, to in named), *_staff()]))


def _staff() -> Iterator[tuple[str, str]]:
    if settings.ALARM_WEBHOOK_URL:
        yield Alarm.WEBHOOK, ON_DUTY
    for written in settings.STAFF_ALARM_CONTACTS:
        if "@" in written:
            yield Method.EMAIL.value, written
        elif number := e164(written):
            yield Method.SMS.value, number


def _when(tenant_id: UUID, address: str, now: datetime) -> datetime:
    recent = Alarm.objects.filter(tenant_id=tenant_id, address=address, due_at__gt=now - BREATH)
    last = recent.aggregate(last=Max("due_at"))["last"]
    return last + BREATH if last and last <= now else last or now


def send_alarm(alarm_id: int) -> None:
    """Send one alarm if it is due and nobody else is at it, and with it whatever else waits for the same contact."""
    now = timezone.now()
    alarm = Alarm.objects.claim(alarm_id, now=now, lease=LEASE)
    if alarm is None:
        return
    waiting = Alarm.objects.filter(
        tenant_id=alarm.tenant_id,
        method=alarm.method,
        address=alarm.address,
        settled_at=None,
        due_at__lte=now,
    )
    others = list(waiting.exclude(pk=alarm.pk).order_by("created_at"))
    try:
        provider_id = _send(alarm, others)
    except IntegrationError as exc:
        _put_off(alarm, exc, now=timezone.now())
        return
    sent = Alarm.objects.filter(pk__in=[alarm.pk, *(other.pk for other in others)])
    sent.update(sent_at=now, settled_at=now, lease_until=None, error="", provider_id=provider_id)


def _send(alarm: Alarm, others: list[Alarm]) -> str:
    if alarm.method == Alarm.WEBHOOK:
        for one in (alarm, *others):
            post_alarm(
                settings.ALARM_WEBHOOK_URL,
                key=one.key,
                subject=one.subject,
                body=one.body,
                tenant=one.tenant.name,
            )
        return f"webhook:{alarm.pk}"
    if alarm.method == Method.EMAIL:
        told = [alarm.body, *(f"{other.subject}\n{other.body}" for other in others)]
        more = f" (and {len(others)} more)" if others else ""
        send_mail(to=alarm.address, subject=f"[NightDesk] {alarm.subject}{more}", body="\n\n".join(told))
        return f"mail:{alarm.pk}"
    more = f" And {len(others)} more alarms: {settings.PUBLIC_URL}/dashboard" if others else ""
    return rest.send_sms(
        alarm.tenant,
        to=alarm.address,
        sender=alarm.call.to_number if alarm.call else _any_number(alarm),
        body=f"NightDesk ALARM {alarm.subject}: {alarm.body}"[: LONGEST_SMS - len(more)] + more,
        callback_url=f"{settings.PUBLIC_URL}/twilio/sms/status",
    )


def _any_number(alarm: Alarm) -> str:
    numbers = PhoneNumber.objects.filter(tenant_id=alarm.tenant_id)
    return numbers.values_list("number", flat=True).first() or ""


def _put_off(alarm: Alarm, exc: IntegrationError, *, now: datetime) -> None:
    """An alarm is never given up: it is tried again, at last every half hour, and its row is the proof meanwhile."""
    log.error("alarm_not_sent", alarm=alarm.pk, method=alarm.method, why=str(exc), attempts=alarm.attempts)
    wait = MUCH_LATER if exc.permanent else SOON if alarm.attempts < SOON_ATTEMPTS else LATER
    Alarm.objects.filter(alarm.still_ours()).update(due_at=now + wait, lease_until=None, error=str(exc))
