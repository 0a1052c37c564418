"""One line of the stand-in: it plays what NightDesk answers, until the person at it has to do something."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from integrations.sandbox import background
from integrations.sandbox.models import PhoneCall, Recording
from integrations.sandbox.twilio import recordings, rooms, twiml, webhooks
from integrations.sandbox.twilio.accounts import new_sid
from integrations.sandbox.twilio.webhooks import WebhookFailed

IDLE = {"menu": "", "rest": "", "doing": {}}
LEFT = "participant_hung_up"
HTTP_FAILURE = "11200"


def listen(call: PhoneCall, url: str, **extra: str) -> None:
    """Fetch TwiML from a URL and play it to the line."""
    try:
        document = webhooks.post(url, params(call) | extra, account_sid=call.account_sid)
    except WebhookFailed as exc:
        fall_back(call, url, exc)
        return
    play(call, document, url)


def play(call: PhoneCall, document: str, base: str) -> None:
    """Play TwiML up to where the person has to do something, or the document and with it the call ends."""

    def fetch(following: str) -> str:
        return webhooks.post(following, params(call), account_sid=call.account_sid)

    try:
        heard = twiml.run(document, base, fetch)
    except WebhookFailed as exc:
        fall_back(call, base, exc)
        return
    call.hears(*heard.lines)
    _set(call, menu=heard.menu, rest=heard.rest, doing=heard.doing)
    match call.does:
        case "room":
            _enter(call)
        case "dial":
            _ring(call)
        case "record":
            recordings.begin(
                call.account_sid, call.sid, source="RecordVerb", callback_url=call.doing["callback"]
            )
        case "menu":
            pass  # somebody has to press or say something
        case _:
            end(call, "completed")


def fall_back(call: PhoneCall, url: str, why: WebhookFailed) -> None:
    """Twilio could not use an answer: the number's fallback is asked, once, or played when it is a document."""
    fallback = call.fallback
    if not fallback:
        fail(call, why)
        return
    _set(call, fallback="", **IDLE)
    call.hears(f"(the fallback is used: {why})")
    if fallback.startswith("<"):
        play(call, fallback, url)
    else:
        listen(call, fallback, ErrorCode=HTTP_FAILURE, ErrorUrl=url)


def fail(call: PhoneCall, why: WebhookFailed) -> None:
    call.hears(f"(an application error has occurred: {why})")
    end(call, "completed")


def _set(call: PhoneCall, **fields: object) -> None:
    PhoneCall.objects.filter(pk=call.pk).update(**fields)
    call.refresh_from_db()


# A room


def _enter(call: PhoneCall) -> None:
    rooms.enter(call, call.doing)
    wait(call)


def wait(call: PhoneCall) -> int:
    """Play one round of what is heard by somebody who waits in a room. Return the seconds until the next, 0 for none."""
    call.refresh_from_db()
    stay = rooms.stay_of(call)
    if stay is None or stay.conference.status != "init" or not call.doing.get("wait"):
        return 0
    address = call.doing["wait"]
    told = {"ConferenceSid": stay.conference.sid, "FriendlyName": stay.conference.name}
    try:
        waited = twiml.wait(webhooks.post(address, told, account_sid=call.account_sid), address)
    except (WebhookFailed, twiml.NotPlayable) as exc:
        # Twilio drops a line whose waiting music fails: the Dial is over.
        call.hears(f"(what is played to those who wait has failed: {exc})")
        leave(call)
        return 0
    call.refresh_from_db()
    if call.doing.get("wait") == address:
        call.hears(*waited.lines)
        _set(call, doing=call.doing | {"wait": waited.following})
    return max(waited.seconds, 1)


def leave(call: PhoneCall, reason: str = LEFT) -> None:
    """Step out of a room: the Dial is over, and what follows it is played."""
    freed = rooms.leave(call, reason)
    after_dial(call, DialCallStatus="answered")
    go_on(freed)


def go_on(freed: Iterable[PhoneCall]) -> None:
    """The room of these lines ended: their Dial is over."""
    for other in freed:
        other.refresh_from_db()
        after_dial(other, DialCallStatus="answered")


def after_dial(call: PhoneCall, **outcome: str) -> None:
    """Go on behind a Dial: its action decides; without one the rest of the document is played."""
    call.refresh_from_db()
    if call.does not in ("room", "dial"):
        return
    action, rest = str(call.doing.get("action", "")), call.rest
    _set(call, **IDLE)
    if action:
        listen(call, action, **outcome)
    elif twiml.has_verbs(rest):
        play(call, rest, call.url)
    else:
        end(call, "completed")


