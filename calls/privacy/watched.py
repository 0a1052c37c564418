"""Long work done at the terminal, with a bar that moves."""

from __future__ import annotations

import time

from django.core.management.base import CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from calls.models import PrivacyJob
from calls.privacy.jobs import run_job
from tenants.scope import as_tenant

console = Console(highlight=False, soft_wrap=True)
AT_ONCE = 3600.0  # seconds
ANOTHER_IS_AT_IT = 1.0


def work_through(job: PrivacyJob) -> PrivacyJob:
    """Do a job to its end, or watch another process do it. Raise CommandError when it has to wait for somebody."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(str(job), total=None)

        def show(job: PrivacyJob) -> None:
            bar.update(task, completed=job.done, total=max(job.total, job.done) or None)

        while True:
            with as_tenant(job.tenant_id):
                run_job(job.pk, seconds=AT_ONCE, watch=show)
            job.refresh_from_db()
            show(job)
            if job.settled_at:
                return job
            if job.error:
                raise CommandError(
                    f"{job.error} What was done stays done; the rest is tried again by itself."
                )
            time.sleep(ANOTHER_IS_AT_IT)


def tell_counts(job: PrivacyJob) -> None:
    for name, count in sorted(job.counts.items()):
        console.print(f"  {count:>7}  {name}")
    if not job.counts:
        console.print("  nothing")
