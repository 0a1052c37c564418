"""The chain, proved anew: every event is hashed again here, apart from the database that hashed it first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from tenants.models.audit import AuditEvent, ChainedEvent, HouseEvent, Kind

CHUNK = 2000


class Anchor(NamedTuple):
    """The newest event of a log. Kept elsewhere, it shows later that nothing up to there was rewritten or cut off."""

    sequence: int
    digest: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.digest}"


@dataclass(frozen=True, slots=True)
class Break:
    """The first event that is not as it was written, or the place where one is missing."""

    sequence: int
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. `first` is above 1 when events older than the law wants were removed, as an event tells."""

    events: int
    first: int
    anchor: Anchor
    broken: Break | None


def anchor(tenant_id: UUID | None) -> Anchor:
    """Return the newest event's number and digest; 0 and "" for an empty log."""
    newest = events_of(tenant_id).order_by("-sequence").values_list("sequence", "digest").first()
    return Anchor(*newest) if newest else Anchor(0, "")


def verify(tenant_id: UUID | None, *, expect: Anchor | None = None) -> Verdict:
    """Walk a log from its beginning and name the first broken link. `expect` is an anchor noted earlier."""
    rows = events_of(tenant_id).order_by("sequence").iterator(CHUNK)
    return judge(rows, scope=str(tenant_id or ""), shortened=_shortened(tenant_id), expect=expect)


def judge(
    events: Iterable[ChainedEvent], *, scope: str, shortened: Iterable[Anchor], expect: Anchor | None = None
) -> Verdict:
    """Judge events in the order of their numbers. `shortened`: where the log itself says that it was cut."""
    last: Anchor | None = None
    count = first = 0
    for event in events:
        if last is None:
            first = event.sequence
            fault = _fault_of_beginning(event, set(shortened))
        else:
            fault = _fault_of_link(event, last)
        fault = fault or _fault_of_content(event, scope) or _fault_of_expected(event, expect)
        if fault:
            return Verdict(count, first, last or Anchor(0, ""), fault)
        last, count = Anchor(event.sequence, event.digest), count + 1
    newest = last or Anchor(0, "")
    if expect and expect.sequence > newest.sequence:
        cut = Break(newest.sequence + 1, f"missing: the log once went on to {expect.sequence}")
        return Verdict(count, first, newest, cut)
    return Verdict(count, first, newest, None)


def events_of(tenant_id: UUID | None) -> QuerySet[AuditEvent] | QuerySet[HouseEvent]:
    if tenant_id is None:
        return HouseEvent.objects.all()
    return AuditEvent.objects.filter(tenant_id=tenant_id)


def digest_of(event: ChainedEvent, scope: str) -> str:
    """Hash an event as the database's trigger does: a JSON array of texts, UTF-8, SHA-256."""
    parts = [
        event.previous,
        scope,
        str(event.sequence),
        stamp(event.at),
        event.kind,
        event.actor,
        event.target,
        event.address,
        event.details,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _fault_of_beginning(event: ChainedEvent, shortened: set[Anchor]) -> Break | None:
    if event.sequence == 1 and not event.previous:
        return None
    if Anchor(event.sequence - 1, event.previous) in shortened:
        return None
    return Break(1, f"missing: the log begins at {event.sequence}, and no event says why")


def _fault_of_link(event: ChainedEvent, last: Anchor) -> Break | None:
    if event.sequence != last.sequence + 1:
        return Break(last.sequence + 1, f"missing: after {last.sequence} comes {event.sequence}")
    if event.previous != last.digest:
        return Break(event.sequence, "does not follow the event before it")
    return None


def _fault_of_content(event: ChainedEvent, scope: str) -> Break | None:
    if digest_of(event, scope) != event.digest:
        return Break(event.sequence, "altered: its content does not match its digest")
    return None


def _fault_of_expected(event: ChainedEvent, expect: Anchor | None) -> Break | None:
    if expect and event.sequence == expect.sequence and event.digest != expect.digest:
        return Break(event.sequence, "rewritten: its digest is not the one that was noted")
    return None


def _shortened(tenant_id: UUID | None) -> list[Anchor]:
    told = events_of(tenant_id).filter(kind=Kind.LOG_SHORTENED).values_list("details", flat=True)
    cuts = [json.loads(details) for details in told]
    return [Anchor(int(cut["through"]), str(cut["digest"])) for cut in cuts]
