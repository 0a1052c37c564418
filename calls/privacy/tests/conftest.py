"""A caller with a past, and a Twilio that remembers what it was told to delete."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from calls.dashboard.tests.makers import escalate, owe_ticket, page, say
from calls.models import Call, Recording
from calls.privacy import at_twilio
from calls.tests.conftest import _fresh_lines
from integrations.conftest import sandbox
from integrations.twilio.errors import TwilioError
from integrations.twilio.recordings import RecordingFacts
from tenants.models import Tenant

__all__ = ["_fresh_lines", "sandbox"]

DANA = "+15555550142"
WORDS = "my name is Dana Flores and the payroll server is down"


@dataclass
class Twilio:
    """Stands in for integrations.twilio.recordings. `knows`: recordings that nobody told us of, by call."""

    removed: list[str] = field(default_factory=list)
    knows: dict[str, list[str]] = field(default_factory=dict)
    fault: TwilioError | None = None

    def recordings_of(self, tenant: Tenant, *, account_sid: str, call_sid: str) -> list[RecordingFacts]:
        self._fail()
        return [RecordingFacts(sid, "completed", "", None, 1) for sid in self.knows.get(call_sid, [])]

    def delete_recording(self, tenant: Tenant, *, account_sid: str, sid: str) -> bool:
        return self._remove(sid)

    def delete_text(self, tenant: Tenant, *, account_sid: str, sid: str) -> bool:
        return self._remove(sid)

    def delete_call(self, tenant: Tenant, *, account_sid: str, sid: str) -> bool:
        return self._remove(sid)

    def _remove(self, sid: str) -> bool:
        self._fail()
        self.removed.append(sid)
        return True

    def _fail(self) -> None:
        if self.fault:
            raise self.fault


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    stand_in = Twilio()
    with patch.object(at_twilio, "twilio", stand_in):
        yield stand_in


PastCall = Callable[..., Call]


@pytest.fixture
def past_call(make_call: Callable[..., Call]) -> PastCall:
    """Make a call that ended some days ago, with everything that a call leaves behind."""

    def make(tenant: Tenant, *, days: float = 1, **changes: object) -> Call:
        at = timezone.now() - timedelta(days=days)
        facts = {
            "from_number": DANA,
            "caller_name": "Dana Flores",
            "first_words": WORDS,
            "summary": f"P1 Acme: {WORDS}. Call back {DANA}",
            "state": Call.State.ENDED,
            "disposition": "open_paged",
            "priority": "P1",
            "started_at": at,
            "heard_at": at,
            "ended_at": at,
        }
        call = make_call(tenant, **facts | changes)
        leave_behind(call, at)
        return call

    return make


def leave_behind(call: Call, at: datetime) -> None:
    say(call, 0, "agent", "This is an automated assistant.")
    say(call, 1, "caller", WORDS)
    say(
        call,
        2,
        "agent",
        "I am texting Mike.",
        action="escalate",
        reason=f'caller said "{WORDS}"',
        ticket_body=WORDS,
        decided_by="offline",
        latency_ms=3,
    )
    escalation = escalate(call, "acknowledged", reason=WORDS, acknowledged_by="Mike", acknowledged_at=at)
    page(escalation, state="accepted", provider_id=f"SM{call.sid[2:]}", error=f"{DANA} …")
    owe_ticket(call, "done", settled_at=at, external_id="4711", external_url="https://psa.example/4711")
    Recording.objects.create(
        tenant=call.tenant, call=call, sid=f"RE{call.sid[2:]}", account_sid=call.account_sid, recorded_at=at
    )
