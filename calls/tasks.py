"""Celery's side of the desk: a task loads nothing but an id and calls the service that does the work."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from calls.bridge.errands import run_errand as run_errand_now
from calls.escalation.alarms import send_alarm as send_alarm_now
from calls.escalation.pages import send_page as send
from calls.identity.directory import read_directory as read_directory_now
from calls.identity.look_up import look_up as look_up_now
from calls.models import Alarm, Call, Delivery, DirectorySync, Errand, Page, PrivacyJob
from calls.privacy.jobs import run_job
from calls.row_task import RowTask
from calls.tickets import deliver as deliver_now


@shared_task(name="calls.send_page", base=RowTask, model=Page)
def send_page(page_id: int) -> None:
    send(page_id)


@shared_task(name="calls.deliver", base=RowTask, model=Delivery)
def deliver(delivery_id: int) -> None:
    deliver_now(delivery_id)


@shared_task(name="calls.send_alarm", base=RowTask, model=Alarm)
def send_alarm(alarm_id: int) -> None:
    send_alarm_now(alarm_id)


@shared_task(name="calls.privacy_job", base=RowTask, model=PrivacyJob)
def privacy_job(job_id: int) -> None:
    run_job(job_id)


@shared_task(name="calls.run_errand", base=RowTask, model=Errand)
def run_errand(errand_id: int) -> None:
    run_errand_now(errand_id)


@shared_task(name="calls.look_up", base=RowTask, model=Call)
def look_up(call_id: str) -> None:
    look_up_now(UUID(call_id))


@shared_task(name="calls.read_directory", base=RowTask, model=DirectorySync)
def read_directory(sync_id: int) -> None:
    read_directory_now(sync_id)