# A dialled number


def _ring(call: PhoneCall) -> None:
    """Ring the number that a Dial names; the person at the page answers it."""
    child = PhoneCall.objects.create(
        sid=new_sid("CA"),
        account_sid=call.account_sid,
        direction="outbound-dial",
        parent=call,
        sender=call.doing["caller_id"] or call.sender,
        recipient=call.doing["number"],
        url=call.doing["url"],
        timeout=call.doing["timeout"],
        status="ringing",
    )
    call.hears(f"(ringing {child.recipient})")

    def ring_out() -> None:
        if background.wait(child.timeout):
            end(PhoneCall.objects.get(pk=child.pk), "no-answer")

    background.later(ring_out)


def pick_up(child: PhoneCall) -> None:
    """A dialled phone was answered: it hears its whisper, if there is one, and is through."""
    if child.url:
        listen(child, child.url)
        return
    through(child)


def through(child: PhoneCall) -> None:
    for line in (child, child.parent):
        if line:
            line.hears("(connected)")
    _set(child, doing={"do": "talk"})


def _child_over(child: PhoneCall, status: str) -> None:
    parent = child.parent
    if parent and not parent.is_over:
        outcome = {"DialCallStatus": status, "DialCallSid": child.sid}
        if status == "completed":
            outcome |= {"DialCallDuration": str(child.seconds), "DialBridged": "true"}
        after_dial(parent, **outcome)


# A recording


def stop_recording(call: PhoneCall, digits: str, seconds: int | None = None) -> None:
    """The message is over: by a key, by silence, or because the line was closed."""
    recording = Recording.objects.filter(call_sid=call.sid, status="in-progress").first()
    if call.does != "record" or recording is None:
        return
    action = str(call.doing["action"])
    recordings.complete(recording, seconds)
    recording.refresh_from_db()
    _set(call, **IDLE)
    told = recordings.facts(recording)
    extra = {
        "RecordingUrl": told["RecordingUrl"],
        "RecordingDuration": told["RecordingDuration"],
        "Digits": digits,
    }
    if call.is_over:
        webhooks.notify(action, params(call) | extra, account_sid=call.account_sid)
    else:
        listen(call, action, **extra)


def cut_recording(call: PhoneCall) -> None:
    """The line was told something else in the middle of a message: what was said until then is kept."""
    for recording in Recording.objects.filter(call_sid=call.sid, status="in-progress", source="RecordVerb"):
        recordings.complete(recording)


# The end


def end(call: PhoneCall, status: str) -> None:
    """End a line once. An unanswered phone cannot complete; an answered one cannot go unanswered."""
    allowed = ["in-progress"] if status == "completed" else ["queued", "ringing"]
    changed = PhoneCall.objects.filter(pk=call.pk, status__in=allowed).update(
        status=status, ended_at=timezone.now(), menu=""
    )
    if not changed:
        return
    call.refresh_from_db()
    freed = rooms.leave(call, LEFT)
    stop_recording(call, "hangup")
    if call.does in ("room", "dial") and call.doing.get("action"):
        closing = {"DialCallStatus": "answered" if call.does == "room" else "completed"}
        webhooks.notify(call.doing["action"], params(call) | closing, account_sid=call.account_sid)
    report(call, "completed", status, CallDuration=str(call.seconds))
    for child in call.children.exclude(status__in=PhoneCall.OVER):
        end(child, "completed" if child.is_answered else "canceled")
    _child_over(call, status)
    go_on(freed)


def report(call: PhoneCall, event: str, status: str, **extra: str) -> None:
    if event not in (call.events or ["completed"]):
        return
    told = params(call) | {
        "CallStatus": status,
        "SequenceNumber": str(call.sequence),
        "CallbackSource": "call-progress-events",
        **extra,
    }
    PhoneCall.objects.filter(pk=call.pk).update(sequence=call.sequence + 1)
    call.sequence += 1
    webhooks.notify(call.callback_url, told, account_sid=call.account_sid)


def params(call: PhoneCall) -> dict[str, str]:
    told = {
        "CallSid": call.sid,
        "From": call.sender,
        "To": call.recipient,
        "CallStatus": call.status,
        "Direction": call.direction,
    }
    return told | ({"ParentCallSid": call.parent.sid} if call.parent else {})
