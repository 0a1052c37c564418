"""Doing long work in small steps: each is committed with its count, and a crash between two loses neither."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from calls.models import PrivacyJob
from calls.nudge import nudge
from calls.privacy import erase, export, purge
from calls.privacy.steps import Step, Waits
from tenants import audit
from tenants.audit import Kind

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
SLICE = 10.0  # seconds; Celery ends a task after 120, and a page must not wait behind a purge
WAIT = timedelta(minutes=10)
TASK = "calls.privacy_job"
Watch = Callable[[PrivacyJob], None]

WORK: Mapping[str, Callable[[PrivacyJob], Iterator[Step]]] = {
    PrivacyJob.Kind.PURGE: purge.steps,
    PrivacyJob.Kind.ERASURE: erase.steps,
    PrivacyJob.Kind.EXPORT: export.steps,
}
TOTAL: Mapping[str, Callable[[PrivacyJob], int]] = {
    PrivacyJob.Kind.PURGE: purge.total,
    PrivacyJob.Kind.ERASURE: erase.total,
    PrivacyJob.Kind.EXPORT: export.total,
}
TOLD: Mapping[str, Kind] = {
    PrivacyJob.Kind.PURGE: Kind.PURGE,
    PrivacyJob.Kind.ERASURE: Kind.ERASURE,
    PrivacyJob.Kind.EXPORT: Kind.EXPORT,
}


class Overtaken(Exception):
    """Another process took the work over while this one was slow."""


def run_job(job_id: int, *, seconds: float = SLICE, watch: Watch | None = None) -> None:
    """Work on a job that is due and that nobody else is at, for some seconds; what is left is due again at once.

    Safe to call any number of times. `watch` is shown the job after every step.
    """
    job = PrivacyJob.objects.claim(job_id, now=timezone.now(), lease=LEASE)
    if job is None:
        return
    try:
        finished = _slice(job, time.monotonic() + seconds, watch)
    except Overtaken:
        return
    except Waits as exc:
        _put_off(job, str(exc), wait=WAIT)
        return
    if finished:
        _settle(job)
    else:
        _put_off(job, "", wait=timedelta(0))
        nudge(TASK, job.pk)


def _slice(job: PrivacyJob, until: float, watch: Watch | None) -> bool:
    if not job.total:
        job.total = TOTAL[job.kind](job)
        PrivacyJob.objects.filter(job.still_ours()).update(total=job.total)
    for step in WORK[job.kind](job):
        _do(job, step)
        if watch:
            watch(job)
        if time.monotonic() > until:
            return False
    return True


@transaction.atomic
def _do(job: PrivacyJob, step: Step) -> None:
    """One step and its count, or neither."""
    mine = PrivacyJob.objects.select_for_update().filter(job.still_ours()).first()
    if mine is None:
        raise Overtaken
    counts = step(mine)
    mine.done += 1
    mine.counts = dict(Counter(mine.counts) + Counter(counts))
    mine.lease_until = timezone.now() + LEASE
    mine.save(update_fields=["done", "counts", "result", "lease_until"])
    job.done, job.counts, job.result = mine.done, mine.counts, mine.result


@transaction.atomic
def _settle(job: PrivacyJob) -> None:
    """Close the work: from now on the row is the receipt, and an event tells that it was done."""
    now = timezone.now()
    told = masked(job.subject) if job.kind == PrivacyJob.Kind.ERASURE else job.subject
    if not PrivacyJob.objects.filter(job.still_ours()).update(
        settled_at=now, lease_until=None, error="", subject=told
    ):
        return
    audit.record(
        TOLD[job.kind],
        job.tenant_id,
        actor=job.asked_by,
        target=told or (f"night of {job.night}" if job.night else ""),
        receipt=job.pk,
        counts=job.counts,
    )
    log.info("privacy_job_done", job=job.pk, kind=job.kind, counts=job.counts)


def _put_off(job: PrivacyJob, error: str, *, wait: timedelta) -> None:
    if error:
        log.warning("privacy_job_waits", job=job.pk, kind=job.kind, why=error)
    PrivacyJob.objects.filter(job.still_ours()).update(
        due_at=timezone.now() + wait, lease_until=None, error=error
    )


def masked(number: str) -> str:
    """A number as a receipt shows it: enough to recognise one's own, too little to call."""
    return f"… {number[-4:]}" if len(number) > 4 else number


def owe(
    tenant_id: UUID, kind: PrivacyJob.Kind, *, asked_by: str, now: datetime, subject: str = ""
) -> PrivacyJob:
    """Make the work due now. The same work that is still owed is not owed twice."""
    with transaction.atomic():
        same = PrivacyJob.objects.filter(tenant_id=tenant_id, kind=kind, subject=subject, settled_at=None)
        job = same.first()
        if job is None:
            job = PrivacyJob.objects.create(
                tenant_id=tenant_id, kind=kind, subject=subject, asked_by=asked_by[:200], due_at=now
            )
        nudge(TASK, job.pk)
    return job
