"""A schedule as a calendar that phones and calendars subscribe to (iCalendar, RFC 5545), at an address nobody guesses."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from icalendar import Calendar, Event

from tenants.models import OnCallSchedule, Person
from tenants.oncall.coming import Turn, turns_of
from tenants.scope import as_tenant

BACK, AHEAD = timedelta(days=14), timedelta(days=90)
REFRESH = timedelta(hours=1)
_signer = Signer(salt="nightdesk.on_call_feed")


def feed_key(schedule: OnCallSchedule) -> str:
    """Return what stands for a schedule in its address. Counting up `feed_version` makes every older one worthless."""
    return _signer.sign(f"{schedule.tenant_id}.{schedule.pk}.{schedule.feed_version}")


def feed_of(key: str, *, now: datetime) -> bytes | None:
    """Return the calendar that an address was made for, if the address still counts."""
    try:
        tenant_id, pk, version = _signer.unsign(key).split(".")
    except BadSignature:
        return None
    with as_tenant(UUID(tenant_id)):
        there = OnCallSchedule.objects.filter(tenant_id=tenant_id, pk=int(pk), feed_version=int(version))
        schedule = there.first()
        return calendar(schedule, now=now) if schedule else None


def calendar(schedule: OnCallSchedule, *, now: datetime) -> bytes:
    """Write the turns of a schedule, from two weeks ago to three months ahead. Gaps are events as well."""
    names = dict(Person.objects.filter(tenant_id=schedule.tenant_id).values_list("pk", "name"))
    feed = Calendar()
    feed.add("prodid", "-//NightDesk//On call//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", f"{schedule.name} ({schedule.tenant.name})")
    feed.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    today = now.replace(
        hour=0, minute=0, second=0, microsecond=0
    )  # so that an event keeps its name for a day
    for turn in turns_of(schedule, names, today - BACK, today + AHEAD):
        feed.add_component(_event(schedule, turn, now))
    return bytes(feed.to_ical())


def _event(schedule: OnCallSchedule, turn: Turn, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{schedule.pk}-{turn.start:%Y%m%dT%H%M%SZ}@nightdesk")
    event.add("dtstamp", now)
    event.add("dtstart", turn.start)
    event.add("dtend", turn.end)
    event.add("summary", f"NOBODY on call: {schedule.name}" if turn.is_gap else f"{turn.name} on call")
    event.add("description", f"{schedule.name}: {turn.why}")
    event.add("transp", "TRANSPARENT")
    return event
