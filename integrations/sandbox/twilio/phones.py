"""The phones behind the stand-in Twilio, and what the people who hold them do: text, call, answer, press, speak, wait."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from integrations.sandbox import background
from integrations.sandbox.models import Conference, OptOut, PhoneCall, Text
from integrations.sandbox.twilio import legs, rooms, twiml, webhooks
from integrations.sandbox.twilio.accounts import account_of_number, new_sid
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
            is_reply=True,
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
        legs.report(PhoneCall.objects.get(pk=pk), event, event)


def dial_in(sender: str, number: str, *, fallback: str = "", attested: str = "") -> PhoneCall:
    """Call one of our numbers, as a caller does, and hear what is answered. Its end is told to the number's callback.

    `fallback` is the number's Voice fallback: an address, or a TwiML document; without one it is NightDesk's own.
    `attested` is what the carriers say of the caller ID, such as TN-Validation-Passed-A.
    """
    account = account_of_number(number)
    call = PhoneCall.objects.create(
        sid=new_sid("CA"),
        account_sid=account.account_sid if account else settings.SANDBOX_ACCOUNT_SID,
        direction="inbound",
        sender=sender,
        recipient=number,
        url=f"{settings.PUBLIC_URL}/twilio/voice",
        callback_url=f"{settings.PUBLIC_URL}/twilio/voice/status",
        fallback=fallback or f"{settings.PUBLIC_URL}/twilio/voice/fallback",
        status="ringing",
    )
    told = legs.params(call) | ({"StirVerstat": attested} if attested else {})
    PhoneCall.objects.filter(pk=call.pk).update(status="in-progress", answered_at=timezone.now())
    call.refresh_from_db()
    try:
        document = webhooks.post(call.url, told, account_sid=call.account_sid)
    except WebhookFailed as exc:
        legs.fall_back(call, call.url, exc)
    else:
        legs.play(call, document, call.url)
    return call


def answer(call: PhoneCall) -> None:
    """Pick the phone up and hear what NightDesk says."""
    taken = PhoneCall.objects.filter(pk=call.pk, status__in=["queued", "ringing"]).update(
        status="in-progress", answered_at=timezone.now()
    )
    if not taken:
        return
    call.refresh_from_db()
    legs.report(call, "answered", "in-progress")
    if call.parent:
        legs.pick_up(call)
    else:
        legs.listen(call, call.url)


def press(call: PhoneCall, digits: str) -> None:
    """Press keys, where somebody listens for them: at a menu, at the end of a message, or the star to leave a room."""
    call.refresh_from_db()
    if not call.is_answered or not call.does:
        return
    match call.does:
        case "menu":
            call.hears(f"→ {digits}")
            legs.listen(call, call.menu, Digits=digits)
        case "room" if digits == "*" and call.doing.get("star"):
            call.hears(f"→ {digits}")
            legs.leave(call)
        case "record":
            call.hears(f"→ {digits}")
            legs.stop_recording(call, digits)
        case _:
            pass  # nobody listens


def speak(call: PhoneCall, words: str) -> None:
    """Say something: to a menu that listens to words, or as a message."""
    call.refresh_from_db()
    if not call.is_answered:
        return
    if call.does == "menu" and call.doing.get("speech"):
        call.hears(f"→ “{words}”")
        legs.listen(call, call.menu, SpeechResult=words, Confidence="0.94")
    elif call.does == "record":
        call.hears(f"→ “{words}”")
        legs.stop_recording(call, "", seconds=max(1, len(words.split()) // 2))


def say_nothing(call: PhoneCall) -> None:
    """Let the menu pass: its action hears of the silence if it wants to, else what follows it is played."""
    call.refresh_from_db()
    if not call.is_answered or call.does not in ("menu", "record"):
        return
    if call.does == "menu" and call.doing.get("empty"):
        legs.listen(call, call.menu)
    else:
        legs.play(call, call.rest, call.menu or call.url)


def wait(call: PhoneCall) -> int:
    """Let time pass in a room. Return the seconds that what was heard takes; 0 when nobody waits any more."""
    return legs.wait(call)


def is_connected(call: PhoneCall) -> bool:
    """Whether the person at this phone talks with somebody now."""
    call.refresh_from_db()
    stay = rooms.stay_of(call)
    dialled = call.children.filter(status="in-progress").exists()
    return call.does == "talk" or dialled or bool(stay and stay.conference.status == "in-progress")


def listen(call: PhoneCall, url: str) -> None:
    """Give a live call something else to hear, from a URL. Whatever it was in the middle of is over."""
    _interrupt(call)
    legs.listen(call, url)


def play(call: PhoneCall, document: str) -> None:
    """Give a live call something else to hear: TwiML that came with the request itself."""
    _interrupt(call)
    legs.play(call, document, call.url)


def _interrupt(call: PhoneCall) -> None:
    """Other lines that this sets free go on by themselves, after our answer to the request that did it."""
    freed = rooms.leave(call, "participant_updated_via_api")
    if freed:
        background.later(lambda: legs.go_on(freed))
    legs.cut_recording(call)
    for child in call.children.exclude(status__in=PhoneCall.OVER):
        PhoneCall.objects.filter(pk=child.pk).update(parent=None)
        end(PhoneCall.objects.get(pk=child.pk), "completed" if child.is_answered else "canceled")
    PhoneCall.objects.filter(pk=call.pk).update(**legs.IDLE)
    call.refresh_from_db()


def close_room(conference: Conference) -> None:
    """End a conference; whoever was in it goes on behind its Dial."""
    freed = rooms.close(conference, "conference-ended-via-api")
    background.later(lambda: legs.go_on(freed))


def take_out(call: PhoneCall) -> None:
    """Take a line out of its room; it goes on behind its Dial."""
    freed = [call, *rooms.leave(call, "participant_updated_via_api")]
    background.later(lambda: legs.go_on(freed))


def end(call: PhoneCall, status: str) -> None:
    """End a call once. An unanswered phone cannot complete; an answered one cannot go unanswered."""
    legs.end(call, status)
