"""`manage.py replay`: recorded calls under another runbook."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from calls.conversation.outcome import Outcome
from calls.conversation.runbook import runbook_of
from calls.models import Call, Turn
from calls.recorded import recorded_calls
from triage import Speaker, run_turn
from triage import Turn as Said
from triage.types import Action

OTHER = "customer_name: Acme\nescalation_rules:\n  - {trigger: server down, target: bob@acmemsp.com, method: email}\n"


@pytest.fixture
def outage(northstar, acme, make_call) -> Call:
    """A call of last night that the embedded triager escalated."""
    revision = acme.runbook.revisions.first()
    call: Call = make_call(northstar, customer=acme, revision=revision)
    words = "The server is down and nobody can work."
    decision = run_turn([Said(Speaker.CALLER, words)], runbook_of(call), now=timezone.now())
    now = timezone.now()
    Turn.objects.create(
        tenant=northstar, call=call, sequence=1, speaker=Speaker.CALLER, text=words, created_at=now
    )
    Turn.objects.create(
        tenant=northstar,
        call=call,
        sequence=2,
        speaker=Speaker.AGENT,
        text=decision.speech,
        decision=Outcome(decision=decision, decided_by="offline").record(call.revision_id),
        created_at=now,
    )
    return call


def replayed(*arguments: object) -> str:
    out = StringIO()
    call_command("replay", "--tenant", "northstar", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_recorded_call_is_read_back_as_it_was_decided(outage, northstar):
    (recorded,) = recorded_calls(northstar, since=outage.started_at)
    assert [decision.action for decision in recorded.decisions] == [Action.ESCALATE]
    assert recorded.turns[0].text == "The server is down and nobody can work."


def test_the_same_runbook_changes_nothing(outage):
    assert "1 calls, 0 decisions would be others" in replayed()


def test_another_runbook_shows_who_would_be_woken(outage, tmp_path: Path):
    (tmp_path / "acme.yaml").write_text(OTHER, encoding="utf-8")
    shown = replayed("--runbook", tmp_path / "acme.yaml")
    assert "1 calls, 1 decisions would be others" in shown
    assert "now: escalate P1, wakes bob@acmemsp.com" in shown


def test_calls_of_another_customer_are_left_out(outage):
    assert "0 calls" in replayed("--customer", "Somebody Else")


def test_a_runbook_with_a_fault_is_refused(outage, tmp_path: Path):
    (tmp_path / "acme.yaml").write_text("customer_name: [", encoding="utf-8")
    with pytest.raises(CommandError, match=r"acme\.yaml"):
        replayed("--runbook", tmp_path / "acme.yaml")
