"""What an escalation did is written down by the database, and nobody changes it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from calls.escalation.events import Kind, note
from calls.escalation.start import start_escalation
from calls.models import Call, Escalation, EscalationEvent, Page
from tenants.models import Tenant
from triage import Action, Decision

WAKE = Decision(action=Action.ESCALATE, speech="", reason="server down")


@pytest.fixture
def escalation(northstar: Tenant, make_call: Callable[..., Call]) -> Escalation:
    return start_escalation(make_call(northstar), WAKE, now=timezone.now())


def kinds(escalation: Escalation) -> list[str]:
    rows = EscalationEvent.objects.filter(escalation_id=escalation.pk)
    return list(rows.order_by("id").values_list("kind", flat=True))


def test_the_start_is_written_down(escalation: Escalation) -> None:
    assert kinds(escalation) == [Kind.STARTED]


def test_what_becomes_of_a_page_is_written_down_also_when_it_is_changed_behind_our_back(
    escalation: Escalation,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE calls_page SET state = 'accepted', sent_at = now(), settled_at = now(), provider_id = 'SM1' "
            "WHERE escalation_id = %s AND step = 1",
            [escalation.pk],
        )
    event = EscalationEvent.objects.get(kind=Kind.PAGE_ACCEPTED)
    assert (event.person, event.method, event.provider_id) == ("Mike Reyes", "sms", "SM1")


def test_a_page_that_only_moves_in_time_is_no_event(escalation: Escalation) -> None:
    Page.objects.update(due_at=timezone.now())
    assert kinds(escalation) == [Kind.STARTED]


def test_an_acknowledgement_says_who_and_how(escalation: Escalation) -> None:
    Escalation.objects.update(
        state="acknowledged", acknowledged_by="Mike", acknowledged_how="key", acknowledged_at=timezone.now()
    )
    event = EscalationEvent.objects.get(kind=Kind.ACKNOWLEDGED)
    assert (event.person, event.detail) == ("Mike", "key")


@pytest.mark.parametrize(
    "change", ["UPDATE calls_escalationevent SET person = 'x'", "DELETE FROM calls_escalationevent"]
)
def test_nothing_that_was_written_down_is_changed_or_removed(escalation: Escalation, change: str) -> None:
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)
    assert kinds(escalation) == [Kind.STARTED]


def test_after_seven_years_it_may_go(escalation: Escalation) -> None:
    note(escalation, Kind.WAITING, now=timezone.now() - timedelta(days=8 * 366))
    assert EscalationEvent.objects.filter(kind=Kind.WAITING).delete()[0] == 1


def test_a_call_that_is_erased_leaves_what_its_escalation_did(escalation: Escalation) -> None:
    Call.objects.get(pk=escalation.call_id).delete()
    assert kinds(escalation) == [Kind.STARTED]
