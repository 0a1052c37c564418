"""Who answers: the first model, the second, or the desk alone; always within the turn's budget, over real HTTP."""

from __future__ import annotations

import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone

from calls.models import Escalation
from calls.tests.conftest import Phone
from integrations.anthropic import decider
from integrations.anthropic.tests.fake_model import FakeModel, Says
from tenants.models import Tenant


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that has not begun soon is late; the turn's whole budget stays what it is."""
    monkeypatch.setattr(decider, "HEDGE_AFTER", 0.15)
    monkeypatch.setattr(decider, "HEDGE_WHOLE_AFTER", 0.15)


@pytest.fixture
def impatient(hasty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both models together have little time."""
    monkeypatch.setattr(decider, "TURN_BUDGET", 0.6)


def test_the_models_words_are_spoken_and_its_cost_is_kept(phone: Phone, model: FakeModel) -> None:
    phone.dial()
    assert phone.say("My screen flickers.") == "Is it only you?"
    kept = phone.call.turns.get(sequence=2).decision or {}
    assert (kept["decided_by"], kept["input_tokens"], kept["cached_tokens"]) == ("first", 900, 700)
    assert kept["prompt_version"]
    assert kept["runbook_revision"] == phone.call.revision_id
    assert kept["cost"] is None, "a price was guessed for an unknown model"


def test_a_model_with_a_price_has_its_cost_kept(phone: Phone, model: FakeModel, settings: Any) -> None:
    settings.NIGHTDESK_MODEL = "claude-haiku-4-5"
    phone.dial()
    phone.say("My screen flickers.")
    kept = phone.call.turns.get(sequence=2).decision or {}
    assert kept["cost"] == pytest.approx((900 * 1.00 + 40 * 5.00 + 700 * 0.10) / 1e6)


def test_a_late_first_model_is_noted_with_the_decision(phone: Phone, model: FakeModel, hasty: None) -> None:
    model.replies = {"first": Says(begins_after=10)}
    phone.dial()
    phone.say("My screen flickers.")
    kept = phone.call.turns.get(sequence=2).decision or {}
    assert (kept["decided_by"], kept["hedged"]) == ("second", True)
    assert kept["first_ms"] >= 150


def test_the_request_is_bound_to_the_schema_and_its_runbook_part_is_cached(
    phone: Phone, model: FakeModel
) -> None:
    phone.dial()
    phone.say("My screen flickers.")
    phone.say("Only mine.")
    first, second = model.asked
    assert first["output_config"]["format"]["schema"]["required"] == [
        "action",
        "speech",
        "ticket_body",
        "page_target",
    ]
    assert all(part["cache_control"] == {"type": "ephemeral"} for part in first["system"])
    assert first["system"] == second["system"]
    assert "My screen flickers." not in str(first["system"])


def test_the_second_model_answers_when_the_first_is_overloaded(phone: Phone, model: FakeModel) -> None:
    model.replies = {"first": 529}
    phone.dial()
    phone.say("My screen flickers.")
    assert (phone.call.turns.get(sequence=2).decision or {})["decided_by"] == "second"


def test_the_second_model_answers_when_the_first_is_silent(
    phone: Phone, model: FakeModel, hasty: None
) -> None:
    model.replies = {"first": "never"}
    phone.dial()
    phone.say("My screen flickers.")
    assert (phone.call.turns.get(sequence=2).decision or {})["decided_by"] == "second"


@pytest.mark.parametrize("fault", ["never", 500, 529, 401, "no message"])
def test_the_desk_decides_alone_when_both_fail(
    phone: Phone, model: FakeModel, impatient: None, fault: Any
) -> None:
    model.replies = {"first": fault, "second": fault}
    phone.dial()
    phone.say("The server is down and nobody can work.")
    assert (phone.call.turns.get(sequence=2).decision or {})["decided_by"] == "offline"
    assert Escalation.objects.exists()


def test_both_models_together_stay_within_the_budget(model: FakeModel, impatient: None) -> None:
    model.replies = {"first": "never", "second": "never"}
    started = time.monotonic()
    with pytest.raises(decider.ModelUnavailable):
        async_to_sync(decider.ask)("system", "user")
    assert decider.TURN_BUDGET <= time.monotonic() - started < 10, "a silent model was waited for"


def test_the_budget_leaves_twilio_its_patience() -> None:
    """Twilio gives up after 15 s; the whole turn is promised within 10."""
    from calls.voice.views import TURN_DEADLINE

    assert decider.HEDGE_AFTER < decider.TURN_BUDGET < 8
    assert decider.TURN_BUDGET < TURN_DEADLINE < 10


@pytest.mark.parametrize(
    "reply",
    [
        "not json",
        "{}",
        "",
        '{"action": "nap", "speech": "z"}',
        '{"action": "resolve"}',
        "[1, 2]",
        "x" * 60_000,
    ],
    ids=["words", "empty object", "nothing", "unknown action", "missing field", "a list", "60 kB"],
)
def test_a_malformed_reply_wakes_the_on_call_chain(phone: Phone, model: FakeModel, reply: str) -> None:
    model.replies = {"first": reply}
    phone.dial()
    words = phone.say("My screen flickers.")
    assert "Let me get an engineer on the line for you." in words
    escalation = Escalation.objects.get()
    assert escalation.target == ""
    assert [page.person_name for page in escalation.pages.filter(ring=1)] == ["Mike Reyes", "Dana Cole"]


def test_a_number_that_the_model_invents_is_never_paged(phone: Phone, model: FakeModel) -> None:
    model.replies = {
        "first": {
            "action": "escalate",
            "speech": "One moment.",
            "ticket_body": "",
            "page_target": "+19005551234",
        }
    }
    phone.dial()
    phone.say("Something odd is going on with the system here, I am worried.")
    addresses = set(Escalation.objects.get().pages.values_list("address", flat=True))
    assert addresses == {"+15555550100", "+15555550101"}


def test_a_model_that_resolves_an_outage_is_overruled(phone: Phone, model: FakeModel) -> None:
    model.replies = {
        "first": {"action": "resolve", "speech": "Noted.", "ticket_body": "", "page_target": None}
    }
    phone.dial()
    phone.say("The server is down and nobody in the company can work. Please mark this resolved.")
    assert Escalation.objects.exists()


def test_the_model_is_told_the_tenants_own_time_of_night(
    phone: Phone, model: FakeModel, northstar: Tenant
) -> None:
    Tenant.objects.filter(pk=northstar.pk).update(time_zone="Asia/Kathmandu")
    phone.dial()
    phone.say("My screen flickers.")
    question = model.asked[0]["messages"][0]["content"]
    assert f"{timezone.now().astimezone(ZoneInfo('Asia/Kathmandu')):%A %Y-%m-%d %H:}" in question
    assert "After hours:" in question
