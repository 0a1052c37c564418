"""The sandbox's page: what arrived at the stand-ins, and what a person may do about it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from integrations.sandbox import access
from integrations.sandbox.models import DeadMan, Fault, LoudAlarm, Mail, OptOut, PhoneCall, Text, Ticket
from integrations.sandbox.twilio import phones
from integrations.sandbox.twilio.webhooks import WebhookFailed

SHOWN = 30
KEYS = [*"123456789", "*", "0", "#"]


@access.page
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    return render(request, "sandbox/page.html", _arrived())


@access.page
@require_GET
def arrived(request: HttpRequest) -> HttpResponseBase:
    """The list alone, or 204 when the reader has it already: nothing moves under the cursor for nothing."""
    context = _arrived()
    if request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    return render(request, "sandbox/arrived.html", context)


def _arrived() -> dict[str, Any]:
    shown: dict[str, Any] = {
        "tickets": list(Ticket.objects.prefetch_related("notes")[:SHOWN]),
        "calls": list(PhoneCall.objects.all()[:SHOWN]),
        "texts": list(Text.objects.all()[:SHOWN]),
        "mails": list(Mail.objects.all()[:SHOWN]),
        "alarms": list(LoudAlarm.objects.all()[:SHOWN]),
        "deadman": DeadMan.objects.first(),
        "opted_out": list(OptOut.objects.all()),
    }
    on = set(Fault.objects.filter(scope="").values_list("kind", flat=True))
    faults = [{"kind": kind.value, "label": kind.label, "on": kind.value in on} for kind in Fault.Kind]
    return shown | {"faults": faults, "keys": KEYS, "version": _version(shown, on)}


def _version(shown: dict[str, Any], on: set[str]) -> str:
    """A short hash of all that can change on the page."""
    facts: list[Any] = [sorted(on), [row.number for row in shown["opted_out"]]]
    facts += [(row.pk, row.updated_at, len(row.notes.all())) for row in shown["tickets"]]
    facts += [(row.pk, row.status, len(row.heard), row.menu, row.does) for row in shown["calls"]]
    facts += [(row.pk, row.status) for row in shown["texts"]]
    facts += [row.pk for row in (*shown["mails"], *shown["alarms"])]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _back(anchor: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("sandbox:page") + anchor)


@access.page
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer a text as the person who got it."""
    text = get_object_or_404(Text, pk=pk, inbound=False)
    body = request.POST.get("body", "").strip()[:1600]
    if body:
        try:
            phones.reply(text, body)
        except WebhookFailed as exc:
            messages.error(request, f"NightDesk did not take the reply: {exc}")
    return _back("#texts")


@access.page
@require_POST
def handle_call(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Do with a phone what its owner could: answer, press, speak, say nothing, wait, hang up, ignore."""
    call = get_object_or_404(PhoneCall, pk=pk)
    match request.POST.get("do"):
        case "answer":
            phones.answer(call)
        case "press":
            phones.press(call, request.POST.get("digits", "")[:32])
        case "say":
            phones.speak(call, request.POST.get("words", "").strip()[:1000])
        case "silence":
            phones.say_nothing(call)
        case "wait":
            phones.wait(call)
        case "hang_up":
            phones.end(call, "completed")
        case "ignore":
            phones.end(call, "no-answer")
        case "refuse":
            phones.end(call, "busy")
        case _:
            messages.error(request, "A phone cannot do that.")
    return _back("#calls")


@access.page
@require_POST
def opt_out(request: HttpRequest) -> HttpResponseBase:
    """Put a number on the list of those that texted STOP, or take it off again."""
    number = request.POST.get("number", "").strip()[:64]
    if number and not OptOut.objects.filter(number=number).delete()[0]:
        OptOut.objects.create(number=number)
    return _back("#faults")


@access.page
@require_POST
def toggle(request: HttpRequest) -> HttpResponseBase:
    """Switch a fault on or off."""
    kind = request.POST.get("kind", "")
    if kind in Fault.Kind.values and not Fault.objects.filter(kind=kind, scope="").delete()[0]:
        Fault.objects.create(kind=kind)
    return _back("#faults")
