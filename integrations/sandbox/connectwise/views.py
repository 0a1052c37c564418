"""The stand-in's doors, under the paths that ConnectWise has."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from integrations.sandbox.access import View, basic_login, development_only
from integrations.sandbox.connectwise import answers, catalogue, desk, filters
from integrations.sandbox.connectwise.answers import Refusal
from integrations.sandbox.models import Contact, Device, Fault, Site, Ticket

SILENCE_SECONDS = 25.0  # longer than our client waits
SEARCH_LAG = timedelta(seconds=60)
MAX_PAGE = 1000
ORDERS = {"id desc": "-pk", "closedDate desc": "-closed_at", "dateEntered desc": "-created_at"}
RIGHTS = {
    "company/companies": Fault.Kind.NO_COMPANIES,
    "company/contacts": Fault.Kind.NO_CONTACTS,
    "company/configurations": Fault.Kind.NO_DEVICES,
    "service/tickets": Fault.Kind.NO_TICKETS,
    "service/boards": Fault.Kind.NO_TABLES,
    "service/priorities": Fault.Kind.NO_TABLES,
    "service/sources": Fault.Kind.NO_TABLES,
}
"""What a security role may lack, by the paths that it then does not open."""
Endpoint = Callable[..., Any]


def endpoint(**methods: Endpoint) -> View:
    """Make a view of one function per method; each gets the login company and returns what becomes the body."""

    @csrf_exempt
    @development_only
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            company = _login(request)
            handler = methods.get(request.method or "")
            if handler is None:
                raise Refusal(405, "ConnectWiseApi", "The requested resource does not support this method.")
            answer = handler(request, company, **kwargs)
        except Refusal as refusal:
            return refusal.response()
        if isinstance(answer, HttpResponseBase):
            return answer
        return JsonResponse(answer, safe=False, status=201 if request.method == "POST" else 200)

    return view


def _login(request: HttpRequest) -> str:
    """Return the login company. Its keys must be those of a tenant's connection."""
    user, private_key = basic_login(request) or ("", "")
    company, _, public_key = user.partition("+")
    if Fault.is_on(Fault.Kind.CONNECTWISE_DOWN, company):
        raise Refusal(500, "InternalError", "An unexpected error has occurred.")
    if Fault.is_on(Fault.Kind.CONNECTWISE_BUSY, company):
        raise Refusal(429, "TooManyRequests", "Too many requests.")
    refused = Fault.is_on(Fault.Kind.CONNECTWISE_KEYS, company)
    if not company or refused or not catalogue.opens(company, public_key, private_key):
        if Fault.is_on(Fault.Kind.CONNECTWISE_CLOUD, company):
            raise Refusal(404, "NotFound", "The requested resource was not found.")
        raise Refusal(401, "Unauthorized", "UserNotAuthenticated")
    if not request.headers.get("clientId") or Fault.is_on(Fault.Kind.CONNECTWISE_ID, company):
        raise Refusal(
            400, "ClientIdRequired", "Cannot route. Codebase/company is invalid or clientId is missing."
        )
    _check_rights(request.path.rpartition("/apis/3.0/")[2], company)
    return company


def _check_rights(path: str, company: str) -> None:
    lacking = next((kind for begin, kind in RIGHTS.items() if path.startswith(begin)), None)
    if lacking and Fault.is_on(lacking, company):
        raise Refusal(403, "Forbidden", "You do not have security permission to perform this action.")


