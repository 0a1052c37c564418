"""A number is verified by a code that is sent there and typed in here. At most three codes an hour go to one number."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from calls.conversation.words import speech, text
from calls.spending import usage_of
from integrations.errors import IntegrationError
from integrations.twilio import rest
from tenants.models import NumberCode, PhoneNumber, Tenant, VerifiedNumber
from tenants.models.people import Method
from tenants.phone import costly, e164

log = structlog.get_logger(__name__)

MOST_AN_HOUR = 3
GOOD_FOR = timedelta(minutes=10)
MOST_TRIES = 5
DIGITS = 6
HOW = {Method.SMS: "code by text message", Method.VOICE: "code by phone call"}


class CodeError(ValueError):
    """No code can be sent, or the one that was typed is not right; the message says what would do."""


def send_code(tenant: Tenant, number: str, *, method: str, by: str, now: datetime) -> None:
    """Send a code to a number by text or by a call. Raise CodeError when it may not or cannot be sent."""
    to = _number_that_may_be_tried(number)
    sender = PhoneNumber.objects.filter(tenant=tenant).values_list("number", flat=True).first()
    if sender is None:
        raise CodeError("The desk has no number of its own yet to send a code from.")
    if usage_of(tenant.pk, now=now).is_over:
        raise CodeError(
            "The day's limit of texts or of money is reached; a code can wait, a page never does."
        )
    code = _note_sending(tenant, to, method, by, now)
    try:
        _send(tenant, code, sender)
    except IntegrationError as exc:
        raise CodeError(f"The code could not be sent: {exc}") from exc
    log.info("code_sent", tenant=tenant.slug, method=method)


def check_code(tenant: Tenant, number: str, typed: str, *, by: str, now: datetime) -> VerifiedNumber:
    """Take the code that arrived at a number as the proof that it is its owner's. Raise CodeError when it is not right."""
    to = _number_that_may_be_tried(number)
    codes = NumberCode.objects.filter(tenant=tenant, number=to, sent_at__gt=now - GOOD_FOR)
    newest = codes.first()
    if newest is None:
        raise CodeError(
            f"No code was sent to {to} in the last {GOOD_FOR.seconds // 60} minutes; send one first."
        )
    if not codes.filter(pk=newest.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        raise CodeError("This code was tried too often; send another.")
    if not hmac.compare_digest(digits_of(newest), "".join(typed.split())):
        raise CodeError("That is not the code that was sent; look at the newest message.")
    facts = {"how": HOW[Method(newest.method)], "verified_by": by, "verified_at": now}
    row, _ = VerifiedNumber.objects.update_or_create(tenant=tenant, number=to, defaults=facts)
    codes.delete()
    return row


def digits_of(code: NumberCode) -> str:
    """Return the digits of a code. They follow from the row and our secret key, so they rest nowhere."""
    facts = f"{code.pk}:{code.tenant_id}:{code.number}:{code.sent_at.timestamp()}"
    digest = salted_hmac("nightdesk.number_code", facts, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


def spoken_code(code: NumberCode) -> str:
    return speech("number_code", digits=". ".join(digits_of(code)), tenant=code.tenant.name)


def _number_that_may_be_tried(written: str) -> str:
    number = e164(written)
    if number is None:
        raise CodeError(
            f'{written!r} is no telephone number; write it with country code, like "+15555550100".'
        )
    if why := costly(number):
        raise CodeError(f"{number} cannot be used: {why}.")
    return number


@transaction.atomic
def _note_sending(tenant: Tenant, number: str, method: str, by: str, now: datetime) -> NumberCode:
    """Count the code before it is sent; two at the same moment wait for each other."""
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    sent = NumberCode.objects.filter(tenant=tenant, number=number, sent_at__gt=now - timedelta(hours=1))
    if sent.count() >= MOST_AN_HOUR:
        raise CodeError(f"{MOST_AN_HOUR} codes were sent to {number} within an hour; wait for a while.")
    return NumberCode.objects.create(
        tenant=tenant, number=number, method=Method(method), sent_at=now, asked_by=by
    )


def _send(tenant: Tenant, code: NumberCode, sender: str) -> None:
    match Method(code.method):
        case Method.SMS:
            rest.send_sms(
                tenant,
                to=code.number,
                sender=sender,
                body=text("pages/number_code", digits=digits_of(code), tenant=tenant.name),
                callback_url=f"{settings.PUBLIC_URL}/twilio/sms/status",
            )
        case Method.VOICE:
            rest.place_call(
                tenant,
                to=code.number,
                sender=sender,
                url=f"{settings.PUBLIC_URL}/twilio/voice/code?page={code.pk}",
                callback_url=f"{settings.PUBLIC_URL}/twilio/voice/page/status",
            )
        case Method.EMAIL:
            raise CodeError("A mailbox needs no code.")
