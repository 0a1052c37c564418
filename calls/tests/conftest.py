"""Twilio in our tests: posts that are signed for real, and a caller who plays a whole call."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from calls.models import Call
from calls.voice.lines import forget_lines
from calls.voice.signers import forget_accounts
from integrations.anthropic.tests.fake_model import model
from integrations.twilio.signature import sign
from tenants.models import Customer
from triage.learned import judge

__all__ = ["model"]  # a fixture of these tests, too
ACME_NUMBER = "+15555550199"
DANA = "+15555550142"


@pytest.fixture(autouse=True)
def _fresh_lines() -> None:
    forget_lines()
    forget_accounts()


@dataclass
class Phone:
    """A caller's phone: `say`, `press`, `stay_silent`, `hang_up`, each a webhook as Twilio sends it."""

    to: str = ACME_NUMBER
    sender: str = DANA
    sid: str = "CA" + "1" * 32
    action: str = "/twilio/voice"
    heard: list[str] = field(default_factory=list)
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        judge.warm_up()  # as the web process does before its first call

    def post(self, path: str, *, token: str | None = None, **form: str) -> Any:
        form = {"CallSid": self.sid, "AccountSid": "AC" + "0" * 32, "From": self.sender, "To": self.to} | form
        signature = sign(f"{settings.PUBLIC_URL}{path}", form, token or settings.TWILIO_AUTH_TOKEN)
        return self.client.post(path, form, headers={"X-Twilio-Signature": signature})

    def dial(self) -> str:
        return self._follow(self.post("/twilio/voice", CallStatus="ringing"))

    def say(self, words: str) -> str:
        return self._follow(self.post(self.action, SpeechResult=words, Confidence="0.9"))

    def press(self, key: str) -> str:
        return self._follow(self.post(self.action, Digits=key))

    def stay_silent(self) -> str:
        return self._follow(self.post(self.action))

    def hang_up(self) -> None:
        assert self.post("/twilio/voice/status", CallStatus="completed").status_code == 200

    @property
    def is_connected(self) -> bool:
        return bool(self.action)

    @property
    def call(self) -> Call:
        return Call.objects.get(sid=self.sid)

    def _follow(self, answer: Any) -> str:
        assert answer.status_code == 200, answer.content
        root = ElementTree.fromstring(answer.content)
        gather = root.find("Gather")
        action = gather.get("action", "") if gather is not None else ""
        self.action = action.removeprefix(settings.PUBLIC_URL)
        words = " ".join(say.text or "" for say in root.iter("Say"))
        self.heard.append(words)
        return words


@pytest.fixture
def phone(acme: Customer) -> Phone:
    """Dana's phone, calling Acme's number."""
    return Phone()


@pytest.fixture
def make_phone(acme: Customer) -> Callable[..., Phone]:
    return Phone
