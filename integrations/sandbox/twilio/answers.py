"""How the stand-in answers: Twilio's resources, lists and errors."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from django.http import JsonResponse

from integrations.sandbox.models import Conference, Participant, PhoneCall, Recording, Text

Json = dict[str, Any]
VERSION = "2010-04-01"


class Refusal(Exception):
    """An error of Twilio's: a status and a code."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code

    def response(self) -> JsonResponse:
        info = f"https://www.twilio.com/docs/errors/{self.code}"
        body = {"code": self.code, "message": str(self), "more_info": info, "status": self.status}
        return JsonResponse(body, status=self.status)


def _time(moment: datetime | None) -> str | None:
    return format_datetime(moment) if moment else None


def message(text: Text) -> Json:
    place = f"/{VERSION}/Accounts/{text.account_sid}/Messages/{text.sid}"
    return {
        "sid": text.sid,
        "account_sid": text.account_sid,
        "from": text.sender,
        "to": text.recipient,
        "body": text.body,
        "status": text.status,
        "direction": "inbound" if text.inbound else "outbound-reply" if text.is_reply else "outbound-api",
        "num_segments": str(1 + len(text.body) // 153 if len(text.body) > 160 else 1),
        "num_media": "0",
        "date_created": _time(text.created_at),
        "date_updated": _time(text.created_at),
        "date_sent": _time(text.created_at) if text.status != "queued" else None,
        "price": None,
        "price_unit": "USD",
        "error_code": None,
        "error_message": None,
        "messaging_service_sid": None,
        "api_version": VERSION,
        "uri": f"{place}.json",
        "subresource_uris": {"media": f"{place}/Media.json"},
    }


def call(row: PhoneCall) -> Json:
    place = f"/{VERSION}/Accounts/{row.account_sid}/Calls/{row.sid}"
    return {
        "sid": row.sid,
        "account_sid": row.account_sid,
        "parent_call_sid": row.parent.sid if row.parent else None,
        "from": row.sender,
        "from_formatted": row.sender,
        "to": row.recipient,
        "to_formatted": row.recipient,
        "phone_number_sid": None,
        "status": row.status,
        "direction": row.direction,
        "answered_by": None,
        "start_time": _time(row.answered_at),
        "end_time": _time(row.ended_at),
        "duration": str(row.seconds) if row.ended_at else None,
        "date_created": _time(row.created_at),
        "date_updated": _time(row.ended_at or row.answered_at or row.created_at),
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "forwarded_from": None,
        "caller_name": None,
        "group_sid": None,
        "trunk_sid": None,
        "api_version": VERSION,
        "uri": f"{place}.json",
        "subresource_uris": {"recordings": f"{place}/Recordings.json"},
    }


def conference(row: Conference) -> Json:
    place = f"/{VERSION}/Accounts/{row.account_sid}/Conferences/{row.sid}"
    return {
        "sid": row.sid,
        "account_sid": row.account_sid,
        "friendly_name": row.name,
        "status": row.status,
        "reason_conference_ended": row.reason or None,
        "call_sid_ending_conference": None,
        "region": "us1",
        "date_created": _time(row.created_at),
        "date_updated": _time(row.updated_at),
        "api_version": VERSION,
        "uri": f"{place}.json",
        "subresource_uris": {
            "participants": f"{place}/Participants.json",
            "recordings": f"{place}/Recordings.json",
        },
    }


def participant(row: Participant) -> Json:
    place = f"/{VERSION}/Accounts/{row.call.account_sid}/Conferences/{row.conference.sid}"
    return {
        "account_sid": row.call.account_sid,
        "conference_sid": row.conference.sid,
        "call_sid": row.call.sid,
        "label": None,
        "call_sid_to_coach": None,
        "coaching": False,
        "muted": False,
        "hold": False,
        "start_conference_on_enter": row.starts,
        "end_conference_on_exit": row.ends,
        "status": "connected",
        "queue_time": "0",
        "date_created": _time(row.joined_at),
        "date_updated": _time(row.joined_at),
        "api_version": VERSION,
        "uri": f"{place}/Participants/{row.call.sid}.json",
    }


def recording(row: Recording) -> Json:
    place = f"/{VERSION}/Accounts/{row.account_sid}/Recordings/{row.sid}"
    is_done = row.status == "completed"
    return {
        "sid": row.sid,
        "account_sid": row.account_sid,
        "call_sid": row.call_sid,
        "conference_sid": None,
        "status": row.status,
        "source": row.source,
        "channels": row.channels,
        "duration": str(row.seconds) if is_done else None,
        "start_time": _time(row.created_at),
        "date_created": _time(row.created_at),
        "date_updated": _time(row.created_at),
        "price": None,
        "price_unit": "USD",
        "error_code": None,
        "encryption_details": None,
        "api_version": VERSION,
        "uri": f"{place}.json",
        "subresource_uris": {"transcriptions": f"{place}/Transcriptions.json"},
        "media_url": f"https://api.twilio.com{place}",
    }


def page(name: str, rows: list[Json], size: int) -> Json:
    """A list that fits one page; the stand-in never holds more than somebody looks at."""
    return {
        name: rows[:size],
        "page": 0,
        "page_size": size,
        "start": 0,
        "end": max(0, len(rows[:size]) - 1),
        "uri": f"/{VERSION}/{name}.json",
        "first_page_uri": f"/{VERSION}/{name}.json",
        "next_page_uri": None,
        "previous_page_uri": None,
    }
