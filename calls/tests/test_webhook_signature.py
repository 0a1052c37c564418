"""Only Twilio gets in: every webhook is signed over the public address, or refused without a trace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import QueryDict
from django.urls import get_resolver
from pytest_django import Settings as SettingsWrapper

from calls.models import Call, Turn
from calls.tests.conftest import Phone
from integrations.twilio.signature import is_signed, sign
from tenants.models import Tenant, TwilioAccount

PUBLISHED = json.loads((Path(__file__).parent / "fixtures" / "twilio_signature_vectors.json").read_text())
FORMS = [vector for vector in PUBLISHED["vectors"] if vector["kind"].startswith("form")]
PATHS = [f"/twilio/{door.pattern}" for door in get_resolver("calls.voice.urls").url_patterns]


@pytest.mark.parametrize("vector", FORMS, ids=lambda vector: vector["signature"][:8])
def test_published_signatures_are_recognised(vector: dict[str, Any]) -> None:
    pairs = [(k, v) for k, vs in vector["params"].items() for v in ([vs] if isinstance(vs, str) else vs)]
    params = QueryDict(urlencode(pairs))
    assert is_signed(vector["url"], params, vector["signature"], [PUBLISHED["auth_token"]])
    assert not is_signed(vector["url"], params, vector["signature"], ["another token"])


@pytest.mark.parametrize("path", PATHS)
def test_a_webhook_without_a_valid_signature_is_refused_and_changes_nothing(phone: Phone, path: str) -> None:
    answer = phone.post(path, token="somebody-else's-token")
    assert (answer.status_code, answer.content) == (403, b"")
    assert not Call.objects.exists()
    assert not Turn.objects.exists()


def test_the_host_header_does_not_decide_what_is_signed(phone: Phone) -> None:
    """Behind a proxy the header is anybody's word; the configured address is ours."""
    form = {"CallSid": phone.sid, "From": phone.sender, "To": phone.to}
    forged = sign("https://elsewhere.example/twilio/voice", form, settings.TWILIO_AUTH_TOKEN)
    answer = phone.client.post(
        "/twilio/voice", form, headers={"X-Twilio-Signature": forged}, SERVER_NAME="localhost"
    )
    assert answer.status_code == 403


def test_the_previous_token_still_signs_during_a_rotation(phone: Phone, settings: SettingsWrapper) -> None:
    settings.TWILIO_AUTH_TOKEN_PREVIOUS = "old-token"
    assert phone.post("/twilio/voice", token="old-token").status_code == 200


def test_a_tenant_with_its_own_account_is_not_opened_by_the_platforms_token(
    phone: Phone, northstar: Tenant
) -> None:
    account = TwilioAccount(tenant=northstar, account_sid="AC" + "7" * 32)
    account.auth_token = "northstars-own-token"
    account.save()
    assert phone.post("/twilio/voice").status_code == 403
    assert (
        phone.post("/twilio/voice", token="northstars-own-token", AccountSid="AC" + "7" * 32).status_code
        == 200
    )


def test_an_unknown_parameter_is_signed_over_and_ignored(phone: Phone) -> None:
    assert phone.post("/twilio/voice", SomethingNew="from Twilio").status_code == 200


def test_an_unknown_number_is_told_so_and_hung_up(phone: Phone) -> None:
    phone.to = "+15555559999"
    answer = phone.post("/twilio/voice")
    assert answer.status_code == 200
    assert b"<Hangup" in answer.content
    assert not Call.objects.exists()
