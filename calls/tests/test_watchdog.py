"""The watchdog: whatever is due is done, one tenant's flood holds up nobody, and nothing waits for a callback."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.utils import timezone

from calls import chores
from calls.conversation.unanswered import GIVEN_UP, unanswered_calls
from calls.due import due_next
from calls.escalation import receipts
from calls.hands import Hands, safely
from calls.models import Call, Escalation, Page, Pulse, Turn
from calls.tests.conftest import Phone
from integrations.errors import IntegrationError
from integrations.twilio import rest
from tenants.models import Tenant


def owe_pages(tenant: Tenant, make_call: Callable[..., Call], count: int) -> list[Page]:
    """Pages of so many escalations of one tenant, all due for some time."""
    now = timezone.now()
    made = []
    for _ in range(count):
        escalation = Escalation.objects.create(tenant=tenant, call=make_call(tenant), started_at=now)
        made.append(
            Page.objects.create(
                tenant=tenant,
                escalation=escalation,
                step=1,
                person_name="Mike Reyes",
                method="sms",
                address="+15555550100",
                due_at=now - timedelta(seconds=30),
            )
        )
    return made


def test_the_second_tenants_only_page_is_taken_right_after_the_firsts_oldest(
    northstar: Tenant, southpaw: Tenant, make_call: Callable[..., Call]
) -> None:
    flood = owe_pages(northstar, make_call, 20)
    alone = owe_pages(southpaw, make_call, 1)
    now = timezone.now()
    found = due_next(Page, now=now, late=now, most=10, limit=3)
    assert [row.pk for row in found] == [flood[0].pk, alone[0].pk, flood[1].pk]


def test_a_row_that_somebody_works_on_is_not_offered_again(
    northstar: Tenant, make_call: Callable[..., Call]
) -> None:
    page, now = owe_pages(northstar, make_call, 1)[0], timezone.now()
    Page.objects.claim(page.pk, now=now, lease=timedelta(seconds=15))
    assert due_next(Page, now=now, late=now, most=10, limit=10) == []
    later = now + timedelta(seconds=16)
    assert [row.pk for row in due_next(Page, now=later, late=later, most=10, limit=10)] == [page.pk]


@pytest.mark.django_db(transaction=True)
def test_a_tenant_whose_provider_hangs_leaves_hands_free_for_the_others(
    northstar: Tenant, southpaw: Tenant, make_call: Callable[..., Call]
) -> None:
    hung = {page.pk for page in owe_pages(northstar, make_call, 10)}
    owe_pages(southpaw, make_call, 1)
    provider, begun, reached = threading.Event(), list[int](), threading.Event()

    def work(pk: int) -> None:
        begun.append(pk)
        if pk in hung:
            assert provider.wait(10)
        else:
            reached.set()

    hands = Hands(Page, work, count=4, per_tenant=2)
    try:
        assert hands.reach(timezone.now(), grace=timedelta(0)) == 3
        assert reached.wait(10)
        hands.reach(timezone.now(), grace=timedelta(0))
        assert len(hung & set(begun)) == 2
    finally:
        provider.set()
        hands.rest()


def test_a_call_that_cannot_be_ended_does_not_keep_the_next_one_open(
    northstar: Tenant, make_call: Callable[..., Call]
) -> None:
    long_ago = timezone.now() - timedelta(minutes=10)
    bad, good = (make_call(northstar, heard_at=long_ago) for _ in range(2))

    def finish(pk: UUID, **_: Any) -> None:
        if pk == bad.pk:
            raise ValueError("a row that nobody understands")
        Call.objects.filter(pk=pk).update(state=Call.State.ENDED, ended_at=timezone.now())

    with patch.object(chores, "finish_call", finish):
        chores.end_dead_lines(timezone.now())
    assert Call.objects.get(pk=good.pk).ended_at is not None


def test_a_chore_that_breaks_does_not_end_the_watchdog() -> None:
    def leak(now: object) -> None:
        raise RuntimeError("a bug")

    safely(leak, timezone.now())


def test_a_round_leaves_its_pulse(northstar: Tenant) -> None:
    now = timezone.now()
    Pulse.beat(Pulse.Name.WATCHDOG, now)
    assert Pulse.age(Pulse.Name.WATCHDOG, now + timedelta(seconds=3)) == 3.0
    assert Pulse.age(Pulse.Name.AUDITOR, now) is None


# A turn that died with its process


def test_a_turn_that_nobody_answered_wakes_somebody(phone: Phone) -> None:
    phone.dial()
    leave_unanswered(phone.call)
    chores.rescue_unanswered(timezone.now())
    assert phone.call.state == Call.State.ESCALATING
    assert "stopped in the middle of a turn" in phone.call.escalation.reason
    assert phone.call.deliveries.exists()


def test_a_turn_that_is_being_answered_is_left_alone(phone: Phone) -> None:
    phone.dial()
    leave_unanswered(phone.call)
    Turn.objects.filter(speaker="caller").update(created_at=timezone.now() - GIVEN_UP / 2)
    assert unanswered_calls(timezone.now()) == []


def test_a_caller_who_is_asked_something_is_not_taken_for_unanswered(phone: Phone) -> None:
    phone.dial()
    Turn.objects.update(created_at=timezone.now() - 2 * GIVEN_UP)
    assert unanswered_calls(timezone.now()) == []


def leave_unanswered(call: Call) -> None:
    call.turns.create(
        tenant=call.tenant,
        sequence=1,
        speaker="caller",
        text="The server is down.",
        created_at=timezone.now() - 2 * GIVEN_UP,
    )


# A page whose provider never called back


@pytest.fixture
def silent_page(northstar: Tenant, make_call: Callable[..., Call]) -> Page:
    receipts._asked.clear()
    page = owe_pages(northstar, make_call, 1)[0]
    sent = timezone.now() - timedelta(seconds=61)
    Page.objects.filter(pk=page.pk).update(
        state=Page.State.ACCEPTED, sent_at=sent, settled_at=sent, provider_id="SM1"
    )
    return page


@pytest.mark.parametrize(
    ("says", "state"),
    [
        ("delivered", Page.State.DELIVERED),
        ("undelivered", Page.State.FAILED),
        ("failed", Page.State.FAILED),
        ("sent", Page.State.ACCEPTED),
    ],
)
def test_a_provider_that_never_called_back_is_asked(silent_page: Page, says: str, state: str) -> None:
    with patch.object(rest, "status_of", return_value=says):
        assert receipts.ask_for_receipts(timezone.now()) == 1
    silent_page.refresh_from_db()
    assert silent_page.state == state


def test_the_provider_is_not_asked_again_at_once(silent_page: Page) -> None:
    with patch.object(rest, "status_of", return_value="sent"):
        assert receipts.ask_for_receipts(timezone.now()) == 1
        assert receipts.ask_for_receipts(timezone.now()) == 0
        assert receipts.ask_for_receipts(timezone.now() + receipts.ASK_AGAIN) == 1


def test_a_provider_that_does_not_answer_changes_nothing(silent_page: Page) -> None:
    with patch.object(rest, "status_of", side_effect=IntegrationError("away", permanent=False)):
        receipts.ask_for_receipts(timezone.now())
    silent_page.refresh_from_db()
    assert silent_page.state == Page.State.ACCEPTED
