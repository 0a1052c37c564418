"""What a model writes is words: no number, address or link of its own is spoken, paged, texted, filed or kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from calls import tickets
from calls.escalation.pages import send_page
from calls.models import Call, Page
from calls.tests.conftest import Phone
from integrations.anthropic.request import REPLY_SCHEMA
from integrations.anthropic.tests.fake_model import FakeModel
from integrations.twilio import rest
from tenants.models import Customer, RunbookRevision, Tenant
from triage.prompt import VERSION

INVENTED = {
    "a number": "+1 900 555 7788",
    "a number in words": "nine hundred, five five five, seven seven eight eight",
    "a link": "https://fix.evil.example/go?now",
    "a spoken link": "fix dot evil dot com",
    "an address": "bob@evil.example",
    "a machine": "203.0.113.77",
    "a share": "\\\\evilhost\\tools",
}
TRACES = ("900 555", "9005557788", "+1900", "seven seven eight eight", "evil", "203.0.113")


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is texted, and to whom."""
    sent: list[tuple[str, str]] = []

    def send(tenant: Tenant, *, to: str, body: str, **_: Any) -> str:
        sent.append((to, body))
        return f"SM{len(sent):032d}"

    monkeypatch.setattr(rest, "send_sms", send)
    return sent


def reply(action: str, words: str) -> dict[str, Any]:
    return {
        "action": action,
        "speech": f"I see. Please use {words} now. Is it only you?",
        "ticket_body": f"The caller has trouble. See {words}.",
        "page_target": words,
        "problem": f"Trouble, see {words}",
        "since": f"since {words}",
        "tried": f"tried {words}",
    }


@pytest.mark.parametrize("words", INVENTED.values(), ids=INVENTED)
@pytest.mark.parametrize("action", ["gather", "resolve", "escalate"])
def test_what_a_model_invents_goes_nowhere(
    phone: Phone, model: FakeModel, texts: list[tuple[str, str]], action: str, words: str
) -> None:
    model.replies = {"first": reply(action, words)}
    phone.dial()
    spoken = phone.say("Something odd is going on here, I am worried.")
    phone.hang_up()
    for page in Page.objects.filter(step=1):
        send_page(page.pk)
    draft = tickets.draft_of(Call.objects.select_related("tenant", "customer", "revision").get(sid=phone.sid))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c::text || t.all::text FROM calls_call c,"
            ' LATERAL (SELECT string_agg(u::text, chr(10)) AS "all" FROM calls_turn u WHERE u.call_id = c.id) t'
        )
        kept = "".join(row[0] for row in cursor.fetchall())
    assert "Something odd" in kept
    for place, text in {"speech": spoken, "kept": kept, "ticket": str(draft), "texts": str(texts)}.items():
        assert not [trace for trace in TRACES if trace in text.lower()], (place, text)
    assert {to for to, _ in texts} <= {"+15555550100", "+15555550101"}


DECIDED = ("gather", "resolve", "escalate")


@pytest.mark.parametrize("action", DECIDED)
def test_every_decision_keeps_how_it_was_made(
    phone: Phone, model: FakeModel, settings: Any, action: str
) -> None:
    settings.NIGHTDESK_MODEL = "claude-haiku-4-5"
    model.replies = {
        "claude-haiku-4-5": {
            "action": action,
            "speech": "I have written that down.",
            "ticket_body": "A screen flickers.",
            "page_target": None,
        }
    }
    phone.dial()
    phone.say("My screen flickers.")
    kept = phone.call.turns.get(sequence=2).decision or {}
    assert kept["action"] == action
    assert kept["decided_by"] == "claude-haiku-4-5"
    assert kept["prompt_version"] == VERSION
    assert kept["runbook_revision"] == phone.call.revision_id
    assert kept["latency_ms"] >= kept["first_ms"] >= 0
    assert (kept["input_tokens"], kept["output_tokens"], kept["cached_tokens"]) == (900, 40, 700)
    assert kept["cost"] == pytest.approx((900 * 1.00 + 40 * 5.00 + 700 * 0.10) / 1e6)
    assert kept["hedged"] is False


def test_the_desks_own_decision_keeps_the_same_facts(phone: Phone) -> None:
    phone.dial()
    phone.say("My screen flickers.")
    kept = phone.call.turns.get(sequence=2).decision or {}
    assert (kept["decided_by"], kept["input_tokens"], kept["cost"]) == ("offline", 0, None)
    assert kept["runbook_revision"] == phone.call.revision_id
    assert kept["latency_ms"] < 2_000


def test_the_start_of_the_question_is_the_same_for_every_call_until_the_runbook_changes(
    make_phone: Any, model: FakeModel, acme: Customer
) -> None:
    """What is the same is cached by the provider; a date or a name in it would make every question a new one."""
    for sid, sender in (("CA" + "1" * 32, "+15555550142"), ("CA" + "2" * 32, "+15555550177")):
        phone = make_phone(sid=sid, sender=sender)
        phone.dial()
        phone.say(f"My screen {sid[-1]} flickers.")
        phone.say("Only mine.")
    revision = RunbookRevision.objects.get(runbook__customer=acme)
    RunbookRevision.objects.create(
        tenant=acme.tenant, runbook=revision.runbook, number=2, text=revision.text + "caller_name: Dana\n"
    )
    RunbookRevision.objects.create(
        tenant=acme.tenant,
        runbook=revision.runbook,
        number=3,
        text=revision.text.replace("printer", "plotter"),
    )
    phone = make_phone(sid="CA" + "3" * 32)
    phone.dial()
    phone.say("My screen flickers.")
    starts = [asked["system"] for asked in model.asked]
    assert len(starts) == 5
    assert all(start == starts[0] for start in starts[:4])
    assert starts[4][0] == starts[0][0], "the instructions are everybody's"
    assert starts[4][1] != starts[0][1], "the runbook is this revision's"
    assert all(part["cache_control"] == {"type": "ephemeral"} for part in starts[0])
    assert "flickers" not in str(starts)


def test_the_reply_names_the_action_first_and_the_words_next() -> None:
    assert list(REPLY_SCHEMA["properties"])[:2] == REPLY_SCHEMA["required"][:2] == ["action", "speech"]
    assert REPLY_SCHEMA["additionalProperties"] is False
