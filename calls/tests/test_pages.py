"""A page: sent once, tried again when it must be, never after somebody took the call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from calls.escalation import pages
from calls.escalation.acknowledge import acknowledge, note_progress
from calls.escalation.forward import call_forward
from calls.escalation.pages import BUGS, GIVE_UP, adopt, send_page
from calls.escalation.start import start_escalation
from calls.models import Call, Escalation, Page
from integrations.errors import IntegrationError
from tenants.models import OnCallStep, Person, Tenant
from triage import Action, Decision

WAKE = Decision(action=Action.ESCALATE, speech="", reason="server down")


@pytest.fixture
def escalation(northstar: Tenant, make_call: Callable[..., Call]) -> Escalation:
    return start_escalation(make_call(northstar, summary="Acme: server down"), WAKE, now=timezone.now())


class Carrier:
    """Takes texts and calls instead of Twilio; `faults` are raised one after another first."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.faults: list[IntegrationError] = []
        self.remembers: str | None = None

    def send_sms(self, tenant: Tenant, *, to: str, **_: str) -> str:
        return self._take("SM", to)

    def place_call(self, tenant: Tenant, *, to: str, **_: str) -> str:
        return self._take("CA", to)

    def find_sent(self, tenant: Tenant, kind: str, **_: object) -> str | None:
        return self.remembers

    def _take(self, prefix: str, to: str) -> str:
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(to)
        return f"{prefix}{len(self.sent):032d}"


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    taker = Carrier()
    with patch.object(pages, "rest", taker):
        yield taker


def passing() -> IntegrationError:
    return IntegrationError("Twilio is away", permanent=False)


def lasting() -> IntegrationError:
    return IntegrationError("No such number", permanent=True)


def first(escalation: Escalation) -> Page:
    return escalation.pages.get(step=1)


def test_the_first_step_is_due_at_once_and_the_second_after_its_wait(escalation: Escalation) -> None:
    one, two = escalation.pages.filter(ring=1)
    assert one.due_at == escalation.started_at
    assert two.due_at - one.due_at == timedelta(minutes=3)


def test_a_due_page_is_sent_and_recorded(escalation: Escalation, carrier: Carrier) -> None:
    send_page(first(escalation).pk)
    page = first(escalation)
    assert page.state == Page.State.ACCEPTED
    assert page.provider_id.startswith("SM")
    assert carrier.sent == ["+15555550100"]


def test_sending_twice_sends_once(escalation: Escalation, carrier: Carrier) -> None:
    send_page(first(escalation).pk)
    send_page(first(escalation).pk)
    assert len(carrier.sent) == 1


def test_a_page_that_is_not_due_stays(escalation: Escalation, carrier: Carrier) -> None:
    send_page(escalation.pages.get(step=2).pk)
    assert carrier.sent == []


def test_a_passing_fault_is_tried_again_soon(escalation: Escalation, carrier: Carrier) -> None:
    carrier.faults = [passing()]
    send_page(first(escalation).pk)
    page = first(escalation)
    assert (page.state, page.error) == (Page.State.DUE, "Twilio is away")
    assert page.lease_until is not None
    assert page.lease_until <= timezone.now() + timedelta(seconds=5)


def test_a_page_that_is_tried_again_still_tells_since_when_it_is_late(
    escalation: Escalation, carrier: Carrier
) -> None:
    carrier.faults = [passing()]
    send_page(first(escalation).pk)
    assert first(escalation).due_at == escalation.started_at


def test_a_wait_that_the_provider_asks_for_is_kept_within_a_callers_patience(
    escalation: Escalation, carrier: Carrier
) -> None:
    carrier.faults = [IntegrationError("Too many", permanent=False, retry_after=600)]
    send_page(first(escalation).pk)
    until = first(escalation).lease_until
    assert until is not None
    assert timedelta(seconds=25) < until - timezone.now() <= timedelta(seconds=30)


def test_a_lasting_fault_calls_the_next_person_forward(escalation: Escalation, carrier: Carrier) -> None:
    carrier.faults = [lasting()]
    send_page(first(escalation).pk)
    assert first(escalation).state == Page.State.FAILED
    assert escalation.pages.get(step=2).due_at <= timezone.now()


def test_a_fault_that_keeps_passing_gives_up_in_the_end(escalation: Escalation, carrier: Carrier) -> None:
    carrier.faults = [passing(), passing()]
    send_page(first(escalation).pk)
    assert first(escalation).state == Page.State.DUE
    Page.objects.filter(step=1).update(due_at=timezone.now() - GIVE_UP, lease_until=None)
    send_page(first(escalation).pk)
    assert first(escalation).state == Page.State.FAILED


def test_an_error_of_our_own_costs_one_page_and_calls_the_next_person(
    escalation: Escalation, carrier: Carrier
) -> None:
    with patch.object(pages, "_hand_over", side_effect=RuntimeError("a bug")):
        for _ in range(BUGS):
            Page.objects.filter(step=1).update(lease_until=None)
            send_page(first(escalation).pk)
    assert first(escalation).state == Page.State.FAILED
    assert escalation.pages.get(step=2).due_at <= timezone.now()


def test_a_callback_for_a_page_whose_sender_died_tells_that_it_was_sent(
    escalation: Escalation, carrier: Carrier
) -> None:
    Page.objects.filter(step=1).update(
        state=Page.State.SENDING, attempts=1, lease_until=timezone.now() + timedelta(seconds=10)
    )
    adopt(first(escalation).pk, "SM-called-back", now=timezone.now())
    assert (first(escalation).state, first(escalation).provider_id) == (
        Page.State.ACCEPTED,
        "SM-called-back",
    )
    Page.objects.filter(step=1).update(lease_until=None)
    send_page(first(escalation).pk)
    assert carrier.sent == []


