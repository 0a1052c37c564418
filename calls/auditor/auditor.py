"""One loop beside the watchdog's: look, repair what is late, alarm what stays late, and say outside that all is well."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils import timezone

from calls.auditor.late import Findings, Late, look
from calls.auditor.outside import Outside
from calls.chores import chores
from calls.conversation.words import text
from calls.escalation.alarms import raise_alarm, send_alarm
from calls.escalation.pages import send_page
from calls.hands import Hands, safely
from calls.models import Alarm, Escalation, Page, Pulse
from calls.privacy.outward import outward, outward_reason
from tenants.scope import as_tenant

log = structlog.get_logger(__name__)

EVERY = 2.0  # seconds
REPAIR_AFTER = timedelta(seconds=30)
ALARM_GRACE = timedelta(seconds=2)  # an alarm is not left to those about whom it may be
PATIENCE = (
    8.0  # seconds; longer than the audit's own limit in the database, which a database that hangs cannot keep
)
DATABASE_SILENT = timedelta(seconds=20)
REMEMBERED = timedelta(hours=1)


class Auditor:
    """Trusts nobody: neither the broker nor the watchdog, and not the database to answer."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.outside = Outside()
        self._eye = ThreadPoolExecutor(1, thread_name_prefix="audit")
        self._looking: Future[Findings] | None = None
        self._saw_at = timezone.now()
        self._alarmed: dict[int, datetime] = {}
        self._pages = Hands(Page, send_page, count=4, per_tenant=2)
        self._alarms = Hands(Alarm, send_alarm, count=4, per_tenant=2)

    def run(self) -> None:
        """Look every two seconds until stopped."""
        log.info("auditor_watching")
        while not self.stopping.wait(EVERY):
            try:
                self.round(timezone.now())
            except Exception:  # whoever looks after the others must not fall over himself
                log.exception("audit_failed")
        self._pages.rest()
        self._alarms.rest()
        self._eye.shutdown(wait=False, cancel_futures=True)

    def round(self, now: datetime) -> None:
        findings = self._see(now)
        if findings is None:
            self._database_is_silent(now)
            return
        self._saw_at = now
        self.outside.over("database")
        self._watch_the_watchdog(findings)
        if findings.all_is_well:
            self.outside.all_is_well()

    def _see(self, now: datetime) -> Findings | None:
        """Look, in a thread of its own: a database that hangs must not hang the auditor. None: it did not answer."""
        if self._looking is None or self._looking.done():
            self._looking = self._eye.submit(self._in_its_thread, now)
        try:
            return self._looking.result(PATIENCE)
        except (DatabaseError, TooLate) as exc:
            log.error("audit_without_database", why=type(exc).__name__)
            return None

    def _in_its_thread(self, now: datetime) -> Findings:
        try:
            return self._look_and_act(now)
        finally:
            close_old_connections()

    def _look_and_act(self, now: datetime) -> Findings:
        findings = look(now)
        for late in findings.late:
            with as_tenant(late.tenant_id):
                self._alarm(late, now)
        self._pages.reach(now, grace=REPAIR_AFTER)
        self._alarms.reach(now, grace=ALARM_GRACE)
        if not findings.watchdog_lives:
            for chore in chores():
                safely(chore, now)
        Pulse.beat(Pulse.Name.AUDITOR, now)
        return findings

    def _alarm(self, late: Late, now: datetime) -> None:
        """Raise the alarm for an escalation once; the pages go on being tried.

        One that somebody has taken is not late, and is looked at anew should its chain go on.
        """
        if late.escalation_id in self._alarmed:
            return
        escalation = Escalation.objects.select_related("call__customer").get(pk=late.escalation_id)
        if escalation.state != Escalation.State.OPEN:
            return
        call = outward(escalation.call)
        facts = {
            "call": call,
            "customer": call.customer.name if call.customer else "an unknown customer",
            "caller": call.from_number or "number withheld",
            "reason": outward_reason(escalation),
            "errors": escalation.pages.exclude(error="").order_by("step"),
            "link": f"{settings.PUBLIC_URL}/dashboard/calls/{call.pk}",
        }
        raise_alarm(
            late.tenant_id,
            key=f"late:{escalation.pk}",
            subject=text("alarms/late_subject", **facts),
            body=text("alarms/late", **facts),
            call=escalation.call,
            now=now,
        )
        self._alarmed[late.escalation_id] = now
        for old in [pk for pk, at in self._alarmed.items() if at < now - REMEMBERED]:
            del self._alarmed[old]

    def _watch_the_watchdog(self, findings: Findings) -> None:
        if findings.watchdog_lives:
            self.outside.over("watchdog")
            return
        since = "never ran" if findings.watchdog is None else f"is silent for {findings.watchdog:.0f} s"
        self.outside.tell(
            "watchdog",
            subject=f"The watchdog {since}",
            body="The auditor does its work meanwhile, 30 s late. Start it: manage.py watchdog",
        )

    def _database_is_silent(self, now: datetime) -> None:
        silent = now - self._saw_at
        if silent >= DATABASE_SILENT:
            self.outside.tell(
                "database",
                subject=f"The database does not answer for {silent.total_seconds():.0f} s",
                body="Calls are put through to the people on call. Pages and tickets wait until it is back.",
            )
