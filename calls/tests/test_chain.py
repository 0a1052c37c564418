"""Who is woken: the runbook's word first, then the on-call list, and never nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from calls.escalation.chain import plan_chain
from tenants.models import OnCallStep, Person, Tenant
from triage import Action, Decision, EscalationRule

MINUTES = timedelta(minutes=1)


def decided(target: str | None, method: str = "sms") -> Decision:
    rule = EscalationRule(trigger="server down", target=target, method=method) if target else None
    return Decision(action=Action.ESCALATE, speech="", page_target=target, rule=rule)


def planned(tenant: Tenant, decision: Decision) -> list[tuple[str, str, str]]:
    return [(step.person_name, step.method, step.address) for step in plan_chain(tenant.pk, decision)]


def test_without_a_target_the_on_call_list_is_the_chain(northstar: Tenant) -> None:
    assert planned(northstar, decided(None)) == [
        ("Mike Reyes", "sms", "+15555550100"),
        ("Dana Cole", "voice", "+15555550101"),
    ]


@pytest.mark.parametrize(
    "target", ["Dana Cole", "dana cole", "dana@northstar.example", "+1 555 555 0101", "+15555550101"]
)
def test_a_person_is_known_by_name_address_or_number(northstar: Tenant, target: str) -> None:
    assert planned(northstar, decided(target, "voice"))[0] == ("Dana Cole", "voice", "+15555550101")


def test_a_person_without_that_method_is_reached_another_way(northstar: Tenant) -> None:
    assert planned(northstar, decided("Dana Cole", "sms"))[0] == ("Dana Cole", "voice", "+15555550101")


def test_nobody_is_paged_twice_the_same_way(northstar: Tenant) -> None:
    steps = planned(northstar, decided("mike@northstar.example"))
    assert steps == [("Mike Reyes", "sms", "+15555550100"), ("Dana Cole", "voice", "+15555550101")]


def test_a_number_that_belongs_to_nobody_is_paged_as_written(northstar: Tenant) -> None:
    assert planned(northstar, decided("+1-555-0100"))[0] == ("+1-555-0100", "sms", "+15550100")


def test_an_sms_rule_that_names_a_strangers_mailbox_writes_to_it_and_does_not_wait(northstar: Tenant) -> None:
    steps = plan_chain(northstar.pk, decided("noc@elsewhere.example"))
    assert (steps[0].method, steps[0].wait) == ("email", timedelta(0))
    assert steps[1].person_name == "Mike Reyes"


def test_a_name_that_nobody_bears_leaves_the_chain(northstar: Tenant) -> None:
    assert planned(northstar, decided("Somebody Else"))[0][0] == "Mike Reyes"


def test_without_an_on_call_list_everybody_is_paged_at_once(northstar: Tenant) -> None:
    OnCallStep.objects.all().delete()
    steps = plan_chain(northstar.pk, decided(None))
    assert {step.person_name for step in steps} == {"Mike Reyes", "Dana Cole"}
    assert all(step.wait == timedelta(0) for step in steps)


def test_another_tenants_people_are_never_paged(northstar: Tenant, southpaw: Tenant) -> None:
    Person.objects.create(tenant=southpaw, name="Charlie Moss", voice="+15555550200")
    assert "Charlie Moss" not in {step[0] for step in planned(northstar, decided("Charlie Moss"))}
