"""The last fifty calls, and one of them in full."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from calls.dashboard import words
from calls.dashboard.access import TenantRequest, needs_token
from calls.dashboard.filters import FilterForm, disposition_chips, priority_chips
from calls.dashboard.night import night_of
from calls.dashboard.selectors import calls_for_table, get_call
from calls.dashboard.timeline import beside_the_talk, timeline
from calls.dashboard.transcript import conversation
from calls.escalation.links import sound_of
from calls.models import Call, Recording


@dataclass(frozen=True, slots=True)
class Row:
    """A call as the table shows it."""

    call: Call
    done: words.Said
    ticket: words.Said | None
    page: words.Said | None
    is_live: bool


@needs_token
@require_safe
def call_table(request: TenantRequest) -> HttpResponseBase:
    """Show the newest calls; htmx asks every few seconds for the rows alone."""
    form = FilterForm(request.tenant, request.GET)
    rows = [row_of(call) for call in calls_for_table(request.tenant, form.condition())]
    context = {"rows": rows, "is_filtered": any(form.cleaned_data.values()), "is_new": False}
    if not rows and not context["is_filtered"]:
        context["is_new"] = True
        context["numbers"] = request.tenant.phonenumbers.select_related("customer")
    if request.htmx:
        return render(request, "dashboard/call_rows.html", context)
    context |= {
        "form": form,
        "night": night_of(request.tenant, timezone.now()),
        "priorities": priority_chips(request.GET),
        "dispositions": disposition_chips(request.GET),
    }
    return render(request, "dashboard/calls.html", context)


@needs_token
@require_safe
def night(request: TenantRequest) -> HttpResponseBase:
    """The headline alone, for its own refresh."""
    return render(request, "dashboard/night.html", {"night": night_of(request.tenant, timezone.now())})


@needs_token
@require_safe
def call_page(request: TenantRequest, pk: UUID) -> HttpResponseBase:
    """Show what was said, what was decided and what came of it, refreshed until all is settled."""
    call = get_call(request.tenant, pk)
    context = {
        "call": call,
        "done": words.outcome(call),
        "ticket": words.ticket(call),
        "page": words.page_state(call),
        "spoken": conversation(call),
        "messages_left": call.recordings.filter(source=Recording.Source.MESSAGE, removed_at=None),
        "events": beside_the_talk(timeline(call)),
        "is_live": words.is_on_the_line(call),
        "is_moving": is_moving(call),
    }
    name = "dashboard/call_live.html" if request.htmx else "dashboard/call.html"
    return render(request, name, context)


@needs_token
@require_safe
def message(request: TenantRequest, pk: UUID, number: int) -> HttpResponseBase:
    """Play a recording of a call: the address that tickets keep leads to one that lives for minutes."""
    call = get_call(request.tenant, pk)
    recording = get_object_or_404(call.recordings.filter(removed_at=None), pk=number)
    return redirect(sound_of(recording, now=timezone.now()))


def row_of(call: Call) -> Row:
    return Row(
        call, words.outcome(call), words.ticket(call), words.page_state(call), words.is_on_the_line(call)
    )


def is_moving(call: Call) -> bool:
    """Whether anything about the call may still change."""
    escalation, ticket = words.escalation_of(call), words.ticket_of(call)
    is_paging = escalation is not None and escalation.state == escalation.State.OPEN
    return call.ended_at is None or is_paging or (ticket is not None and ticket.state == ticket.State.DUE)