def test_a_call_that_may_be_another_pages_is_not_taken_for_ours(
    northstar: Tenant, make_call: Callable[..., Call], carrier: Carrier
) -> None:
    """Twilio's list does not tell what a call was for: ringing once too often is cheaper than not at all."""
    now = timezone.now()
    chains = [start_escalation(make_call(northstar), WAKE, now=now) for _ in range(2)]
    Page.objects.filter(method="voice").update(
        state=Page.State.SENDING, due_at=now, attempts=1, lease_until=now - timedelta(seconds=1)
    )
    carrier.remembers = "CA-of-one-of-them"
    send_page(chains[0].pages.filter(method="voice").earliest("step").pk)
    assert carrier.sent == ["+15555550101"]


def test_a_crash_while_sending_makes_the_page_due_again(escalation: Escalation, carrier: Carrier) -> None:
    now = timezone.now()
    Page.objects.filter(step=1).update(
        state=Page.State.SENDING, attempts=1, lease_until=now - timedelta(seconds=1)
    )
    send_page(first(escalation).pk)
    assert first(escalation).state == Page.State.ACCEPTED
    assert len(carrier.sent) == 1


def test_a_crash_after_the_provider_took_it_adopts_what_was_sent(
    escalation: Escalation, carrier: Carrier
) -> None:
    now = timezone.now()
    carrier.remembers = "SM-from-before"
    Page.objects.filter(step=1).update(
        state=Page.State.SENDING, attempts=1, lease_until=now - timedelta(seconds=1)
    )
    send_page(first(escalation).pk)
    assert first(escalation).provider_id == "SM-from-before"
    assert carrier.sent == []


def test_acknowledging_stops_what_is_still_due(escalation: Escalation, carrier: Carrier) -> None:
    send_page(first(escalation).pk)
    assert acknowledge(first(escalation), how="text message", now=timezone.now())
    Page.objects.filter(step=2).update(due_at=timezone.now())
    send_page(escalation.pages.get(step=2).pk)
    assert escalation.pages.get(step=2).state == Page.State.CANCELLED
    assert len(carrier.sent) == 1


def test_of_two_people_exactly_one_takes_it(escalation: Escalation, carrier: Carrier) -> None:
    one, two = escalation.pages.filter(ring=1)
    assert acknowledge(one, how="key", now=timezone.now())
    assert not acknowledge(two, how="key", now=timezone.now())
    escalation.refresh_from_db()
    assert escalation.acknowledged_by == "Mike Reyes"


def test_delivered_is_not_acknowledged(escalation: Escalation, carrier: Carrier) -> None:
    send_page(first(escalation).pk)
    note_progress(first(escalation).pk, Page.State.DELIVERED, now=timezone.now())
    escalation.refresh_from_db()
    assert first(escalation).state == Page.State.DELIVERED
    assert escalation.state == Escalation.State.OPEN


@pytest.mark.parametrize("state", [Page.State.DELIVERED, Page.State.FAILED])
def test_a_late_callback_never_takes_an_acknowledgement_back(
    escalation: Escalation, carrier: Carrier, state: str
) -> None:
    send_page(first(escalation).pk)
    acknowledge(first(escalation), how="key", now=timezone.now())
    note_progress(first(escalation).pk, state, now=timezone.now())
    assert first(escalation).state == Page.State.ACKNOWLEDGED


def test_a_carriers_failure_calls_the_next_person_forward(escalation: Escalation, carrier: Carrier) -> None:
    send_page(first(escalation).pk)
    note_progress(first(escalation).pk, Page.State.FAILED, now=timezone.now(), error="unreachable")
    assert escalation.pages.get(step=2).due_at <= timezone.now()


def test_calling_forward_keeps_the_distance_of_the_steps_behind(
    northstar: Tenant, make_call: Callable[..., Call]
) -> None:
    priya = Person.objects.create(tenant=northstar, name="Priya Rao", voice="+15555550102")
    OnCallStep.objects.create(tenant=northstar, position=3, person=priya, method="voice")
    woken = start_escalation(make_call(northstar), WAKE, now=timezone.now())
    before = [page.due_at for page in woken.pages.filter(ring=1)]
    call_forward(woken.pages.get(step=1), timezone.now())
    _, two, three = [page.due_at for page in woken.pages.filter(ring=1)]
    assert two <= timezone.now()
    assert three - two == before[2] - before[1]


@pytest.mark.parametrize(
    ("state", "left"), [("acknowledged", Page.State.CANCELLED), ("open", Page.State.DUE)]
)
def test_a_page_stopped_by_who_is_gone_again_before_it_is_settled_is_due_as_before(
    escalation: Escalation, state: str, left: Page.State
) -> None:
    page = escalation.pages.get(step=1)

    def stopped(_: Page) -> None:
        taken = (
            {"acknowledged_at": timezone.now(), "acknowledged_by": "Mike"} if state == "acknowledged" else {}
        )
        Escalation.objects.update(state=state, **taken)

    with patch.object(pages, "_send", stopped):
        send_page(page.pk)
    page.refresh_from_db()
    assert (page.state, page.lease_until) == (left, None)
    assert (page.settled_at is None) is (left == Page.State.DUE)
