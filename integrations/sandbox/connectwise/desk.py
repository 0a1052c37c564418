"""The stand-in's tickets: created, changed and annotated under the rules that ConnectWise has."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from integrations.sandbox.connectwise import catalogue
from integrations.sandbox.connectwise.answers import Json, Refusal, bad_field, missing
from integrations.sandbox.connectwise.catalogue import Entry
from integrations.sandbox.models import Contact, Device, Fault, Note, Site, Ticket

LIMITS = {"summary": 100, "externalXRef": 100, "contactName": 62, "contactPhoneNumber": 20}
TEXTS = {
    "initialDescription": Note.Place.DISCUSSION,
    "initialInternalAnalysis": Note.Place.INTERNAL,
    "initialResolution": Note.Place.RESOLUTION,
}
FLAGS = {
    "detailDescriptionFlag": Note.Place.DISCUSSION,
    "internalAnalysisFlag": Note.Place.INTERNAL,
    "resolutionFlag": Note.Place.RESOLUTION,
}


@transaction.atomic
def create(login_company: str, body: Any) -> Ticket:
    """Create a ticket with its first notes, or refuse."""
    if not isinstance(body, dict):
        raise Refusal(400, "InvalidObject", "ticket object is invalid")
    for field in ("summary", "company"):
        if not body.get(field):
            raise missing(field)
    _check_lengths(body)
    status = _entry(body, "status", catalogue.STATUSES, catalogue.DEFAULT_STATUS)
    company = _company(login_company, body["company"])
    contact = _contact(login_company, company, body.get("contact"))
    ticket = Ticket.objects.create(
        login_company=login_company,
        external_ref=body.get("externalXRef") or "",
        summary=body["summary"],
        company_id_number=company.id,
        company_identifier=company.code,
        board=_entry(body, "board", catalogue.BOARDS, catalogue.BOARDS[0]).name,
        status=status.name,
        closed=status.closes,
        closed_at=timezone.now() if status.closes else None,
        priority=_entry(body, "priority", catalogue.PRIORITIES, catalogue.DEFAULT_PRIORITY).name,
        contact_name=str(contact) if contact else body.get("contactName") or "",
        contact_phone=body.get("contactPhoneNumber") or "",
    )
    for field, place in TEXTS.items():
        if body.get(field):
            Note.objects.create(ticket=ticket, place=place, text=body[field])
    return ticket


def change(ticket: Ticket, operations: Any) -> Ticket:
    """Apply a list of operations. A path into a reference is taken and changes nothing, as ConnectWise does it."""
    if not isinstance(operations, list):
        raise Refusal(400, "InvalidObject", "patch document must be a list of operations")
    for operation in operations:
        if not isinstance(operation, dict) or operation.get("op") not in ("add", "replace", "remove"):
            raise Refusal(400, "InvalidObject", "an operation needs op, path and value")
        _apply(ticket, str(operation.get("path")), operation.get("value"))
    ticket.save()
    return ticket


def _apply(ticket: Ticket, path: str, value: Any) -> None:
    match path:
        case "summary":
            _check_lengths({"summary": value})
            ticket.summary = str(value)
        case "status":
            _set_status(ticket, _entry({path: value}, path, catalogue.STATUSES))
        case "priority":
            ticket.priority = _entry({path: value}, path, catalogue.PRIORITIES).name
        case "board":
            ticket.board = _entry({path: value}, path, catalogue.BOARDS).name
        case "company":
            company = _company(ticket.login_company, value)
            ticket.company_id_number, ticket.company_identifier = company.id, company.code
        case _ if "/" in path:
            return
        case _:
            raise bad_field(path, f"The path {path} cannot be changed.")


def _set_status(ticket: Ticket, status: Entry) -> None:
    if status.closes and Fault.is_on(Fault.Kind.CONNECTWISE_OPEN, ticket.login_company):
        raise Refusal(403, "Forbidden", "You do not have security permission to close service tickets.")
    ticket.closed_at = (ticket.closed_at or timezone.now()) if status.closes else None
    ticket.status, ticket.closed = status.name, status.closes


def annotate(ticket: Ticket, body: Any) -> Note:
    """Add a note in the one place that its flags name."""
    if not isinstance(body, dict) or not body.get("text"):
        raise missing("text")
    places = [place for flag, place in FLAGS.items() if body.get(flag) is True]
    if len(places) != 1:
        raise bad_field("detailDescriptionFlag", "Exactly one of the three note flags must be true.")
    return Note.objects.create(ticket=ticket, place=places[0], text=body["text"])


def add_contact(login_company: str, body: Any) -> Contact:
    """Create a person, or refuse."""
    if not isinstance(body, dict) or not body.get("firstName"):
        raise missing("firstName")
    company = _company(login_company, body.get("company"))
    items = body.get("communicationItems") or []
    phones = [item.get("value") for item in items if item.get("communicationType") == "Phone"]
    return Contact.objects.create(
        login_company=login_company,
        first_name=body["firstName"],
        last_name=body.get("lastName") or "",
        company_identifier=company.code,
        phone=next(iter(phones), ""),
    )


def add_site(login_company: str, of: Entry, body: Any) -> Site:
    """Create a place of a company, or refuse."""
    if not isinstance(body, dict) or not body.get("name"):
        raise missing("name")
    return Site.objects.create(
        login_company=login_company,
        company_identifier=of.code,
        name=body["name"],
        phone=body.get("phoneNumber") or "",
    )


def add_device(login_company: str, body: Any) -> Device:
    """Create a configuration, or refuse."""
    if not isinstance(body, dict) or not body.get("name"):
        raise missing("name")
    company = _company(login_company, body.get("company"))
    return Device.objects.create(
        login_company=login_company,
        company_id_number=company.id,
        company_identifier=company.code,
        name=body["name"],
        type_id_number=_entry(body, "type", catalogue.DEVICE_TYPES).id,
    )


def _check_lengths(body: Json) -> None:
    for field, limit in LIMITS.items():
        value = body.get(field)
        if value is None:
            continue
        if not isinstance(value, str):
            raise bad_field(field, f"The {field} field must be a string.")
        if len(value) > limit:
            raise bad_field(
                field, f"The {field} field cannot be longer than {limit} characters.", "FieldTooLong"
            )


def _entry(body: Json, field: str, entries: tuple[Entry, ...], otherwise: Entry | None = None) -> Entry:
    reference = body.get(field)
    entry = catalogue.find(entries, reference) if reference is not None else otherwise
    if entry is None:
        raise bad_field(field, f"{field} object is not found: {reference}")
    return entry


def _contact(login_company: str, company: Entry, reference: Any) -> Contact | None:
    """A person of another company is refused."""
    if not reference:
        return None
    row = Contact.objects.filter(login_company__iexact=login_company, pk=reference.get("id")).first()
    if row is None or row.company_identifier.casefold() != company.code.casefold():
        raise bad_field("contact", f"contact object is not found: {reference}")
    return row


def _company(login_company: str, reference: Any) -> Entry:
    entry = catalogue.find(catalogue.companies(login_company), reference)
    if entry is None:
        raise bad_field("company", f"company object is not found: {reference}")
    return entry
