"""How the stand-in answers: records as ConnectWise shows them, and refusals in its own shape."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import JsonResponse

from integrations.sandbox.connectwise import catalogue
from integrations.sandbox.connectwise.catalogue import Entry
from integrations.sandbox.models import Contact, Device, Note, Site, Ticket

Json = dict[str, Any]


class Refusal(Exception):
    """An answer other than the wanted one."""

    def __init__(self, status: int, code: str, message: str, *, field: str = "", why: str = "") -> None:
        super().__init__(message)
        fault = {"code": why, "message": message, "resource": "ticket", "field": field}
        self.status = status
        self.body: Json = {"code": code, "message": message, "errors": [fault] if field else None}

    def response(self) -> JsonResponse:
        return JsonResponse(self.body, status=self.status)


def bad_field(field: str, message: str, why: str = "InvalidField") -> Refusal:
    return Refusal(400, "InvalidObject", message, field=field, why=why)


def missing(field: str) -> Refusal:
    return bad_field(field, f"The {field} field is required.", "MissingRequiredField")


def as_time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def named(entry: Entry) -> Json:
    return {"id": entry.id, "name": entry.name}


def company(entry: Entry) -> Json:
    main = {"phoneNumber": entry.phone} if entry.phone else {}
    return {"id": entry.id, "identifier": entry.code, "name": entry.name, "deletedFlag": False} | main


def contact(row: Contact, companies: Sequence[Entry]) -> Json:
    """A person. A company that is not there any more is left out, as it is for a member without rights to it."""
    of = next((entry for entry in companies if entry.code == row.company_identifier), None)
    shown: Json = {
        "id": row.pk,
        "firstName": row.first_name,
        "lastName": row.last_name,
        "inactiveFlag": row.inactive,
        "communicationItems": [
            {"type": {"id": 2, "name": "Direct"}, "value": row.phone, "communicationType": "Phone"}
        ]
        if row.phone
        else [],
        "_info": {"lastUpdated": as_time(row.updated_at)},
    }
    return shown | ({"company": {"id": of.id, "identifier": of.code, "name": of.name}} if of else {})


def site(row: Site, of: Entry) -> Json:
    return {
        "id": row.pk,
        "name": row.name,
        "phoneNumber": row.phone,
        "inactiveFlag": row.inactive,
        "company": {"id": of.id, "identifier": of.code, "name": of.name},
    }


def device(row: Device) -> Json:
    of_type = catalogue.find(catalogue.DEVICE_TYPES, {"id": row.type_id_number})
    return {
        "id": row.pk,
        "name": row.name,
        "activeFlag": row.active,
        "type": named(of_type) if of_type else {"id": row.type_id_number},
        "company": {"id": row.company_id_number, "identifier": row.company_identifier},
    }


def status(entry: Entry, board: Entry) -> Json:
    flags = {
        "closedStatus": entry.closes,
        "inactive": False,
        "defaultFlag": entry == catalogue.DEFAULT_STATUS,
    }
    return named(entry) | {"board": named(board)} | flags


def priority(entry: Entry) -> Json:
    return named(entry) | {
        "color": "Gray",
        "sortOrder": entry.id,
        "defaultFlag": entry == catalogue.DEFAULT_PRIORITY,
    }


def ticket(row: Ticket) -> Json:
    """A ticket without its texts: ConnectWise returns those as notes only. Empty fields are left out."""
    shown: Json = {
        "id": row.pk,
        "summary": row.summary,
        "recordType": "ServiceTicket",
        "board": _reference(catalogue.BOARDS, row.board),
        "status": _reference(catalogue.STATUSES, row.status),
        "priority": _reference(catalogue.PRIORITIES, row.priority),
        "company": {"id": row.company_id_number, "identifier": row.company_identifier},
        "contactName": row.contact_name,
        "contactPhoneNumber": row.contact_phone,
        "externalXRef": row.external_ref,
        "closedFlag": row.closed,
        "closedDate": as_time(row.closed_at) if row.closed_at else "",
        "_info": {"dateEntered": as_time(row.created_at), "lastUpdated": as_time(row.updated_at)},
    }
    return {field: value for field, value in shown.items() if value != ""}


def _reference(entries: tuple[Entry, ...], name: str) -> Json:
    return next((named(entry) for entry in entries if entry.name == name), {"name": name})


def note(row: Note) -> Json:
    return {
        "id": row.pk,
        "ticketId": row.ticket_id,
        "text": row.text,
        "detailDescriptionFlag": row.place == Note.Place.DISCUSSION,
        "internalAnalysisFlag": row.place == Note.Place.INTERNAL,
        "resolutionFlag": row.place == Note.Place.RESOLUTION,
        "dateCreated": as_time(row.created_at),
        "createdBy": "NightDesk",
    }
