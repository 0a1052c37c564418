"""What was done about a call, in the words of somebody who tells it in the morning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from calls.models import Call, Delivery, Escalation, Page
from triage.types import Disposition


class Tone(StrEnum):
    """How loudly a line speaks; the style sheets know these words."""

    LIVE = "live"
    WAKING = "waking"
    WOKE = "woke"
    ALARM = "alarm"
    CHECK = "check"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Said:
    """A few words with their tone, and where they lead."""

    text: str
    tone: Tone = Tone.CALM
    url: str = ""
    detail: str = ""


SETTLED = {
    Disposition.CLOSED: Said("Closed: caller confirmed"),
    Disposition.PENDING_VERIFICATION: Said("To verify", Tone.CHECK),
    Disposition.MORNING_TICKET: Said("Ticket for the morning"),
    Disposition.NO_ACTION: Said("Wrong number"),
    Disposition.OUT_OF_SCOPE: Said("Handed to sales, nobody woken"),
    Disposition.OPEN_PAGED: Said("About to wake somebody…", Tone.WAKING),
}
UNDECIDED = {
    Call.State.ESCALATING: Said("About to wake somebody…", Tone.WAKING),
    Call.State.PENDING_VERIFICATION: Said("To verify", Tone.CHECK),
    Call.State.VOICEMAIL: Said("Left a voicemail", Tone.CHECK),
    Call.State.BRIDGED: Said("Connected to a person", Tone.WOKE),
}
ON_THE_LINE = Said("On the line now", Tone.LIVE)
NOBODY_SPOKE = Said("Nobody spoke")
HUNG_UP = Said("Hung up before anything was decided", Tone.CHECK)
UNDER_WAY = (Page.State.SENDING, Page.State.ACCEPTED, Page.State.DELIVERED)


def is_on_the_line(call: Call) -> bool:
    return call.ended_at is None and call.hung_up_at is None


def escalation_of(call: Call) -> Escalation | None:
    found: Escalation | None = getattr(call, "escalation", None)
    return found


def pages_of(call: Call) -> list[Page]:
    escalation = escalation_of(call)
    return sorted(escalation.pages.all(), key=lambda page: page.step) if escalation else []


def ticket_of(call: Call) -> Delivery | None:
    return next((row for row in call.deliveries.all() if row.kind == Delivery.Kind.TICKET), None)


def outcome(call: Call) -> Said:
    """Say what was done, most important first: who was woken, then what became of the call."""
    escalation = escalation_of(call)
    if escalation and call.disposition != Disposition.OUT_OF_SCOPE:
        return _waking(call, escalation)
    if call.door != Call.Door.OPEN:
        said = "left a message" if call.disposition != Disposition.NO_ACTION else "left no message"
        return Said(f"{call.get_door_display()}: {said}", Tone.CHECK)
    if call.disposition == Disposition.NO_ACTION and not call.first_words:
        return NOBODY_SPOKE
    if call.disposition:
        return SETTLED[Disposition(call.disposition)]
    return UNDECIDED.get(Call.State(call.state)) or (ON_THE_LINE if is_on_the_line(call) else HUNG_UP)


def _waking(call: Call, escalation: Escalation) -> Said:
    match Escalation.State(escalation.state):
        case Escalation.State.ACKNOWLEDGED:
            return _woke(call, escalation)
        case Escalation.State.EXHAUSTED:
            asked = names(pages_of(call))
            return Said(f"Nobody answered: {asked}" if asked else "Nobody to wake", Tone.ALARM)
        case Escalation.State.OPEN:
            return _paging(pages_of(call))
        case Escalation.State.MUTED:
            return Said("Nobody woken: this caller is muted", Tone.CHECK)


def _paging(pages: list[Page]) -> Said:
    page = page_under_way(pages)
    if page is None:
        return Said(f"Could not page {names(pages)}" if pages else "Nobody to wake", Tone.ALARM)
    return Said(f"Paging {page.person_name}…", Tone.WAKING)


def _woke(call: Call, escalation: Escalation) -> Said:
    who = escalation.acknowledged_by
    done = f"Connected to {who}" if call.state == Call.State.BRIDGED else f"Woke {who}"
    return Said(f"{done}, acknowledged {clock(escalation.acknowledged_at)}", Tone.WOKE)


def page_under_way(pages: list[Page]) -> Page | None:
    """The page that is being waited for: the last one sent, else the first that is due."""
    sent = [page for page in pages if page.state in UNDER_WAY]
    due = [page for page in pages if page.state == Page.State.DUE]
    return sent[-1] if sent else next(iter(due), None)


def page_state(call: Call) -> Said | None:
    """Say how the paging stands; None for a call that wakes nobody."""
    escalation, pages = escalation_of(call), pages_of(call)
    if escalation is None or not pages:
        return None
    if escalation.state == Escalation.State.ACKNOWLEDGED:
        how = f" by {escalation.acknowledged_how}" if escalation.acknowledged_how else ""
        return Said(f"Acknowledged{how}", Tone.WOKE)
    if escalation.state == Escalation.State.EXHAUSTED:
        if all(page.state == Page.State.FAILED for page in pages):
            return Said("every page failed", Tone.ALARM, detail=pages[-1].error)
        return Said("1 page, no answer" if len(pages) == 1 else f"{len(pages)} pages, no answer", Tone.ALARM)
    page = page_under_way(pages) or pages[-1]
    tone = Tone.ALARM if page.state == Page.State.FAILED else Tone.WAKING
    place = f"{page.step} of {len(pages)}"
    return Said(
        f"{page.get_method_display()} {place}: {page.get_state_display().lower()}", tone, detail=page.error
    )


def ticket(call: Call) -> Said | None:
    """Say where the ticket is: its number, that it is owed, or what keeps it; None when none is owed."""
    delivery = ticket_of(call)
    if delivery is None:
        return None
    match Delivery.State(delivery.state):
        case Delivery.State.DONE:
            tone = Tone.CHECK if delivery.warning else Tone.CALM
            return Said(_ticket_name(delivery), tone, web_address(delivery.external_url), delivery.warning)
        case Delivery.State.STUCK:
            why = f": {delivery.error}" if delivery.error else ""
            if delivery.external_id:  # it is there, not as it should be
                link = web_address(delivery.external_url)
                return Said(f"{_ticket_name(delivery)} needs attention", Tone.CHECK, link, delivery.error)
            return Said(f"needs attention{why}", Tone.ALARM)
        case Delivery.State.DUE:
            return Said("pending", Tone.WAKING, detail=delivery.error)


def _ticket_name(delivery: Delivery) -> str:
    return f"#{delivery.external_id}" if delivery.external_id else "written"


def web_address(url: str) -> str:
    """Return an address that may become a link; anything but the web is none."""
    return url if url.startswith(("https://", "http://")) else ""


def names(pages: Iterable[Page]) -> str:
    """The people of some pages, each once, in the order of the chain."""
    return ", ".join(dict.fromkeys(page.person_name for page in pages if page.state != Page.State.CANCELLED))


def clock(moment: datetime | None) -> str:
    """The time of day in the zone that is in force for this request."""
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""
