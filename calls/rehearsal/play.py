"""Playing a scene: first what everybody heard, then the timeline that is on record of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from calls.dashboard.selectors import get_call
from calls.dashboard.timeline import beside_the_talk, timeline
from calls.models import Delivery
from calls.rehearsal.callers import CALLERS, Rehearsal
from calls.rehearsal.night import Night
from calls.rehearsal.scenes import SCENES
from tenants.models import Tenant

Show = Callable[[str], None]


def play(scene: str, *, to: str, sender: str, in_real_time: bool, show: Show) -> None:
    """Play a scene to its end. Raise NothingHappened when the server does not do its part."""
    if scene in CALLERS:
        CALLERS[scene](Rehearsal(show))
        return

    def tell(at: datetime, who: str, what: str) -> None:
        show(f"{at:%H:%M:%S}  {who:<12} {what}")

    night = Night(to=to, sender=sender, tell=tell, in_real_time=in_real_time)
    SCENES[scene](night)
    night.until_the_ticket_is_written()
    _show_timeline(night.call.tenant, night, show)


def _show_timeline(tenant: Tenant, night: Night, show: Show) -> None:
    call = get_call(tenant, night.call.pk)
    show("")
    for event in beside_the_talk(timeline(call)):
        when = f"{event.at.astimezone(tenant.zone):%H:%M:%S}"
        detail = f"  [{event.detail}]" if event.detail else ""
        show(f"{'due ' if event.ahead else ''}{when}  {event.part:<8} {event.text}{detail}")
    ticket = call.deliveries.filter(kind=Delivery.Kind.TICKET).first()
    show(f"call {call.pk}, ticket {ticket.external_id if ticket else 'none'}")
