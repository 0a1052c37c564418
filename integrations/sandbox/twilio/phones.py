"""The phones behind the stand-in Twilio: they ring, and a person at the sandbox's page answers, presses keys, hangs up."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from integrations.sandbox import background
from integrations.sandbox.models import OptOut, PhoneCall, Text
from integrations.sandbox.twilio import twiml, webhooks
from integrations.sandbox.twilio.accounts import new_sid
from integrations.sandbox.twilio.webhooks import WebhookFailed

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "YES", "UNSTOP"})


# Texts


def deliver(text: Text, callback_url: str) -> None:
    """Let a text arrive: the two callbacks that a carrier's receipt makes."""
    Text.objects.filter(pk=text.pk).update(status="delivered")
    params = {"MessageSid": text.sid, "SmsSid": text.sid, "From": text.sender, "To": text.recipient}

    def report(status: str) -> None:
        both = {"MessageStatus": status, "SmsStatus": status}
        webhooks.notify(callback_url, params | both, account_sid=text.account_sid)

    background.later(lambda: report("sent"), lambda: report("delivered"))


def reply(text: Text, body: str) -> None:
    """Answer a text as its recipient would, by the inbound webhook; a reply in TwiML becomes the next text."""
    answer = Text.objects.create(
        sid=new_sid("SM"),
        account_sid=text.account_sid,
        sender=text.recipient,
        recipient=text.sender,
        body=body,
        inbound=True,
        status="received",
    )
    params = {
        "From": answer.sender,
        "To": answer.recipient,
        "Body": body,
        "NumMedia": "0",
        "NumSegments": "1",
    }
    params |= dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), answer.sid)
    opting = _opting(answer)
    url = f"{settings.PUBLIC_URL}/twilio/sms"
    document = webhooks.post(url, params | opting, account_sid=text.account_sid)
    if not opting:
        _send_back(answer, document)


def _opting(text: Text) -> dict[str, str]:
    """Twilio itself obeys STOP and START, tells the webhook, and sends nothing that the webhook answers."""
    word = text.body.strip().upper()
    if word in STOP:
        OptOut.objects.get_or_create(number=text.sender)
        return {"OptOutType": "STOP"}
    if word in START:
        OptOut.objects.filter(number=text.sender).delete()
        return {"OptOutType": "START"}
    return {}


def _send_back(text: Text, document: str) -> None:
    for verb in twiml.messages(document):
        Text.objects.create(
            sid=new_sid("SM"),
            account_sid=text.account_sid,
            sender=text.recipient,
            recipient=text.sender,
            body=verb,
            status="delivered",
        )


# Calls


def ring(call: PhoneCall) -> None:
    """Let a phone ring until somebody answers it, or until the caller's patience ends."""

    def ring_out() -> None:
        if background.wait(call.timeout):
            end(PhoneCall.objects.get(pk=call.pk), "no-answer")

    background.later(lambda: _move(call.pk, "initiated"), lambda: _move(call.pk, "ringing"), ring_out)


def _move(pk: int, event: str) -> None:
    """Tell of an event unless the call is further by now."""
    status = {"initiated": "queued", "ringing": "ringing"}[event]
    if PhoneCall.objects.filter(pk=pk, status="queued").update(status=status):
        _report(PhoneCall.objects.get(pk=pk), event, event)


def answer(call: PhoneCall) -> None:
    """Pick the phone up and hear what NightDesk says."""
    taken = PhoneCall.objects.filter(pk=call.pk, status__in=["queued", "ringing"]).update(
        status="in-progress", answered_at=timezone.now()
    )
    if taken:
        call.refresh_from_db()
        _report(call, "answered", "in-progress")
        listen(call, call.url)


def press(call: PhoneCall, digits: str) -> None:
    """Press keys, where somebody listens for them."""
    if call.is_answered and call.menu:
        call.heard = [*call.heard, f"→ {digits}"]
        listen(call, call.menu, Digits=digits)


def say_nothing(call: PhoneCall) -> None:
    """Let the menu pass; what follows it in the TwiML is played."""
    if call.is_answered and call.menu:
        _hear(call, call.rest, call.menu)


def listen(call: PhoneCall, url: str, **extra: str) -> None:
    """Fetch TwiML from a URL and play it to the call."""
    try:
        document = webhooks.post(url, _params(call) | extra, account_sid=call.account_sid)
    except WebhookFailed as exc:
        call.heard = [*call.heard, f"(an application error has occurred: {exc})"]
        call.save()
        end(call, "completed")
        return
    _hear(call, document, url)


def play(call: PhoneCall, document: str) -> None:
    """Play TwiML that came with the request itself."""
    _hear(call, document, call.url)


def _hear(call: PhoneCall, document: str, url: str) -> None:
    def fetch(following: str) -> str:
        return webhooks.post(following, _params(call), account_sid=call.account_sid)

    try:
        heard = twiml.run(document, url, fetch)
    except WebhookFailed as exc:
        heard = twiml.Heard(lines=[f"(an application error has occurred: {exc})"])
    call.heard = [*call.heard, *heard.lines]
    call.menu, call.rest = heard.menu, heard.rest
    call.save()
    if heard.over:
        end(call, "completed")


def end(call: PhoneCall, status: str) -> None:
    """End a call once. An unanswered phone cannot complete; an answered one cannot go unanswered."""
    allowed = ["in-progress"] if status == "completed" else ["queued", "ringing"]
    changed = PhoneCall.objects.filter(pk=call.pk, status__in=allowed).update(
        status=status, ended_at=timezone.now(), menu=""
    )
    if changed:
        call.refresh_from_db()
        _report(call, "completed", status, CallDuration=str(call.seconds))


def _report(call: PhoneCall, event: str, status: str, **extra: str) -> None:
    if event not in (call.events or ["completed"]):
        return
    params = _params(call) | {
        "CallStatus": status,
        "SequenceNumber": str(call.sequence),
        "CallbackSource": "call-progress-events",
        **extra,
    }
    PhoneCall.objects.filter(pk=call.pk).update(sequence=call.sequence + 1)
    call.sequence += 1
    webhooks.notify(call.callback_url, params, account_sid=call.account_sid)


def _params(call: PhoneCall) -> dict[str, str]:
    return {
        "CallSid": call.sid,
        "From": call.sender,
        "To": call.recipient,
        "CallStatus": call.status,
        "Direction": "outbound-api",
    }
