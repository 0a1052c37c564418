"""Keeping nothing longer than the tenant said: recordings, then what was said, then that there was a call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from calls.models import Call, EscalationEvent, ExportPart, PrivacyJob, Recording
from calls.privacy.at_twilio import remove_recording
from calls.privacy.places import forget_words
from calls.privacy.steps import Step, Waits, add_result
from integrations.twilio.errors import TwilioError
from tenants.audit.shorten import KEPT as EVENTS_ARE_KEPT
from tenants.audit.shorten import oldest_events, shorten
from tenants.models import Tenant
from tenants.privacy import rules_of

BATCH = 200
EXPORTS_ARE_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is older than the tenant's rules allow."""

    recordings: QuerySet[Recording]
    transcripts: QuerySet[Call]
    calls: QuerySet[Call]
    events: QuerySet[EscalationEvent]
    audit: QuerySet[Any]
    exports: QuerySet[ExportPart]
    receipts: QuerySet[PrivacyJob]

    def counts(self) -> dict[str, int]:
        """What would go, by kind."""
        return {
            "recordings": self.recordings.count(),
            "transcripts": self.transcripts.count(),
            "calls": self.calls.count(),
            "escalation events": self.events.count(),
            "audit events": self.audit.count(),
            "export files": self.exports.count(),
            "receipts": self.receipts.count(),
        }


def overdue(tenant: Tenant, now: datetime) -> Overdue:
    """Tell what is overdue at a moment. A call counts from its end; a call without an end is not over yet."""
    rules = rules_of(tenant)
    recorded, said, kept = (
        now - timedelta(days=days)
        for days in (rules.recording_days, rules.transcript_days, rules.metadata_days)
    )
    calls = Call.objects.filter(tenant=tenant)
    sounds = Recording.objects.filter(tenant=tenant, removed_at=None, kept_because="")
    gone = calls.filter(ended_at__lt=kept)
    events = EscalationEvent.objects.filter(tenant=tenant, at__lt=min(kept, now - EVENTS_ARE_KEPT))
    return Overdue(
        recordings=sounds.filter(recorded_at__lt=recorded),
        transcripts=calls.filter(ended_at__lt=said, words_removed_at=None),
        # A call is what finds its recording: it stays until Twilio has none of it.
        calls=gone.exclude(pk__in=sounds.values("call")),
        events=events,
        audit=oldest_events(tenant.pk),
        exports=ExportPart.objects.filter(tenant=tenant, made_at__lt=now - EXPORTS_ARE_KEPT),
        receipts=PrivacyJob.objects.filter(tenant=tenant, settled_at__lt=kept),
    )


def total(job: PrivacyJob) -> int:
    counts = overdue(job.tenant, timezone.now()).counts()
    recordings = counts.pop("recordings")
    return recordings + sum(-(-count // BATCH) for count in counts.values())


def steps(job: PrivacyJob) -> Iterator[Step]:
    """Each kind in batches until nothing of it is overdue. Raise Waits at the end when Twilio could not be asked."""
    late, waits = overdue(job.tenant, timezone.now()), ""
    for pk in list(late.recordings.values_list("pk", flat=True)):
        recording = Recording.objects.select_related("tenant").get(pk=pk)
        try:
            yield _removed(recording, why_left=remove_recording(recording))
        except TwilioError as exc:
            waits = f"Waiting for Twilio: {exc}"
    yield from _batches(late.transcripts, _forget)
    yield from _batches(late.calls, _delete_calls)
    yield from _batches(late.events, _delete("escalation events", EscalationEvent))
    yield from _batches(late.exports, _delete("export files", ExportPart))
    yield from _batches(late.receipts, _delete("receipts", PrivacyJob))
    if late.audit.exists():
        yield lambda job: {"audit events": shorten(job.tenant_id, actor=job.asked_by)}
    if waits:
        raise Waits(waits)


def _batches(rows: QuerySet[Any], step_for: Callable[[list[Any]], Step]) -> Iterator[Step]:
    """Steps over whatever is overdue until nothing is; each step takes its own rows out of the list."""
    while batch := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield step_for(batch)


def _removed(recording: Recording, *, why_left: str) -> Step:
    def step(job: PrivacyJob) -> Mapping[str, int]:
        row = Recording.objects.filter(pk=recording.pk, removed_at=None)
        if not why_left:
            return {"recordings": row.update(removed_at=timezone.now())}
        add_result(job, "left_at_twilio", [f"recording {recording.sid}: {why_left}"])
        return {"recordings left at Twilio": row.update(kept_because=why_left[:300])}

    return step


def _forget(calls: list[Any]) -> Step:
    def step(job: PrivacyJob) -> Mapping[str, int]:
        forget_words(calls)
        late = Call.objects.filter(Q(words_removed_at=None), pk__in=calls)
        return {"transcripts": late.update(words_removed_at=timezone.now())}

    return step


def _delete_calls(calls: list[Any]) -> Step:
    def step(job: PrivacyJob) -> Mapping[str, int]:
        return {"calls": Call.objects.filter(pk__in=calls).delete()[1].get("calls.Call", 0)}

    return step


def _delete(name: str, model: Any) -> Callable[[list[Any]], Step]:
    def step_for(rows: list[Any]) -> Step:
        return lambda job: {name: model.objects.filter(pk__in=rows).delete()[1].get(model._meta.label, 0)}

    return step_for
