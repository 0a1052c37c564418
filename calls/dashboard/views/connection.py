"""Connecting the PSA: where it is and with which keys, how tickets look there, and a test of all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.connecting import (
    count_devices,
    findings_of,
    read_lists,
    remember,
    state_of,
    try_a_ticket,
    try_connection,
)
from calls.dashboard.access import TenantRequest, needs_role, tell
from calls.dashboard.forms.connection import KeysForm, MappingForm
from calls.models import Delivery
from integrations.connectwise.offers import Offers
from integrations.connectwise.probe import Finding, is_working
from integrations.errors import IntegrationError
from integrations.psa.choice import psa_of
from tenants import audit
from tenants.models import ConnectWiseConnection, Role, Tenant
from tenants.network import address_of

owners_only = needs_role(Role.OWNER)

THIS = "ConnectWise connection"


@dataclass(frozen=True, slots=True)
class Lists:
    """What there is to choose from. `away`: why it could not be read just now; then it is what was read last."""

    offers: Offers
    read_at: datetime | None = None
    away: str = ""


@owners_only
@require_http_methods(["GET", "HEAD", "POST"])
def connection(request: TenantRequest) -> HttpResponseBase:
    """Show the connection; a POST saves site, company and keys."""
    if request.method != "POST":
        return _page(request)
    mine = _mine(request.tenant)
    form = KeysForm(request.POST, instance=mine or ConnectWiseConnection(tenant=request.tenant))
    if not form.is_valid():
        return _page(request, keys=form, status=422)
    form.save()
    changed = [name for name in form.changed_data if request.POST.get(name)]
    tell(request, audit.Kind.SECRET_CHANGED, THIS, changed=changed, new=mine is None)
    found = try_connection(form.instance, keep=True, by=request.visitor.name, address=address_of(request))
    if is_working(found):
        messages.success(request, "Saved, and the connection works.")
    else:
        messages.error(request, "Saved. The connection does not work yet: see below what to mend.")
    return redirect("dashboard:connection")


@owners_only
@require_POST
def test(request: TenantRequest) -> HttpResponseBase:
    """Test what stands in the form, saved or not; nothing is saved but the result of a test of what is stored."""
    there = _mine(request.tenant) or ConnectWiseConnection(tenant=request.tenant)
    form = KeysForm(request.POST, instance=there)
    found: list[Finding] = []
    if form.is_valid():
        is_stored = not there._state.adding and not form.has_changed()
        facts: dict[str, Any] = {"by": request.visitor.name, "address": address_of(request)}
        found = try_connection(form.filled(), keep=is_stored, **facts)
    if request.htmx:
        return render(
            request, "dashboard/connection_findings.html", {"findings": found, "faults": form.errors}
        )
    return _page(request, keys=form, found=found, status=200 if form.is_valid() else 422)


@owners_only
@require_safe
def lists(request: TenantRequest) -> HttpResponseBase:
    """The form of how tickets look, with lists read this moment; `board` previews another board's."""
    mine = _mine(request.tenant)
    if mine is None:
        return _page(request)
    typed = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    read = _read(mine, typed.get("board", ""))
    form = MappingForm(mine, read.offers, typed=typed)
    return render(
        request, "dashboard/connection_mapping.html", {"mapping": form, "lists": read, "is_read": True}
    )


@owners_only
@require_POST
def mapping(request: TenantRequest) -> HttpResponseBase:
    """Save how tickets look. The lists that were shown are enough to judge it by; only another board's are read anew."""
    mine = _mine(request.tenant)
    if mine is None:
        return redirect("dashboard:connection")
    board = request.POST.get("board", "")
    kept = _kept(request.tenant)
    chosen = kept.offers.find("boards", board)
    read = kept if chosen and chosen.id == kept.offers.board else _read(mine, board)
    form = MappingForm(mine, read.offers, request.POST)
    if not form.is_valid():
        return _page(request, mapping=form, lists=read, status=422)
    form.save()
    if not read.away:
        remember(request.tenant.pk, read.offers)
    tell(request, audit.Kind.SETTINGS_EDITED, THIS, changed=["how tickets look"])
    messages.success(request, "Saved. Tickets that are written from now on look like this.")
    return redirect("dashboard:connection")


@owners_only
@require_POST
def ticket(request: TenantRequest) -> HttpResponseBase:
    """Make a test ticket; how it went is shown on the page."""
    trial = try_a_ticket(request.tenant, by=request.visitor.name, address=address_of(request))
    if trial.is_good:
        messages.success(request, f"Test ticket {trial.ticket} was created, noted and closed.")
    else:
        messages.error(request, "The test ticket did not go as wished: see below.")
    return redirect("dashboard:connection")


@owners_only
@require_POST
def count(request: TenantRequest) -> HttpResponseBase:
    """Count the devices under care."""
    try:
        psa = psa_of(request.tenant)
        found = count_devices(request.tenant.pk, psa) if psa else 0
    except IntegrationError as exc:
        messages.error(request, f"The endpoints could not be counted. {exc}")
    else:
        messages.success(request, f"{found} endpoints are under care.")
    return redirect("dashboard:connection")


def _mine(tenant: Tenant) -> ConnectWiseConnection | None:
    return ConnectWiseConnection.objects.filter(tenant=tenant).select_related("tenant").first()


def _kept(tenant: Tenant, away: str = "") -> Lists:
    state = state_of(tenant.pk)
    return Lists(Offers.of(state.offers), state.offers_read_at, away)


def _read(mine: ConnectWiseConnection, board: str) -> Lists:
    try:
        return Lists(read_lists(mine, board))
    except IntegrationError as exc:
        return _kept(mine.tenant, str(exc))


def _page(
    request: TenantRequest,
    *,
    keys: KeysForm | None = None,
    mapping: MappingForm | None = None,
    lists: Lists | None = None,
    found: list[Finding] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """The whole page from what is stored; the lists are read by the page itself once it is shown."""
    tenant = request.tenant
    mine, state = _mine(tenant), state_of(tenant.pk)
    owed = Delivery.objects.filter(tenant=tenant, settled_at=None)
    known = lists or _kept(tenant)
    findings = findings_of(state) if found is None else found
    context = {
        "connection": mine,
        "state": state,
        "keys": keys or KeysForm(instance=mine or ConnectWiseConnection(tenant=tenant)),
        "mapping": mapping or (MappingForm(mine, known.offers) if mine else None),
        "lists": known,
        "is_read": mapping is not None,
        "findings": findings,
        "works": is_working(findings) if findings else None,
        "is_new_test": found is not None,
        "trial": state.trial,
        "pending": owed.count(),
    }
    return render(request, "dashboard/connection.html", context, status=status)
