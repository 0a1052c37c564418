"""The stand-in's conferences: who enters, when they start, and whom the end of one sets free."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from integrations.sandbox.models import Conference, Participant, PhoneCall
from integrations.sandbox.twilio import webhooks
from integrations.sandbox.twilio.accounts import new_sid

CONNECTED = "(connected with the others in the room)"
EVENTS = {  # what a callback calls an event, and the word that asks for it in TwiML
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
}


def enter(call: PhoneCall, room: dict[str, Any]) -> Conference:
    """Put a line into a room; the first one in brings the room's callback along."""
    conference = open_room(call.account_sid, room["name"]) or Conference.objects.create(
        sid=new_sid("CF"),
        account_sid=call.account_sid,
        name=room["name"],
        callback_url=room["callback"],
        events=room["events"],
    )
    Participant.objects.create(conference=conference, call=call, starts=room["starts"], ends=room["ends"])
    _tell(conference, "participant-join", call)
    _start_if_it_can(conference)
    return conference


def open_room(account_sid: str, name: str) -> Conference | None:
    rooms = Conference.objects.filter(account_sid=account_sid, name=name).exclude(status="completed")
    return rooms.first()


def stay_of(call: PhoneCall) -> Participant | None:
    """The room that a line is in now."""
    return Participant.objects.select_related("conference").filter(call=call, left_at=None).first()


def leave(call: PhoneCall, reason: str) -> list[PhoneCall]:
    """Take a line out of its room. Return the others whom this sets free, because the room ended with it."""
    stay = stay_of(call)
    if stay is None or not _out(stay, reason):
        return []
    left = _inside(stay.conference)
    if stay.ends and left:
        return close(stay.conference, "participant-with-end-conference-on-exit-left")
    if not left:
        close(stay.conference, "last-participant-left")
    return []


def close(conference: Conference, reason: str) -> list[PhoneCall]:
    """End a room, once. Return the lines that were still in it."""
    if (
        not Conference.objects.exclude(status="completed")
        .filter(pk=conference.pk)
        .update(status="completed", reason=reason)
    ):
        return []
    freed = [stay.call for stay in _inside(conference) if _out(stay, "moderator_ended_conference")]
    _tell(conference, "conference-end", ReasonConferenceEnded=reason)
    return freed


def _out(stay: Participant, reason: str) -> bool:
    if not Participant.objects.filter(pk=stay.pk, left_at=None).update(left_at=timezone.now()):
        return False
    _tell(stay.conference, "participant-leave", stay.call, ReasonParticipantLeft=reason)
    return True


def _inside(conference: Conference) -> list[Participant]:
    stays = conference.participants.filter(left_at=None)
    return list(stays.select_related("call", "conference"))


def _start_if_it_can(conference: Conference) -> None:
    """A conference starts with two lines in it of which one may start it; until then they wait."""
    stays = _inside(conference)
    if len(stays) < 2 or not any(stay.starts for stay in stays):
        return
    started = Conference.objects.filter(pk=conference.pk, status="init").update(status="in-progress")
    for stay in stays if started else stays[-1:]:
        stay.call.hears(CONNECTED)
    if started:
        _tell(conference, "conference-start")


def _tell(conference: Conference, event: str, call: PhoneCall | None = None, **more: str) -> None:
    if EVENTS[event] not in conference.events:
        return
    Conference.objects.filter(pk=conference.pk).update(sequence=conference.sequence + 1)
    conference.sequence += 1
    params = {
        "ConferenceSid": conference.sid,
        "FriendlyName": conference.name,
        "StatusCallbackEvent": event,
        "SequenceNumber": str(conference.sequence),
        **({"CallSid": call.sid, "Muted": "false", "Hold": "false"} if call else {}),
        **more,
    }
    webhooks.notify(conference.callback_url, params, account_sid=conference.account_sid)
