"""How much of his limits an MSP uses. Counted when his line is read, every few seconds, and from call to call here.

With several web processes each one knows only its own newest calls, so a limit may be overrun by what began within
the last seconds. It is a guard against a flood, not a meter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Case, Count, DurationField, F, Q, Sum, When
from django.utils import timezone

from calls.models import Call
from tenants.models import Limits

A_DAY = timedelta(days=1)
SIGN_OF_LIFE = timedelta(minutes=10)  # a line that was silent for longer is no line, whatever its row says


@dataclass(slots=True)
class Crowd:
    """The calls of one tenant: how many are on the line, and how long they all lasted in a day."""

    limits: Limits
    open: int = 0
    minutes: int = 0

    @property
    def has_room(self) -> bool:
        return (self.open < self.limits.calls_at_once or not self.limits.calls_at_once) and self.has_minutes

    @property
    def has_minutes(self) -> bool:
        return self.minutes < self.limits.minutes_a_day or not self.limits.minutes_a_day

    @property
    def limit_reached(self) -> str:
        return "calls at once" if self.has_minutes else "minutes a day"


def count_crowd(tenant_id: UUID, limits: Limits) -> Crowd:
    """Count the calls of the last 24 hours: one query, served by the index of the night's calls."""
    now = timezone.now()
    lasted = Case(
        When(ended_at=None, then=F("heard_at") - F("started_at")), default=F("ended_at") - F("started_at")
    )
    on_the_line = Q(ended_at=None, heard_at__gt=now - SIGN_OF_LIFE)
    found = Call.objects.filter(tenant_id=tenant_id, started_at__gt=now - A_DAY).aggregate(
        open=Count("pk", filter=on_the_line), lasted=Sum(lasted, output_field=DurationField())
    )
    minutes = int((found["lasted"] or timedelta()) / timedelta(minutes=1))
    return Crowd(limits, found["open"], minutes)
