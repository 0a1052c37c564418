"""A phone that is not answered rings a second time within three minutes: that breaks through Do-Not-Disturb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from calls.escalation.acknowledge import note_progress
from calls.escalation.chain import lay_out
from calls.escalation.forward import pass_over
from calls.escalation.reach import Step
from calls.escalation.start import start_escalation
from calls.models import Call, Escalation, Page
from integrations.twilio.rest import RING_SECONDS
from tenants.models import OnCallStep, Tenant
from triage import Action, Decision

WAKE = Decision(action=Action.ESCALATE, speech="", reason="server down")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def escalation(northstar: Tenant, make_call: Callable[..., Call]) -> Escalation:
    """Mike is called, and three minutes later Dana."""
    OnCallStep.objects.filter(position=1).update(method="voice")
    return start_escalation(make_call(northstar), WAKE, now=timezone.now())


def ring(escalation: Escalation, name: str, number: int) -> Page:
    return escalation.pages.get(person_name=name, ring=number)


def rung_out(page: Page, *, rang: bool = True) -> None:
    now = timezone.now()
    Page.objects.filter(pk=page.pk).update(state=Page.State.ACCEPTED, sent_at=now, settled_at=now)
    note_progress(page.pk, Page.State.FAILED, now=now, error="The carrier says: no-answer.", rang=rang)


@pytest.mark.parametrize("wait", [MINUTE / 2, 2 * MINUTE, 10 * MINUTE])
def test_the_second_ring_comes_after_a_pause_and_within_three_minutes(wait: timedelta) -> None:
    first, second = lay_out([Step(person_name="Mike", method="voice", address="+15555550100", wait=wait)])
    ended = first.after + timedelta(seconds=RING_SECONDS)
    assert timedelta(seconds=30) <= second.after - ended <= timedelta(seconds=60)
    assert second.after - first.after < 3 * MINUTE
    assert (first.ring, second.ring) == (1, 2)


def test_pages_stand_in_the_order_of_their_times(escalation: Escalation) -> None:
    told = [(page.person_name, page.ring) for page in escalation.pages.order_by("step")]
    assert told == [("Mike Reyes", 1), ("Mike Reyes", 2), ("Dana Cole", 1), ("Dana Cole", 2)]
    times = [page.due_at for page in escalation.pages.order_by("step")]
    assert times == sorted(times)


def test_a_text_is_sent_once() -> None:
    assert len(lay_out([Step(person_name="Mike", method="sms", address="+15555550100", wait=MINUTE)])) == 1


def test_an_unanswered_first_ring_leaves_the_second_its_time_and_wakes_nobody_early(
    escalation: Escalation,
) -> None:
    before = {page.pk: page.due_at for page in escalation.pages.all()}
    rung_out(ring(escalation, "Mike Reyes", 1))
    assert {page.pk: page.due_at for page in escalation.pages.all()} == before


def test_an_unanswered_second_ring_wakes_the_next_person_now(escalation: Escalation) -> None:
    rung_out(ring(escalation, "Mike Reyes", 1))
    rung_out(ring(escalation, "Mike Reyes", 2))
    assert ring(escalation, "Dana Cole", 1).due_at <= timezone.now()


def test_a_number_that_cannot_be_called_is_not_tried_again(escalation: Escalation) -> None:
    rung_out(ring(escalation, "Mike Reyes", 1), rang=False)
    assert ring(escalation, "Mike Reyes", 2).state == Page.State.CANCELLED
    assert ring(escalation, "Dana Cole", 1).due_at <= timezone.now()


def test_an_engineer_who_passes_it_on_is_not_rung_again(escalation: Escalation) -> None:
    pass_over(ring(escalation, "Mike Reyes", 1), timezone.now())
    assert ring(escalation, "Mike Reyes", 2).state == Page.State.CANCELLED
    assert ring(escalation, "Dana Cole", 1).due_at <= timezone.now()
    assert ring(escalation, "Dana Cole", 2).state == Page.State.DUE
