"""What happens after the decision is noted on the ticket once; a caller who rings again adds to his open ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from calls import tickets
from calls.deliveries import owe_ticket
from calls.escalation.events import Kind
from calls.escalation.events import note as happen
from calls.escalation.start import start_escalation
from calls.models import Call, Delivery, Escalation, Recording
from calls.same_problem import is_same_problem
from integrations.conftest import connection, sandbox
from integrations.sandbox.models import Note, Ticket
from tenants.models import ConnectWiseConnection, Tenant
from triage import Action, Decision

__all__ = ["connection", "sandbox"]
pytestmark = pytest.mark.django_db(transaction=True)
ENGINEER = "Mike Reyes"


@pytest.fixture
def paged(northstar: Tenant, connection: ConnectWiseConnection, sandbox: str, ring: Ring) -> Escalation:
    """A call about a dead server, its ticket written, the people on call being woken."""
    call = ring(priority="P1")
    decision = Decision(action=Action.ESCALATE, speech="")
    escalation = start_escalation(call, decision, now=timezone.now())
    deliver(call)
    return escalation


Ring = Callable[..., Call]


@pytest.fixture
def ring(northstar: Tenant, make_call: Callable[..., Call]) -> Ring:
    """Ring about a server that is down; keyword arguments change what differs."""

    def ring(**changes: Any) -> Call:
        facts = {
            "category": "server",
            "priority": "P3",
            "problem": "file server is down",
            "first_words": "Our file server is down",
        }
        return make_call(northstar, **facts | changes)

    return ring


def deliver(call: Call) -> Delivery:
    delivery = owe_ticket(call, now=timezone.now())
    Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now())
    tickets.deliver(delivery.pk)
    return Delivery.objects.get(pk=delivery.pk)


def notes() -> list[str]:
    return list(Note.objects.filter(place="internal").values_list("text", flat=True))


def saying(words: str) -> list[str]:
    return [text for text in notes() if words in text]


def test_what_happens_later_is_noted_once_and_the_transcript_is_not_repeated(paged: Escalation) -> None:
    page = paged.pages.order_by("step")[0]
    before = len(notes())
    happen(paged, Kind.CALL_BACK, now=timezone.now())
    happen(paged, Kind.TAKEN, now=timezone.now(), page=page)
    happen(paged, Kind.JOINED, now=timezone.now(), page=page)
    Recording.objects.create(
        tenant=paged.tenant,
        call=paged.call,
        sid="RE1",
        source="message",
        seconds=12,
        recorded_at=timezone.now(),
    )
    for _ in range(3):
        deliver(paged.call)
    assert len(saying("wants to be called back")) == 1
    assert len(saying(f"{ENGINEER} acknowledged")) == 1
    assert len(saying(f"{ENGINEER} joined the caller")) == 1
    assert len(saying("left a message, 12 s: http")) == 1
    assert len(notes()) == before + 4


def test_each_happening_makes_the_ticket_due_again(paged: Escalation) -> None:
    assert Delivery.objects.get().settled_at is not None
    happen(paged, Kind.CALLED_BACK, now=timezone.now(), page=paged.pages.all()[0])
    assert Delivery.objects.get().settled_at is None


def test_the_end_of_the_line_is_noted(paged: Escalation) -> None:
    started = paged.call.started_at
    Call.objects.update(
        ended_at=started + timedelta(seconds=192), hung_up_at=started + timedelta(seconds=192)
    )
    deliver(Call.objects.get())
    deliver(Call.objects.get())
    assert len(saying("closed after 3 min 12 s")) == 1


def again(ring: Ring, **changes: Any) -> Call:
    facts = {
        "first_words": "The file server is still down",
        "started_at": timezone.now() + timedelta(hours=1),
    }
    return ring(**facts | changes)


def test_the_same_caller_s_same_problem_is_told_on_his_open_ticket(
    sandbox: str, connection: ConnectWiseConnection, ring: Ring
) -> None:
    first, second = deliver(ring()), deliver(again(ring))
    assert (second.external_id, second.is_joined) == (first.external_id, True)
    assert Ticket.objects.count() == 1
    assert len(saying("rang again")) == 1
    deliver(second.call)
    assert len(saying("rang again")) == 1


DIFFERENT: list[dict[str, Any]] = [
    {"from_number": "+15555550143"},
    {"from_number": "anonymous"},
    {"category": "printing"},
    {"category": ""},
    {"problem": "phone rings without end", "first_words": "my phone will not stop ringing"},
    {"started_at": timezone.now() + timedelta(hours=5)},
]


@pytest.mark.parametrize("difference", DIFFERENT)
def test_another_problem_has_a_ticket_of_its_own(
    sandbox: str, connection: ConnectWiseConnection, ring: Ring, difference: dict[str, Any]
) -> None:
    deliver(ring())
    deliver(again(ring, **difference))
    assert Ticket.objects.count() == 2


def test_a_worse_call_raises_the_priority_of_the_ticket(
    sandbox: str, connection: ConnectWiseConnection, ring: Ring
) -> None:
    deliver(ring())
    assert deliver(again(ring, priority="P1")).is_joined
    assert Ticket.objects.get().priority == "Priority 1 - Critical"


@pytest.mark.parametrize(
    "change", [{"closed": True, "status": "Closed"}, {"priority": "Priority 4 - Scheduled Maintenance"}]
)
def test_a_worse_call_goes_on_no_ticket_that_is_closed_or_cannot_be_raised(
    sandbox: str, connection: ConnectWiseConnection, ring: Ring, change: dict[str, Any]
) -> None:
    deliver(ring())
    Ticket.objects.update(**change)
    assert not deliver(again(ring, priority="P1")).is_joined
    assert Ticket.objects.count() == 2


def test_a_second_call_waits_for_the_ticket_of_the_first(
    sandbox: str, connection: ConnectWiseConnection, ring: Ring
) -> None:
    first = owe_ticket(ring(), now=timezone.now())
    second = deliver(again(ring))
    assert second.settled_at is None
    tickets.deliver(first.pk)
    assert deliver(second.call).is_joined
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "now", "said", "same"),
    [
        ("vpn does not connect", "vpn does not connect", "", True),
        ("our server is down", "server down", "it is still down", True),
        ("printer jam", "printer out of toner", "", False),
        ("outlook crashes on start", "cannot send mail to one address", "again", False),
    ],
)
def test_the_same_problem_in_other_words(before: str, now: str, said: str, same: bool) -> None:
    assert is_same_problem(Call(problem=before), Call(problem=now, first_words=said)) is same
