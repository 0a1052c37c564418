"""The stand-in's doors. Tickets and people rest in the same tables as those of the other stand-in."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from integrations.sandbox.access import View, development_only
from integrations.sandbox.models import Contact, Device, Fault, Note, Ticket
from tenants.models import Customer, HaloConnection
from tenants.scope import as_staff

Json = dict[str, Any]
STATUSES = {1: "New", 2: "In Progress", 3: "Needs Review", 9: "Closed"}
PRIORITIES = {1: "Critical", 2: "High", 3: "Medium", 4: "Low"}
TICKET_TYPES = {1: "Incident", 3: "Service Request"}
CLOSED = 9
SEARCH_LAG = timedelta(seconds=60)
TOKEN_LIVES = 3600  # seconds
LONGEST_SUMMARY = 255
SALT = "sandbox-halo"


class Refusal(Exception):
    """An answer other than the wanted one."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@csrf_exempt
@development_only
def token(request: HttpRequest) -> HttpResponseBase:
    """Client credentials for a token."""
    given = (request.POST.get("client_id", ""), request.POST.get("client_secret", ""))
    if request.POST.get("grant_type") != "client_credentials" or not any(
        hmac.compare_digest("\n".join(given).encode(), f"{row.client_id}\n{row.client_secret}".encode())
        for row in _connections(given[0])
    ):
        return JsonResponse({"error": "invalid_client"}, status=400)
    body = {
        "access_token": signing.dumps(given[0], salt=SALT),
        "token_type": "Bearer",
        "expires_in": TOKEN_LIVES,
    }
    return JsonResponse(body)


@as_staff()
def _connections(client_id: str) -> list[HaloConnection]:
    return list(HaloConnection.objects.filter(client_id=client_id).select_related("tenant"))


@as_staff()
def _clients(login: str) -> dict[int, str]:
    """The clients of this HaloPSA: the tenant's customers that are named by id, and the one for callers nobody knows."""
    found: dict[int, str] = {}
    for connection in _connections(login):
        found[connection.fallback_client] = "Unknown callers"
        for customer in Customer.objects.filter(tenant=connection.tenant):
            if customer.connectwise_company.isdecimal():
                found[int(customer.connectwise_company)] = customer.name
    return found


def endpoint(**methods: Callable[..., Any]) -> View:
    """Make a view of one function per method; each gets the login and returns what becomes the body."""

    @csrf_exempt
    @development_only
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            login = _login(request)
            handler = methods.get(request.method or "")
            if handler is None:
                raise Refusal(405, "method not allowed")
            answer = handler(request, login, **kwargs)
        except Refusal as refusal:
            return JsonResponse({"Message": str(refusal)}, status=refusal.status)
        return JsonResponse(answer, safe=False, status=201 if request.method == "POST" else 200)

    return view


def _login(request: HttpRequest) -> str:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    try:
        login = str(signing.loads(given, salt=SALT, max_age=TOKEN_LIVES)) if kind == "Bearer" else ""
    except signing.BadSignature:
        login = ""
    if not login or not _connections(login):
        raise Refusal(401, "Unauthorized")
    if Fault.is_on(Fault.Kind.CONNECTWISE_DOWN, login):
        raise Refusal(500, "An error occurred.")
    return login


def _one_row(request: HttpRequest) -> Json:
    """HaloPSA takes lists only."""
    try:
        body = json.loads(request.body)
    except ValueError as exc:
        raise Refusal(400, "the body is not JSON") from exc
    if not isinstance(body, list) or len(body) != 1 or not isinstance(body[0], dict):
        raise Refusal(400, "the body must be a list of objects")
    return body[0]


def _paged(request: HttpRequest, key: str, rows: Iterable[Json]) -> Json:
    """Rows beside their number; a page of them when that is asked for."""
    found = list(rows)
    shown = found[: int(request.GET.get("count", "50"))]
    if request.GET.get("pageinate") == "true":
        size, number = int(request.GET.get("page_size", "50")), int(request.GET.get("page_no", "1"))
        shown = found[(number - 1) * size : number * size]
    return {"record_count": len(found), key: shown}


