"""What is late: escalations that nobody has been paged for, pages that ought to have left, alarms that cannot be told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from calls.models import Alarm, Escalation, Page, Pulse
from tenants.scope import as_watchdog

ALARM_AFTER = timedelta(seconds=50)  # told within the minute that is promised
UNTOLD_AFTER = timedelta(minutes=3)
WATCHDOG_SILENT = 20.0  # seconds
LOOK_SECONDS = 3  # an audit that is slow is an audit that fails
MOST = 200


class Late(NamedTuple):
    """An escalation that somebody should have been paged for by now."""

    escalation_id: int
    tenant_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """One look at the desk. `watchdog` is the age of its pulse in seconds, None when it never had one."""

    late: tuple[Late, ...] = ()
    untold: int = 0
    watchdog: float | None = None

    @property
    def watchdog_lives(self) -> bool:
        return self.watchdog is not None and self.watchdog < WATCHDOG_SILENT

    @property
    def all_is_well(self) -> bool:
        return not self.late and not self.untold and self.watchdog_lives


def look(now: datetime) -> Findings:
    """Look at everything once. Raise a DatabaseError when the database takes longer than three seconds for it."""
    with _in_time():
        with as_watchdog():
            late = tuple(dict.fromkeys((*_never_paged(now), *_owed(now))))
            untold = Alarm.objects.filter(settled_at=None, created_at__lt=now - UNTOLD_AFTER).count()
        return Findings(late=late, untold=untold, watchdog=Pulse.age(Pulse.Name.WATCHDOG, now))


def _never_paged(now: datetime) -> Iterator[Late]:
    """Escalations that are open, and of whose pages no provider has taken any."""
    sent = Page.objects.filter(escalation=OuterRef("pk"), sent_at__isnull=False)
    found = Escalation.objects.filter(
        ~Exists(sent), state=Escalation.State.OPEN, started_at__lt=now - ALARM_AFTER
    )
    yield from (Late(*row) for row in found.order_by("started_at").values_list("pk", "tenant_id")[:MOST])


def _owed(now: datetime) -> Iterator[Late]:
    """Escalations with a later step that ought to have left."""
    found = Page.objects.filter(settled_at=None, due_at__lt=now - ALARM_AFTER)
    yield from (
        Late(*row) for row in found.order_by("due_at").values_list("escalation_id", "tenant_id")[:MOST]
    )


@contextmanager
def _in_time() -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{LOOK_SECONDS}s'")
        yield
