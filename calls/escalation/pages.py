"""Sending what is due: one page to one person. Claimed, sent, recorded; a crash in between makes it due again."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from calls.conversation.words import text
from calls.crash_points import Place, crash_point
from calls.escalation.briefing import briefing_of
from calls.escalation.codes import code_of
from calls.escalation.forward import call_forward, pass_over
from calls.escalation.links import link_to
from calls.models import Escalation, Page
from calls.privacy.outward import outward_turns
from integrations.email.send import send_mail
from integrations.errors import IntegrationError
from integrations.twilio import rest
from tenants.models.people import Method
from triage import gsm

log = structlog.get_logger(__name__)

LEASE = timedelta(
    seconds=15
)  # longer than the two requests of an attempt may take; a crash costs no more than this
WAITS = (2, 4, 8, 15, 30)  # seconds after a passing fault; the last one from then on
GIVE_UP = timedelta(minutes=30)  # a page that old is nobody's any more
BUGS = 3  # attempts that end in an error of our own
RECORD_WAITS = (0.2, 0.5, 1.0, 2.0, 4.0)  # seconds between attempts to store that a page was taken
TAKE_IT = "1"  # what an engineer answers, by text and by key
LONGEST_SMS = 2 * gsm.EACH  # 306 characters: a page goes in two segments at most, its link and code never cut


def send_page(page_id: int) -> None:
    """Send one page if it is due and nobody else is at it. Safe to call any number of times."""
    now = timezone.now()
    page = Page.objects.claim(page_id, now=now, lease=LEASE)
    if page is None:
        return
    crash_point(Place.PAGE_CLAIMED)
    # Whoever took the call in this moment has made the page needless.
    if not Page.objects.filter(page.still_ours(), settled_at=None).update(state=Page.State.SENDING):
        return
    try:
        provider_id = _send(page)
    except IntegrationError as exc:
        _failed(page, exc, now=timezone.now())
    except DatabaseError:
        raise  # the lease lapses, and the row is due again
    except Exception as exc:
        log.exception("page_broken", page=page.pk)
        _failed(page, _our_own_fault(page, exc), now=timezone.now())
    else:
        _record_accepted(page, provider_id)


def _our_own_fault(page: Page, exc: Exception) -> IntegrationError:
    words = f"The page could not be written ({type(exc).__name__}). Tell NightDesk's support."
    return IntegrationError(words, permanent=page.attempts >= BUGS)


def _send(page: Page) -> str | None:
    """Hand the page to its provider; look first whether an attempt that died had already done so.

    Return the provider's id for it, or None when somebody took the call meanwhile: then nobody is woken any more.
    """
    page = Page.objects.select_related("escalation__call__customer", "tenant").get(pk=page.pk)
    if page.attempts > 1 and (sent := _sent_before(page)):
        return sent
    crash_point(Place.PAGE_SENDING)
    if Escalation.objects.filter(pk=page.escalation_id, state=Escalation.State.ACKNOWLEDGED).exists():
        return None
    return _hand_over(page)


def _hand_over(page: Page) -> str:
    match Method(page.method):
        case Method.SMS:
            return rest.send_sms(
                page.tenant,
                to=page.address,
                sender=page.escalation.call.to_number,
                body=_text_message(page),
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
    since = page.due_at  # no attempt was made earlier
    others = Page.objects.filter(tenant=page.tenant, address=page.address).exclude(pk=page.pk)
    besides = [sid for sid in others.filter(sent_at__gte=since).values_list("provider_id", flat=True) if sid]
    besides += [page.provider_id] if page.provider_id else []  # sent once, and due again since
    match Method(page.method):
        case Method.SMS:
            marker = link_to(page)
            return rest.find_sent(
                page.tenant, "sms", to=page.address, since=since, marker=marker, besides=besides
            )
        case Method.VOICE:
            # A call in Twilio's list does not tell what it was for. Where it may be another page's, ring once more:
            # two calls are a nuisance, none is a loss.
            if others.filter(state=Page.State.SENDING).exists():
                return None
            return rest.find_sent(
                page.tenant, "voice", to=page.address, since=since, marker="", besides=besides
            )
        case Method.EMAIL:
            return None


def _voice_url(page: Page) -> str:
    return f"{settings.PUBLIC_URL}/twilio/voice/page?page={page.pk}"


def _text_message(page: Page) -> str:
    """What is texted: as much of the briefing as two segments hold beside the code and the link."""
    brief = briefing_of(page)
    frame = gsm.as_gsm(_body("pages/sms", page, line=""))
    return gsm.as_gsm(_body("pages/sms", page, line=brief.line(LONGEST_SMS - gsm.length(frame))))


def _body(template: str, page: Page, **facts: str) -> str:
    """What is written to an engineer: the briefing, how to take the call, and a link that opens it without a login."""
    return text(
        template,
        **facts,
        brief=briefing_of(page),
        code=code_of(page, now=timezone.now()),
        link=link_to(page),
        turns=outward_turns(page.escalation.call),
    )


def _record_accepted(page: Page, provider_id: str | None) -> None:
    """Store that the provider has it, trying for some seconds: a row that does not say so is sent again."""
    crash_point(Place.PAGE_ACCEPTED)
    for wait in RECORD_WAITS:
        try:
            _accepted(page, provider_id, now=timezone.now())
            return
        except DatabaseError as exc:
            log.warning("page_not_recorded_yet", page=page.pk, why=type(exc).__name__)
            connection.close()
            time.sleep(wait)
    _accepted(page, provider_id, now=timezone.now())


def _accepted(page: Page, provider_id: str | None, *, now: datetime) -> None:
    mine = Page.objects.filter(page.still_ours(), state=Page.State.SENDING)
    if provider_id is None:
        _stopped(mine, now)
        return
    mine.update(
        state=Page.State.ACCEPTED,
        provider_id=provider_id,
        sent_at=now,
        settled_at=now,
        lease_until=None,
        error="",
    )
    crash_point(Place.PAGE_SETTLED)
    log.info("page_accepted", page=page.pk, method=page.method, provider_id=provider_id)


def _stopped(mine: QuerySet[Page], now: datetime) -> None:
    """Settle a page that an acknowledgement stopped; where the chain goes on by now, it is due as before."""
    taken = mine.filter(escalation__state=Escalation.State.ACKNOWLEDGED)
    if not taken.update(state=Page.State.CANCELLED, settled_at=now, lease_until=None):
        mine.update(state=Page.State.DUE, lease_until=None)


def adopt(page_id: int, provider_id: str, *, now: datetime) -> None:
    """The provider calls back about a page that we do not know to be sent: an attempt that died had sent it."""
    lost = Page.objects.filter(pk=page_id, state__in=[Page.State.DUE, Page.State.SENDING], attempts__gt=0)
    # What is due again after it was sent once is not the call that was sent then.
    if provider_id and lost.exclude(provider_id=provider_id).update(
        state=Page.State.ACCEPTED,
        provider_id=provider_id,
        sent_at=now,
        settled_at=now,
        lease_until=None,
        error="",
    ):
        log.info("page_adopted", page=page_id, provider_id=provider_id)


@transaction.atomic
def _failed(page: Page, exc: IntegrationError, *, now: datetime) -> None:
    """Try a passing fault again; a lasting one calls the next step forward at once."""
    log.warning("page_failed", page=page.pk, method=page.method, why=str(exc), permanent=exc.permanent)
    mine = Page.objects.filter(page.still_ours(), state=Page.State.SENDING)
    if not exc.permanent and now - page.due_at < GIVE_UP:
        # The lease keeps others away until the next attempt; `due_at` goes on telling how late the page is.
        mine.update(state=Page.State.DUE, lease_until=now + _wait(page, exc), error=str(exc))
        # Do not let a provider's trouble hold up the next person.
        if page.attempts > 1:
            call_forward(page, now)
        return
    if mine.update(state=Page.State.FAILED, settled_at=now, failed_at=now, lease_until=None, error=str(exc)):
        pass_over(page, now)


def _wait(page: Page, exc: IntegrationError) -> timedelta:
    """A wait that the provider asks for is kept, but a caller waits too."""
    seconds = WAITS[min(page.attempts, len(WAITS)) - 1]
    return timedelta(seconds=min(max(exc.retry_after or 0, seconds), WAITS[-1]))
