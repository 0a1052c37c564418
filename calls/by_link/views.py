"""The page that a link in a text opens at night: who, what, since when, and three large buttons.

The address itself is the right to be here, so there is no login and no cookie. A GET changes nothing: those who look
at links before people do, carriers and mail filters, take no call.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from calls.bridge import engineer
from calls.by_link.ranges import with_ranges
from calls.by_link.standing import standing_of
from calls.escalation.briefing import briefing_of
from calls.escalation.events import Kind, note
from calls.escalation.links import PAGE_LIVES, Named, read_link, read_sound, sound_of
from calls.models import EscalationEvent, Page, Recording
from calls.privacy.outward import call_address, outward_turns
from integrations.errors import IntegrationError
from integrations.twilio.recordings import fetch_sound
from tenants.scope import as_tenant

HOW = "signed link"

View = Callable[[HttpRequest, Named | None], HttpResponseBase]


def _opened_by(read: Callable[..., Named | None]) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Let a view answer for the tenant whom its address names; None: the address is good for nothing."""

    def wrap(view: View) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def opened(request: HttpRequest, token: str) -> HttpResponseBase:
            named = read(token, now=timezone.now())
            with as_tenant(named.tenant_id) if named else nullcontext():
                return view(request, named)

        return opened

    return wrap


@csrf_exempt  # whoever can make a browser post here knows the address, and with it everything that is needed
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@_opened_by(read_link)
def briefing(request: HttpRequest, named: Named | None) -> HttpResponseBase:
    """Show the call to the person who was paged, and do what he says."""
    page = _page(named) if named else None
    if page is None:
        return _closed(request)
    if request.method == "POST":
        _do(page, request.POST.get("do", ""))
        return HttpResponseRedirect(request.path)
    if request.method == "GET":
        _note_opening(page)
    with timezone.override(page.tenant.zone):
        return render(request, "by_link/briefing.html", _shown(page))


def _page(named: Named) -> Page | None:
    pages = Page.objects.select_related("tenant", "escalation__call__customer", "escalation__call__tenant")
    return pages.filter(tenant_id=named.tenant_id, pk=named.pk).first()


def _closed(request: HttpRequest) -> HttpResponse:
    hours = round(PAGE_LIVES.total_seconds() / 3600)
    return render(request, "by_link/closed.html", {"hours": hours}, status=404)


def _do(page: Page, what: str) -> None:
    """Who is too late, or says it twice, changes nothing: the page that follows tells him how it stands."""
    now = timezone.now()
    match what:
        case "take":
            engineer.take_from_afar(page, how=HOW, now=now)
        case "pass" if standing_of(page).can_pass:
            engineer.pass_on(page, now=now)
        case "mute":
            engineer.mute(page, how=HOW, now=now)
        case "ring" if standing_of(page).can_ring:
            engineer.ask_to_be_rung(page, how=HOW, now=now)
        case _:
            pass


def _note_opening(page: Page) -> None:
    opened = EscalationEvent.objects.filter(
        tenant_id=page.tenant_id, call_id=page.escalation.call_id, page_id=page.pk, kind=Kind.OPENED
    )
    if not opened.exists():
        note(page.escalation, Kind.OPENED, now=timezone.now(), page=page)


def _shown(page: Page) -> dict[str, object]:
    call = page.escalation.call
    brief = briefing_of(page)
    message = None if brief.is_discreet else brief.message
    return {
        "page": page,
        "call": call,
        "brief": brief,
        "standing": standing_of(page),
        "turns": outward_turns(call),
        "message": message,
        "sound": sound_of(message, now=timezone.now()) if message else "",
        "inside": call_address(call),
    }


@require_safe
@never_cache
@_opened_by(read_sound)
def sound(request: HttpRequest, named: Named | None) -> HttpResponseBase:
    """Hand out a recording by an address that lives for minutes. The sound rests at Twilio; nothing is kept here."""
    found = Recording.objects.select_related("tenant").filter(removed_at=None)
    recording = found.filter(tenant_id=named.tenant_id, pk=named.pk).first() if named else None
    if recording is None:
        return HttpResponse("This sound is not to be had here any more.\n", "text/plain", status=404)
    try:
        kept = fetch_sound(recording.tenant, account_sid=recording.account_sid, sid=recording.sid)
    except IntegrationError as exc:
        return HttpResponse(f"{exc}\n", "text/plain", status=502)
    if kept is None:
        return HttpResponse("Twilio does not have this recording (yet).\n", "text/plain", status=404)
    return with_ranges(request, kept.content, kept.content_type)
