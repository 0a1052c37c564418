"""A limit tells, and holds back what can wait; a page that wakes somebody leaves whatever it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.utils import timezone

from calls import verification
from calls.escalation.start import start_escalation
from calls.models import Alarm, Call, Page
from calls.spending import Purse, tell_when_near, usage_of
from calls.verification import CodeError, send_code
from tenants.models import Limits, Tenant
from triage import Action, Decision

WAKE = Decision(action=Action.ESCALATE, speech="")
MakeCall = Callable[..., Call]


@pytest.fixture
def paged(northstar: Tenant, make_call: MakeCall) -> list[Page]:
    """Two people were paged within the day: three texts or rings."""
    now = timezone.now()
    escalation = start_escalation(make_call(northstar), WAKE, now=now)
    escalation.pages.update(state="accepted", sent_at=now, settled_at=now, provider_id="SM1")
    return list(escalation.pages.all())


def limit(tenant: Tenant, **changes: int) -> None:
    Limits.objects.update_or_create(tenant=tenant, defaults=changes)


def test_what_left_within_a_day_is_counted(northstar: Tenant, paged: list[Page]) -> None:
    usage = usage_of(northstar.pk, now=timezone.now())
    assert (usage.texts, usage.rings) == (1, 2)
    assert usage.dollars > 0
    assert usage_of(northstar.pk, now=timezone.now() + timedelta(hours=25)).texts == 0


def test_another_msps_texts_are_not_ours(paged: list[Page]) -> None:
    assert usage_of(uuid4(), now=timezone.now()).texts == 0


@pytest.mark.parametrize(
    ("limits", "subject"),
    [
        ({"texts_a_day": 100}, None),
        ({"texts_a_day": 1}, "Over the day's limit"),
        ({"texts_a_day": 0, "dollars_a_day": 0}, None),
    ],
)
def test_a_limit_is_told_by_mail_once_a_day(
    northstar: Tenant, paged: list[Page], limits: dict[str, int], subject: str | None
) -> None:
    limit(northstar, **limits)
    for _ in range(3):
        tell_when_near(northstar.pk, now=timezone.now())
    told = Alarm.objects.filter(key__startswith="spending:", address="mike@northstar.example")
    assert list(told.values_list("subject", "method")) == ([(subject, "email")] if subject else [])


def test_the_watchdog_looks_at_everybody_every_few_minutes(northstar: Tenant, paged: list[Page]) -> None:
    limit(northstar, texts_a_day=1)
    purse, now = Purse(), timezone.now()
    purse.look(now)
    assert Alarm.objects.filter(key__startswith="spending:").exists()
    Alarm.objects.all().delete()
    purse.look(now + timedelta(seconds=30))
    assert not Alarm.objects.exists()


def test_over_the_limit_a_code_waits(northstar: Tenant, paged: list[Page]) -> None:
    limit(northstar, texts_a_day=1)
    with patch.object(verification, "rest") as twilio, pytest.raises(CodeError, match="a page never does"):
        send_code(northstar, "+15555550177", method="sms", by="Alice", now=timezone.now())
    assert not twilio.mock_calls


def test_over_every_limit_a_page_is_due_at_once_all_the_same(
    northstar: Tenant, paged: list[Page], make_call: MakeCall
) -> None:
    limit(northstar, texts_a_day=1, dollars_a_day=1, minutes_a_day=1)
    now = timezone.now()
    escalation = start_escalation(make_call(northstar), WAKE, now=now)
    first = escalation.pages.order_by("due_at")[0]
    assert (first.state, first.due_at) == ("due", now)
    assert Page.objects.claim(first.pk, now=now, lease=timedelta(seconds=15)) is not None
