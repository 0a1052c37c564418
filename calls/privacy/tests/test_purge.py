"""The purge: nothing is kept longer than the owner said, what went is counted, and a night is done once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from calls import chores
from calls.due import due_next
from calls.models import Call, Escalation, Page, PrivacyJob, Recording, Turn
from calls.privacy import jobs
from calls.privacy.jobs import owe, run_job
from calls.privacy.nightly import Nights, night_of, owe_purge
from calls.privacy.tests.conftest import WORDS, PastCall, Twilio
from integrations.twilio.errors import AccountRefused, Unavailable
from tenants.models import AuditEvent, Tenant
from tenants.privacy import save_rules

pytestmark = pytest.mark.django_db


def purge(tenant: Tenant) -> PrivacyJob:
    job = owe(tenant.pk, PrivacyJob.Kind.PURGE, asked_by="Alice's dashboard", now=timezone.now())
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_by_default_a_recording_goes_after_a_month(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    young, old = past_call(northstar, days=29), past_call(northstar, days=31)
    assert purge(northstar).counts == {"recordings": 1}
    assert twilio.removed == [f"RE{old.sid[2:]}"]
    assert Recording.objects.get(removed_at=None).call == young


def test_after_a_year_what_was_said_goes_and_what_was_done_stays(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    old, young = past_call(northstar, days=366), past_call(northstar, days=364)
    counts = purge(northstar).counts
    assert counts == {"recordings": 2, "transcripts": 1}
    old.refresh_from_db()
    assert (old.first_words, old.summary) == ("", "")
    assert (old.from_number, old.priority, old.escalation.acknowledged_by) == ("+15555550142", "P1", "Mike")
    assert set(Turn.objects.filter(call=old).values_list("text", flat=True)) == {""}
    assert Turn.objects.filter(call=young, text=WORDS).exists()


def test_after_seven_years_the_call_itself_goes(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    past_call(northstar, days=7 * 366 + 1)
    assert purge(northstar).counts["calls"] == 1
    assert not any(model.objects.exists() for model in (Call, Turn, Escalation, Page, Recording))


def test_a_tenant_keeps_things_as_long_as_it_says_and_another_is_left_alone(
    northstar: Tenant, southpaw: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    save_rules(northstar, {"transcript_days": 5, "recording_days": 5}, actor="Alice's dashboard")
    past_call(northstar, days=6)
    theirs = past_call(southpaw, days=6)
    assert purge(northstar).counts == {"recordings": 1, "transcripts": 1}
    assert Turn.objects.filter(text=WORDS).get().call == theirs


def test_a_second_purge_finds_nothing(northstar: Tenant, past_call: PastCall, twilio: Twilio) -> None:
    past_call(northstar, days=400)
    purge(northstar)
    assert purge(northstar).counts == {}


def test_a_purge_is_told_to_the_audit_log_with_its_counts(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    past_call(northstar, days=400)
    purge(northstar)
    event = AuditEvent.objects.get(kind="purge")
    assert '"transcripts": 1' in event.details
    assert event.actor == "Alice's dashboard"


def test_while_twilio_is_away_the_rest_is_done_and_the_recordings_wait(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    past_call(northstar, days=400)
    twilio.fault = Unavailable("Twilio does not answer.", code=None, permanent=False)
    waiting = purge(northstar)
    assert waiting.settled_at is None
    assert "Twilio does not answer" in waiting.error
    assert waiting.counts == {"transcripts": 1}
    twilio.fault = None
    PrivacyJob.objects.update(due_at=timezone.now())
    run_job(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.counts == {"transcripts": 1, "recordings": 1}
    assert waiting.settled_at


def test_a_call_is_not_forgotten_before_its_recording_is_gone(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    past_call(northstar, days=8 * 366)
    twilio.fault = Unavailable("Twilio does not answer.", code=None, permanent=False)
    purge(northstar)
    assert Call.objects.count() == 1


def test_a_recording_that_never_can_be_removed_is_named_and_asked_for_no_more(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    past_call(northstar, days=31)
    twilio.fault = AccountRefused("The token is not known here any more.", code=None)
    job = purge(northstar)
    assert job.settled_at
    assert "token is not known" in job.result["left_at_twilio"][0]
    assert Recording.objects.get().removed_at is None
    assert purge(northstar).counts == {}


class Killed(BaseException):
    """The process dies."""


def test_a_process_that_dies_in_the_middle_loses_no_count_and_does_nothing_twice(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    for _ in range(6):
        past_call(northstar, days=400)
    job = owe(northstar.pk, PrivacyJob.Kind.PURGE, asked_by="Alice", now=timezone.now())

    def die(job: PrivacyJob) -> None:
        if job.done == 3:
            raise Killed

    with pytest.raises(Killed):
        run_job(job.pk, watch=die)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.settled_at, job.counts) == (None, {"recordings": 3}), "its lease has not lapsed yet"
    PrivacyJob.objects.update(lease_until=timezone.now())
    run_job(job.pk)
    job.refresh_from_db()
    assert job.counts == {"recordings": 6, "transcripts": 6}
    assert len(twilio.removed) == 6


def test_long_work_is_done_in_slices(northstar: Tenant, past_call: PastCall, twilio: Twilio) -> None:
    for _ in range(3):
        past_call(northstar, days=31)
    job = owe(northstar.pk, PrivacyJob.Kind.PURGE, asked_by="Alice", now=timezone.now())
    seen = []
    for _ in range(4):
        run_job(job.pk, seconds=0)
        job.refresh_from_db()
        seen.append((job.done, job.percent))
    assert seen == [(1, 33), (2, 66), (3, 99), (3, 100)]


def test_a_slow_worker_whose_work_was_taken_over_writes_nothing_more(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    for _ in range(3):
        past_call(northstar, days=31)
    job = owe(northstar.pk, PrivacyJob.Kind.PURGE, asked_by="Alice", now=timezone.now())

    def be_overtaken(job: PrivacyJob) -> None:
        PrivacyJob.objects.filter(pk=job.pk).update(attempts=99)

    run_job(job.pk, watch=be_overtaken)
    job.refresh_from_db()
    assert (job.done, job.settled_at) == (1, None)


NOON_IN_CHICAGO = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "night"),
    [
        ("2026-11-21T03:29", date(2026, 11, 20)),
        ("2026-11-21T03:30", date(2026, 11, 21)),
        ("2026-11-21T23:59", date(2026, 11, 21)),
    ],
)
def test_a_night_is_over_at_half_past_three(local: str, night: date) -> None:
    assert night_of(datetime.fromisoformat(local)) == night


def test_every_tenant_is_purged_once_a_night_however_often_the_watchdog_starts_anew(
    northstar: Tenant, southpaw: Tenant
) -> None:
    for minutes in range(0, 240, 60):
        for watchdog in (Nights(), Nights()):
            watchdog.look(NOON_IN_CHICAGO + timedelta(minutes=minutes))
    assert PrivacyJob.objects.filter(night="2026-11-21").count() == 2
    PrivacyJob.objects.update(settled_at=timezone.now())
    Nights().look(NOON_IN_CHICAGO + timedelta(days=1))
    assert PrivacyJob.objects.filter(night="2026-11-22").count() == 2


def test_each_tenant_has_its_own_night(northstar: Tenant, southpaw: Tenant) -> None:
    Tenant.objects.filter(pk=southpaw.pk).update(time_zone="Asia/Tokyo")
    Nights().look(datetime(2026, 11, 21, 18, 45, tzinfo=UTC))  # in Tokyo it is 3:45 of the next day
    nights = dict(PrivacyJob.objects.values_list("tenant__slug", "night"))
    assert nights == {"northstar": date(2026, 11, 21), "southpaw": date(2026, 11, 22)}


def test_a_purge_that_still_waits_for_twilio_is_not_joined_by_tomorrows(northstar: Tenant) -> None:
    assert owe_purge(northstar.pk, date(2026, 11, 20), now=timezone.now())
    assert not owe_purge(northstar.pk, date(2026, 11, 21), now=timezone.now())


def test_the_command_counts_first_and_purges_then(
    northstar: Tenant, past_call: PastCall, twilio: Twilio, capsys: pytest.CaptureFixture[str]
) -> None:
    past_call(northstar, days=400)
    call_command("purge", tenant="northstar", dry_run=True)
    told = " ".join(capsys.readouterr().out.split())
    assert "northstar would lose 1 recordings 1 transcripts 0 calls" in told
    assert Turn.objects.filter(text=WORDS).exists()
    call_command("purge", tenant="northstar")
    assert "northstar lost 1 recordings 1 transcripts" in " ".join(capsys.readouterr().out.split())
    assert not Turn.objects.filter(text=WORDS).exists()


def test_a_worker_that_is_told_of_a_job_does_it(
    northstar: Tenant, past_call: PastCall, twilio: Twilio
) -> None:
    from calls.tasks import privacy_job

    past_call(northstar, days=31)
    job = owe(northstar.pk, PrivacyJob.Kind.PURGE, asked_by="Alice", now=timezone.now())
    privacy_job(job.pk)
    assert twilio.removed


def test_the_watchdog_sees_to_the_night_and_finds_a_job_that_nobody_was_told_of(
    northstar: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "_nights", Nights())
    now = timezone.now()
    assert chores.see_to_the_night in chores.chores()
    chores.see_to_the_night(now)
    job = PrivacyJob.objects.get(tenant=northstar, asked_by="nightly purge")
    assert [row.pk for row in due_next(PrivacyJob, now=now, late=now, most=1, limit=1)] == [job.pk]


def test_a_slice_fits_into_a_task() -> None:
    assert jobs.SLICE < settings.CELERY_TASK_SOFT_TIME_LIMIT / 2