def _shown(row: Ticket) -> Json:
    status = next(number for number, name in STATUSES.items() if name == row.status)
    priority = next(number for number, name in PRIORITIES.items() if name == row.priority)
    return {
        "id": row.pk,
        "summary": row.summary,
        "client_id": row.company_id_number,
        "status_id": status,
        "status_name": row.status,
        "priority_id": priority,
        "priority_name": row.priority,
        "hasbeenclosed": row.closed,
        "dateoccurred": row.created_at.isoformat(),
        "dateclosed": row.closed_at.isoformat() if row.closed_at else "1900-01-01T00:00:00",
    }


def _found(request: HttpRequest, login: str) -> QuerySet[Ticket]:
    query, asked = Q(login_company=login), request.GET
    if "search" in asked:
        query &= Q(summary__icontains=asked["search"])
    if "client_id" in asked:
        query &= Q(company_id_number=int(asked["client_id"]))
    if asked.get("closed_only") == "true":
        query &= Q(closed=True)
    if asked.get("open_only") == "true":
        query &= Q(closed=False)
    if "startdate" in asked:
        query &= Q(created_at__gte=f"{asked['startdate']}+00:00")
    if Fault.is_on(Fault.Kind.CONNECTWISE_LAGS, login):
        query &= Q(created_at__lt=timezone.now() - SEARCH_LAG)
    order = {"dateclosed": "closed_at", "id": "pk"}.get(asked.get("order", ""), "pk")
    return Ticket.objects.filter(query).order_by(f"-{order}" if asked.get("orderdesc") == "true" else order)


def _list_tickets(request: HttpRequest, login: str) -> Any:
    return _paged(request, "tickets", (_shown(row) for row in _found(request, login)))


def _ticket(login: str, number: int) -> Ticket:
    row = Ticket.objects.filter(login_company=login, pk=number).first()
    if row is None:
        raise Refusal(404, "not found")
    return row


def _read_ticket(request: HttpRequest, login: str, number: int) -> Any:
    row = _ticket(login, number)
    details = row.notes.filter(place=Note.Place.DISCUSSION).first()
    return _shown(row) | ({"details": details.text} if details and "includedetails" in request.GET else {})


def _post_ticket(request: HttpRequest, login: str) -> Any:
    """Create a ticket, or change the one whose id is named."""
    body = _one_row(request)
    row = _ticket(login, int(body["id"])) if body.get("id") else _new_ticket(login, body)
    if "status_id" in body:
        _set_status(row, _named(STATUSES, body, "status_id"))
    if "priority_id" in body:
        row.priority = _named(PRIORITIES, body, "priority_id")
    row.save()
    if not body.get("id"):
        Note.objects.create(ticket=row, place=Note.Place.DISCUSSION, text=str(body.get("details") or ""))
    return _shown(row)


def _new_ticket(login: str, body: Json) -> Ticket:
    summary = str(body.get("summary") or "")
    if not summary or len(summary) > LONGEST_SUMMARY:
        raise Refusal(400, "summary is missing or too long")
    client = _named(_clients(login), body, "client_id")
    _named(TICKET_TYPES, body, "tickettype_id")
    contact = Contact.objects.filter(login_company=login, pk=body.get("user_id") or 0).first()
    if body.get("user_id") and (contact is None or contact.company_identifier != str(body["client_id"])):
        raise Refusal(400, "user_id is no user of this client")
    return Ticket(
        login_company=login,
        external_ref=str(body.get("details") or "").rpartition("Reference: ")[2].strip()[:100],
        summary=summary[:100],
        company_id_number=int(body["client_id"]),
        company_identifier=client,
        board="",
        status=STATUSES[1],
        priority=PRIORITIES[3],
        contact_name=str(contact or ""),
    )


