"""Sending what is due: one page to one person. Claimed, sent, recorded; a crash in between makes it due again."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from calls.conversation.words import text
from calls.escalation.forward import call_forward, pass_over
from calls.models import Escalation, Page
from integrations.email.send import send_mail
from integrations.errors import IntegrationError
from integrations.twilio import rest
from tenants.models.people import Method

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=40)  # longer than a provider's deadline, shorter than a caller's patience
TRY_AGAIN = timedelta(seconds=15)
MOST_ATTEMPTS = 4
TAKE_IT = "1"  # what an engineer answers, by text and by key
LONGEST_SMS = 600  # four segments; Twilio refuses more than 1600 characters


def send_page(page_id: int) -> None:
    """Send one page if it is due and nobody else is at it. Safe to call any number of times."""
    now = timezone.now()
    page = Page.objects.claim(page_id, now=now, lease=LEASE)
    if page is None:
        return
    if Escalation.objects.filter(pk=page.escalation_id, state=Escalation.State.ACKNOWLEDGED).exists():
        Page.objects.filter(page.still_ours()).update(
            state=Page.State.CANCELLED, settled_at=now, lease_until=None
        )
        return
    if not Page.objects.filter(page.still_ours()).update(state=Page.State.SENDING):
        return
    try:
        provider_id = _send(page)
    except IntegrationError as exc:
        _failed(page, exc, now=timezone.now())
    else:
        _accepted(page, provider_id, now=timezone.now())


def _send(page: Page) -> str:
    """Hand the page to its provider; look first whether an attempt that died had already done so."""
    page = Page.objects.select_related("escalation__call__customer", "tenant").get(pk=page.pk)
    if page.attempts > 1 and (sent := _sent_before(page)):
        return sent
    match Method(page.method):
        case Method.SMS:
            return rest.send_sms(
                page.tenant,
                to=page.address,
                sender=page.escalation.call.to_number,
                body=_body("pages/sms", page)[:LONGEST_SMS],
                callback_url=f"{settings.PUBLIC_URL}/twilio/sms/status?page={page.pk}",
            )
        case Method.VOICE:
            return rest.place_call(
                page.tenant,
                to=page.address,
                sender=page.escalation.call.to_number,
                url=_voice_url(page),
                callback_url=f"{settings.PUBLIC_URL}/twilio/voice/page/status?page={page.pk}",
            )
        case Method.EMAIL:
            send_mail(
                to=page.address, subject=_body("pages/email_subject", page), body=_body("pages/email", page)
            )
            return f"mail:{page.pk}"


def _sent_before(page: Page) -> str | None:
    """What is asked of the provider after an attempt of unknown outcome. E-mail cannot be asked; twice is harmless."""
    since = page.escalation.started_at - timedelta(minutes=1)
    taken = Page.objects.filter(tenant=page.tenant, address=page.address, sent_at__gte=since).exclude(
        pk=page.pk
    )
    besides = [sid for sid in taken.values_list("provider_id", flat=True) if sid]
    match Method(page.method):
        case Method.SMS:
            marker = call_link(page)
            return rest.find_sent(
                page.tenant, "sms", to=page.address, since=since, marker=marker, besides=besides
            )
        case Method.VOICE:
            return rest.find_sent(
                page.tenant, "voice", to=page.address, since=since, marker="", besides=besides
            )
        case Method.EMAIL:
            return None


def _voice_url(page: Page) -> str:
    return f"{settings.PUBLIC_URL}/twilio/voice/page?page={page.pk}"


def call_link(page: Page) -> str:
    return f"{settings.PUBLIC_URL}/dashboard/calls/{page.escalation.call_id}"


def _body(template: str, page: Page) -> str:
    call = page.escalation.call
    return text(
        template,
        priority=call.priority,
        summary=call.summary,
        code=TAKE_IT,
        link=call_link(page),
        customer=call.customer.name if call.customer else "unknown customer",
        caller=call.from_number or "number withheld",
        reason=page.escalation.reason,
        first_words=call.first_words[:80],
        turns=[turn for turn in call.turns.all() if turn.text],
    )


def _accepted(page: Page, provider_id: str, *, now: datetime) -> None:
    mine = Page.objects.filter(page.still_ours(), state=Page.State.SENDING)
    mine.update(
        state=Page.State.ACCEPTED,
        provider_id=provider_id,
        sent_at=now,
        settled_at=now,
        lease_until=None,
        error="",
    )
    log.info("page_accepted", page=page.pk, method=page.method, provider_id=provider_id)


@transaction.atomic
def _failed(page: Page, exc: IntegrationError, *, now: datetime) -> None:
    """Try a passing fault again; a lasting one calls the next step forward at once."""
    log.warning("page_failed", page=page.pk, method=page.method, why=str(exc), permanent=exc.permanent)
    mine = Page.objects.filter(page.still_ours(), state=Page.State.SENDING)
    if not exc.permanent and page.attempts < MOST_ATTEMPTS:
        mine.update(state=Page.State.DUE, due_at=now + TRY_AGAIN, lease_until=None, error=str(exc))
        # Do not let a provider's trouble hold up the next person.
        if page.attempts > 1:
            call_forward(page, now)
        return
    if mine.update(state=Page.State.FAILED, settled_at=now, failed_at=now, lease_until=None, error=str(exc)):
        pass_over(page, now)
