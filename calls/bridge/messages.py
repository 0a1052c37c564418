"""A message that a caller left: kept once, told to the ticket, written down where somebody can."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone

from calls.deliveries import owe_ticket
from calls.escalation.errands import owe_errand
from calls.escalation.events import Kind, is_known, note
from calls.models import Call, Errand, Escalation, Recording, Turn
from integrations.transcriber.client import TranscriberError, is_configured, transcribe
from integrations.twilio.recordings import fetch_sound
from triage import Speaker
from triage.masking import mask

log = structlog.get_logger(__name__)

BEHIND_ALL_TURNS = 32_100  # behind what was decided without the caller
NOT_THERE_YET = timedelta(minutes=10)  # how long Twilio may take to have the sound ready


@transaction.atomic
def keep_message(recording: Recording, *, now: datetime) -> None:
    """Make a message part of its call: the ticket links to it, the engineer is told. Told twice, it is kept once."""
    call = recording.call
    Call.objects.filter(pk=call.pk, ended_at=None, state=Call.State.ESCALATING).update(
        state=Call.State.VOICEMAIL, heard_at=now
    )
    escalation = Escalation.objects.filter(call=call).first()
    if escalation is None or is_known(escalation, recording.sid, Kind.MESSAGE):
        return
    note(escalation, Kind.MESSAGE, now=now, provider_id=recording.sid, detail=f"{recording.seconds} s")
    owe_ticket(call, now=now)
    if is_configured():
        owe_errand(escalation, Errand.Kind.TRANSCRIBE, now=now, about=str(recording.pk))


def message_of(call: Call) -> Recording | None:
    """The newest message of a call whose sound is still there."""
    left = call.recordings.filter(source=Recording.Source.MESSAGE, removed_at=None)
    return left.order_by("-recorded_at").first()


def words_of(recording: Recording) -> str:
    """What was said in a message, where it was written down."""
    turn = Turn.objects.filter(call_id=recording.call_id, request_key=recording.sid).first()
    return turn.text.partition("“")[2].rpartition("”")[0] if turn else ""


def write_down(escalation: Escalation, about: str, *, now: datetime) -> None:
    """Have a message written down, and put it behind the conversation. Raise an IntegrationError to be asked again."""
    recording = Recording.objects.select_related("call__tenant").get(pk=int(about), call=escalation.call_id)
    if recording.removed_at:
        return
    sound = fetch_sound(recording.call.tenant, account_sid=recording.account_sid, sid=recording.sid)
    if sound is None:
        if timezone.now() - recording.recorded_at > NOT_THERE_YET:
            return
        raise TranscriberError("Twilio does not have the message ready yet.", permanent=False)
    said = transcribe(sound.content, name=f"{recording.sid}.wav", content_type=sound.content_type)
    _keep_words(escalation, recording, mask(said), now)


def _keep_words(escalation: Escalation, recording: Recording, said: str, now: datetime) -> None:
    """As a turn of its own, so that ticket, page, retention and erasure treat it as all that a caller said."""
    behind = recording.call.turns.filter(sequence__gte=BEHIND_ALL_TURNS).count()
    try:
        with transaction.atomic():
            Turn.objects.create(
                tenant_id=recording.tenant_id,
                call=recording.call,
                sequence=BEHIND_ALL_TURNS + behind,
                speaker=Speaker.AGENT,
                text=f"The caller left a message: “{said}”"
                if said
                else "The caller's message holds no words.",
                request_key=recording.sid,
                created_at=now,
            )
            note(escalation, Kind.WRITTEN_DOWN, now=now, provider_id=recording.sid)
            owe_ticket(recording.call, now=now)
    except IntegrityError:
        log.info("message_written_before", recording=recording.sid)
