"""No credential reaches the log, by whatever name or in whatever text."""

from __future__ import annotations

import pytest

from nightdesk.logging import hide_secrets


@pytest.mark.parametrize(
    "name",
    ["auth_token", "private_key", "password", "Authorization", "x_twilio_signature", "ANTHROPIC_API_KEY"],
)
def test_what_is_named_like_a_credential_is_blanked(name: str) -> None:
    assert hide_secrets(None, "", {name: "s3cret"}) == {name: "***"}


@pytest.mark.parametrize(
    "text",
    [
        "token nd_live_abcdefghijklmnop refused",
        "key sk-ant-api03-xyz",
        "postgres://user:hunter2hunter2@db/desk",
        "Basic YWxpY2U6aHVudGVyMg==",
        "Authorization: Bearer nd_live_0123456789",
    ],
)
def test_what_looks_like_a_credential_is_blanked_inside_a_text(text: str) -> None:
    shown = hide_secrets(None, "", {"event": text})["event"]
    assert "***" in shown
    for secret in ("nd_live_", "sk-ant", "hunter2", "YWxpY2U6"):
        assert secret not in shown


def test_ordinary_facts_stay_as_they_are() -> None:
    event = {"event": "call_began", "call_sid": "CA123", "tenant": "Northstar IT"}
    assert hide_secrets(None, "", dict(event)) == event