def _body(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except ValueError as exc:
        raise Refusal(400, "InvalidObject", "the body is not JSON") from exc


def _page(request: HttpRequest, rows: list[Any]) -> list[Any]:
    """Cut one page out of a list, 25 rows unless asked otherwise."""
    number, size = request.GET.get("page", "1"), request.GET.get("pageSize", "25")
    if not (number.isdecimal() and size.isdecimal() and 1 <= int(size) <= MAX_PAGE):
        raise Refusal(400, "InvalidPageSize", f"pageSize must lie between 1 and {MAX_PAGE}")
    start = (max(1, int(number)) - 1) * int(size)
    return rows[start : start + int(size)]


def _fields(request: HttpRequest, rows: list[answers.Json]) -> list[answers.Json]:
    """Keep what `fields` asks for; a sub-field keeps its parent."""
    wanted = {name.partition("/")[0].strip() for name in request.GET.get("fields", "").split(",") if name}
    return [{key: value for key, value in row.items() if key in wanted} for row in rows] if wanted else rows


def counting(rows: Callable[[str], list[answers.Json]]) -> View:
    """Make a view that counts a list."""

    def count(request: HttpRequest, company: str) -> Any:
        return {"count": len(rows(company))}

    return endpoint(GET=count)


def listing(rows: Callable[[str], list[answers.Json]]) -> View:
    """Make a view of a list that is read only."""

    def read(request: HttpRequest, company: str, **kwargs: Any) -> Any:
        return _fields(request, _page(request, rows(company)))

    return endpoint(GET=read)


@csrf_exempt
@development_only
def company_info(request: HttpRequest, company: str) -> HttpResponseBase:
    """Discovery. Needs no login; an unknown company is answered with `null` and 200."""
    if not catalogue.is_there(company):
        return HttpResponse("null", content_type="application/json")
    return JsonResponse(
        {
            "CompanyName": company,
            "Codebase": "v4_6_release/",
            "VersionCode": "v2025.1",
            "VersionNumber": "v4.6.91919",
            "CompanyID": company,
            "IsCloud": False,
        }
    )


def _info(request: HttpRequest, company: str) -> Any:
    return {"version": "v2025.1.91919", "isCloud": False, "serverTimeZone": "Eastern Standard Time"}


def _board(number: int) -> catalogue.Entry:
    board = catalogue.find(catalogue.BOARDS, {"id": number})
    if board is None:
        raise Refusal(404, "NotFound", f"Board {number} not found")
    return board


def _statuses(request: HttpRequest, company: str, board: int) -> Any:
    return _page(request, [answers.status(entry, _board(board)) for entry in catalogue.STATUSES])


def of_board(entries: tuple[catalogue.Entry, ...]) -> View:
    """Make a view of a list that each board has."""

    def read(request: HttpRequest, company: str, board: int) -> Any:
        rows = [answers.named(entry) | {"board": answers.named(_board(board))} for entry in entries]
        return _fields(request, _page(request, rows))

    return endpoint(GET=read)


def _ticket(company: str, number: int) -> Ticket:
    ticket = Ticket.objects.filter(login_company__iexact=company, pk=number).first()
    if ticket is None:
        raise Refusal(404, "NotFound", f"Ticket {number} not found")
    return ticket


def _found(request: HttpRequest, company: str) -> Any:
    query = filters.parse(request.GET.get("conditions", ""))
    if Fault.is_on(Fault.Kind.CONNECTWISE_LAGS, company):
        query &= Q(created_at__lt=timezone.now() - SEARCH_LAG)
    order = ORDERS.get(request.GET.get("orderBy", ""), "pk")
    return Ticket.objects.filter(query, login_company__iexact=company).order_by(order)


def _list_tickets(request: HttpRequest, company: str) -> Any:
    return _fields(request, [answers.ticket(row) for row in _page(request, _found(request, company))])


def _count_tickets(request: HttpRequest, company: str) -> Any:
    return {"count": _found(request, company).count()}


def _create_ticket(request: HttpRequest, company: str) -> Any:
    ticket = desk.create(company, _body(request))
    if Fault.is_on(Fault.Kind.CONNECTWISE_SILENT, company):
        time.sleep(SILENCE_SECONDS)
    return answers.ticket(ticket)


def _read_ticket(request: HttpRequest, company: str, number: int) -> Any:
    return answers.ticket(_ticket(company, number))


def _change_ticket(request: HttpRequest, company: str, number: int) -> Any:
    return answers.ticket(desk.change(_ticket(company, number), _body(request)))


def _list_notes(request: HttpRequest, company: str, number: int) -> Any:
    return _page(request, [answers.note(row) for row in _ticket(company, number).notes.all()])


def _add_note(request: HttpRequest, company: str, number: int) -> Any:
    return answers.note(desk.annotate(_ticket(company, number), _body(request)))


def _nothing_here(request: HttpRequest, company: str, path: str) -> Any:
    raise Refusal(404, "ConnectWiseApi", f"The endpoint {path} does not exist")


def _companies(company: str) -> list[answers.Json]:
    return [answers.company(entry) for entry in catalogue.companies(company)]


def _contacts(company: str) -> list[answers.Json]:
    known = catalogue.companies(company)
    return [answers.contact(row, known) for row in Contact.objects.filter(login_company__iexact=company)]


def _list_contacts(request: HttpRequest, company: str) -> Any:
    """People under a filter, by page numbers, or forward only when that is asked for."""
    query = filters.people(request.GET.get("conditions", ""), request.GET.get("childConditions", ""))
    known = catalogue.companies(company)
    rows = Contact.objects.filter(query, login_company__iexact=company).order_by("pk")
    if request.headers.get("pagination-type", "").lower() != "forward-only":
        return _fields(request, [answers.contact(row, known) for row in _page(request, list(rows))])
    return _forward(request, rows, known)


def _forward(request: HttpRequest, rows: Any, known: list[catalogue.Entry]) -> HttpResponse:
    """One page of those after the last id, with a link to the following one."""
    after, size = int(request.GET.get("pageId", "0") or 0), int(request.GET.get("pageSize", "25"))
    page = list(rows.filter(pk__gt=after)[: size + 1])
    response = JsonResponse(
        _fields(request, [answers.contact(row, known) for row in page[:size]]), safe=False
    )
    if len(page) > size:
        params = request.GET.copy()
        params["pageId"] = str(page[size - 1].pk)
        response["Link"] = f'<{request.build_absolute_uri(request.path)}?{params.urlencode()}>; rel="next"'
    return response


def _add_contact(request: HttpRequest, company: str) -> Any:
    return answers.contact(desk.add_contact(company, _body(request)), catalogue.companies(company))


def _company(company: str, number: int) -> catalogue.Entry:
    found = catalogue.find(catalogue.companies(company), {"id": number})
    if found is None:
        raise Refusal(404, "NotFound", f"Company {number} not found")
    return found


def _list_sites(request: HttpRequest, company: str, number: int) -> Any:
    of = _company(company, number)
    rows = Site.objects.filter(
        filters.sites(request.GET.get("conditions", "")),
        login_company__iexact=company,
        company_identifier__iexact=of.code,
    )
    return _fields(request, _page(request, [answers.site(row, of) for row in rows]))


def _add_site(request: HttpRequest, company: str, number: int) -> Any:
    of = _company(company, number)
    return answers.site(desk.add_site(company, of, _body(request)), of)


def _list_devices(request: HttpRequest, company: str) -> Any:
    rows = [answers.device(row) for row in _page(request, list(_devices(request, company)))]
    return _fields(request, rows)


def _count_devices(request: HttpRequest, company: str) -> Any:
    return {"count": _devices(request, company).count()}


def _devices(request: HttpRequest, company: str) -> QuerySet[Device]:
    query = filters.devices(request.GET.get("conditions", ""))
    return Device.objects.filter(query, login_company__iexact=company)


def _add_device(request: HttpRequest, company: str) -> Any:
    return answers.device(desk.add_device(company, _body(request)))


info = endpoint(GET=_info)
boards = listing(lambda company: [answers.named(entry) for entry in catalogue.BOARDS])
statuses = endpoint(GET=_statuses)
types = of_board(catalogue.TYPES)
subtypes = of_board(catalogue.SUBTYPES)
teams = of_board(catalogue.TEAMS)
sources = listing(lambda company: [answers.named(entry) for entry in catalogue.SOURCES])
devices = endpoint(GET=_list_devices, POST=_add_device)
device_count = endpoint(GET=_count_devices)
device_types = listing(lambda company: [answers.named(entry) for entry in catalogue.DEVICE_TYPES])
priorities = listing(lambda company: [answers.priority(entry) for entry in catalogue.PRIORITIES])
companies = listing(_companies)
company_count = counting(_companies)
contacts = endpoint(GET=_list_contacts, POST=_add_contact)
sites = endpoint(GET=_list_sites, POST=_add_site)
contact_count = counting(_contacts)
tickets = endpoint(GET=_list_tickets, POST=_create_ticket)
ticket_count = endpoint(GET=_count_tickets)
ticket = endpoint(GET=_read_ticket, PATCH=_change_ticket)
notes = endpoint(GET=_list_notes, POST=_add_note)
nothing_here = endpoint(GET=_nothing_here, POST=_nothing_here, PATCH=_nothing_here)


@development_only
def open_record(request: HttpRequest) -> HttpResponseBase:
    """The link to a ticket leads to its place on the sandbox's page."""
    number = request.GET.get("recid", "")
    return HttpResponseRedirect(reverse("sandbox:page") + (f"#ticket-{number}" if number.isdecimal() else ""))