def _set_status(row: Ticket, status: str) -> None:
    closes = status == STATUSES[CLOSED]
    if closes and Fault.is_on(Fault.Kind.CONNECTWISE_OPEN, row.login_company):
        raise Refusal(403, "You do not have permission to close tickets.")
    row.status, row.closed = status, closes
    row.closed_at = (row.closed_at or timezone.now()) if closes else None


def _named(known: dict[int, str], body: Json, field: str) -> str:
    if body.get(field) not in known:
        raise Refusal(400, f"{field} {body.get(field)} does not exist")
    return known[int(body[field])]


def _list_actions(request: HttpRequest, login: str) -> Any:
    row = _ticket(login, int(request.GET.get("ticket_id", "0")))
    notes = ({"id": note.pk, "ticket_id": row.pk, "note": note.text} for note in row.notes.all())
    return _paged(request, "actions", notes)


def _post_action(request: HttpRequest, login: str) -> Any:
    body = _one_row(request)
    if not body.get("note") or not body.get("ticket_id"):
        raise Refusal(400, "note and ticket_id are needed")
    place = Note.Place.INTERNAL if body.get("hiddenfromuser") is True else Note.Place.RESOLUTION
    note = Note.objects.create(ticket=_ticket(login, body["ticket_id"]), place=place, text=body["note"])
    return {"id": note.pk, "ticket_id": note.ticket_id}


def _users(request: HttpRequest, login: str) -> Any:
    rows = Contact.objects.filter(login_company=login)
    if "search" in request.GET:
        rows = rows.filter(phone__contains=request.GET["search"])
    if request.GET.get("includeinactive") != "true":
        rows = rows.filter(inactive=False)
    return _paged(request, "users", (_user(row) for row in rows))


def _user(row: Contact) -> Json:
    return {
        "id": row.pk,
        "name": str(row).strip(),
        "client_id": int(row.company_identifier),
        "phonenumber": row.phone,
        "mobilenumber": "",
        "inactive": row.inactive,
    }


def _list_clients(request: HttpRequest, login: str) -> Any:
    rows = ({"id": number, "name": name, "inactive": False} for number, name in _clients(login).items())
    wanted = request.GET.get("search", "").casefold()
    return _paged(request, "clients", (row for row in rows if wanted in str(row["name"]).casefold()))


def _client(request: HttpRequest, login: str, number: int) -> Any:
    found = _clients(login)
    if number not in found:
        raise Refusal(404, "not found")
    return {"id": number, "name": found[number]}


def _assets(request: HttpRequest, login: str) -> Any:
    rows = Device.objects.filter(login_company=login, active=True)
    if "client_id" in request.GET:
        rows = rows.filter(company_id_number=int(request.GET["client_id"]))
    return _paged(request, "assets", ({"id": row.pk, "client_id": row.company_id_number} for row in rows))


def _choices(entries: dict[int, str]) -> View:
    return endpoint(
        GET=lambda request, login: [{"id": number, "name": name} for number, name in entries.items()]
    )


tickets = endpoint(GET=_list_tickets, POST=_post_ticket)
ticket = endpoint(GET=_read_ticket)
actions = endpoint(GET=_list_actions, POST=_post_action)
users = endpoint(GET=_users)
clients = endpoint(GET=_list_clients)
client = endpoint(GET=_client)
sites = endpoint(GET=lambda request, login: _paged(request, "sites", []))
assets = endpoint(GET=_assets)
statuses = _choices(STATUSES)
priorities = _choices(PRIORITIES)
ticket_types = _choices(TICKET_TYPES)


@development_only
def open_ticket(request: HttpRequest) -> HttpResponseBase:
    """The link to a ticket leads to its place on the sandbox's page."""
    number = request.GET.get("id", "")
    return HttpResponseRedirect(reverse("sandbox:page") + (f"#ticket-{number}" if number.isdecimal() else ""))
