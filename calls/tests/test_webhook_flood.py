"""Ten thousand forgeries: all refused, none remembered, and the database hears next to nothing of them."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calls.tests.conftest import Phone
from calls.voice import lines, refusals, signers
from integrations.twilio.signature import sign
from nightdesk.webhooks import WebhookHandler
from tenants.models import PhoneNumber, Tenant, TwilioAccount

MANY = 10_000
OWN_SID, OWN_TOKEN = "AC" + "7" * 32, "northstars-own-token"


def forgery(number: int, *, to: str, account: str) -> dict[str, Any]:
    """What the web server hands to the application for one forged webhook."""
    form = {"CallSid": f"CA{number:032x}", "AccountSid": account, "From": "+15555550142", "To": to}
    return {
        "type": "http", "method": "POST", "path": "/twilio/voice", "query_string": b"", "scheme": "https",
        "headers": [
            (b"content-type", b"application/x-www-form-urlencoded"), (b"x-twilio-signature", b"forged"),
        ],
        "body": urlencode(form).encode(),
    }  # fmt: skip


def statuses_of(scopes: list[dict[str, Any]]) -> set[int]:
    handler, seen = WebhookHandler(), set()

    async def post(scope: dict[str, Any]) -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": scope["body"], "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            seen.add(message.get("status", 0))

        await handler(scope, receive, send)

    async def post_all() -> None:
        for scope in scopes:
            await post(scope)

    async_to_sync(post_all)()  # in this thread, so that its queries are seen
    return seen - {0}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else is on the line here; how refusals wait is tested with a clock of its own."""
    monkeypatch.setattr(refusals, "PACE", 1_000_000)


@pytest.fixture
def own_account(northstar: Tenant) -> TwilioAccount:
    account = TwilioAccount(tenant=northstar, account_sid=OWN_SID)
    account.auth_token = OWN_TOKEN
    account.save()
    return account


ATTACKS = {
    "at a number of ours": lambda n: forgery(n, to="+15555550199", account=OWN_SID),
    "at numbers made up": lambda n: forgery(n, to=f"+1555{n:07}", account=OWN_SID),
    "by accounts made up": lambda n: forgery(n, to="+15555550199", account=f"AC{n:032x}"),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_flood_of_forgeries_is_refused_with_one_look_at_the_accounts_a_second(
    phone: Phone, own_account: TwilioAccount, attack: Any
) -> None:
    started = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        assert statuses_of([attack(number) for number in range(MANY // len(ATTACKS))]) == {403}
    assert 1 <= len(queries) <= 1 + (time.monotonic() - started) / signers.LOOK_AGAIN_SECONDS
    assert not lines._remembered


def test_a_flood_does_not_push_out_what_is_remembered(phone: Phone, own_account: TwilioAccount) -> None:
    lines.remember_all()
    before = set(lines._remembered)
    assert "+15555550199" in before
    statuses_of([ATTACKS["at numbers made up"](number) for number in range(500)])
    assert set(lines._remembered) == before


def test_when_there_are_too_many_numbers_the_one_that_rested_longest_goes(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST_REMEMBERED", 2)
    for number in ("+15555550001", "+15555550002", "+15555550003"):
        row = PhoneNumber.objects.create(tenant=Tenant.objects.get(), number=number)
        lines._remember(lines._line(row), 0.0)
    assert list(lines._remembered) == ["+15555550002", "+15555550003"]


def test_a_known_line_is_answered_in_the_middle_of_a_flood_without_a_query(phone: Phone) -> None:
    phone.dial()
    with CaptureQueriesContext(connection) as queries:
        answer = phone.post("/twilio/voice/status", CallStatus="ringing")
    assert answer.status_code == 200
    assert not [query for query in queries if "phonenumber" in query["sql"]]


def test_an_account_that_was_set_up_a_moment_ago_is_known_within_a_second(
    phone: Phone, northstar: Tenant
) -> None:
    assert phone.post("/twilio/voice", token=OWN_TOKEN, AccountSid=OWN_SID).status_code == 403
    account = TwilioAccount(tenant=northstar, account_sid=OWN_SID)
    account.auth_token = OWN_TOKEN
    account.save()
    with patch.object(signers, "LOOK_AGAIN_SECONDS", 0.0):
        assert phone.post("/twilio/voice", token=OWN_TOKEN, AccountSid=OWN_SID).status_code == 200


def test_charlies_account_does_not_open_alices_number(
    phone: Phone, own_account: TwilioAccount, southpaw: Tenant
) -> None:
    """He signs rightly, with his own token, for a number that is not his."""
    charlies = TwilioAccount(tenant=southpaw, account_sid="AC" + "8" * 32)
    charlies.auth_token = "southpaws-own-token"
    charlies.save()
    for claimed in (charlies.account_sid, OWN_SID):
        answer = phone.post("/twilio/voice", token="southpaws-own-token", AccountSid=claimed)
        assert answer.status_code == 403, claimed


def test_charlie_cannot_register_alices_account_as_his_and_sign_for_her(
    phone: Phone, own_account: TwilioAccount, southpaw: Tenant
) -> None:
    charlies = TwilioAccount(tenant=southpaw, account_sid=OWN_SID)
    charlies.auth_token = "made-up"
    charlies.save()
    assert phone.post("/twilio/voice", token="made-up", AccountSid=OWN_SID).status_code == 403
    assert phone.post("/twilio/voice", token=OWN_TOKEN, AccountSid=OWN_SID).status_code == 200


def test_an_account_whose_key_is_lost_does_not_silence_the_others(
    phone: Phone, own_account: TwilioAccount, southpaw: Tenant
) -> None:
    lost = TwilioAccount.objects.create(tenant=southpaw, account_sid="AC" + "9" * 32)
    TwilioAccount.objects.filter(pk=lost.pk).update(sealed_auth_token="not sealed by any key")
    assert phone.post("/twilio/voice", token=OWN_TOKEN, AccountSid=OWN_SID).status_code == 200


def test_the_log_gets_a_line_a_second_and_the_count() -> None:
    told = refusals.Refusals()
    with patch.object(refusals, "log") as log:
        for _ in range(1000):
            told.note("/twilio/voice", "AC1")
        told.told_at = float("-inf")
        told.note("/twilio/voice", "AC1")
    assert [call.kwargs["times"] for call in log.warning.call_args_list] == [1, 1000]


def test_refusals_beyond_the_pace_wait_for_their_turn_and_none_waits_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(refusals, "PACE", 100)
    told = refusals.Refusals()
    waits = [told._turn(50.0) for _ in range(500)]
    assert max(waits[:100]) <= 0 < waits[100]
    assert waits[200] == pytest.approx(1.01)
    assert waits[-1] == refusals.LONGEST_WAIT
    assert told._turn(60.0) < 0, "and when the flood is over, nobody waits"


def test_when_too_many_refusals_wait_already_the_next_is_given_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(refusals, "PACE", 0.001)
    monkeypatch.setattr(refusals, "MOST_WAITING", 3)
    monkeypatch.setattr(refusals, "LONGEST_WAIT", 0.2)
    told = refusals.Refusals()

    async def given_within(seconds: float) -> int:
        given = [asyncio.create_task(told.wait()) for _ in range(10)]
        await asyncio.sleep(seconds)
        return sum(task.done() for task in given)

    assert async_to_sync(given_within)(0.02) == 7
    assert told.waiting == 0


MULTIPART = "multipart/form-data; boundary=x"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (MULTIPART, b"garbage"),
        (MULTIPART, b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1"),
        (MULTIPART, b"--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=a\r\n\r\n!\r\n--x--"),
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x"),
        ("multipart/form-data; boundary=x; charset=hex", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--"),
        (FORM, b"&".join(b"a%d=1" % n for n in range(2000))),
        (FORM + "; charset=utf-16", b"a=1"),
        (FORM, b"\xff\xfe=%ff%fe"),
        ("application/json", b"{"),
        ("", b""),
    ],
)  # fmt: skip
def test_a_body_that_is_no_form_is_refused_without_a_traceback(
    phone: Phone, caplog: pytest.LogCaptureFixture, kind: str, body: bytes
) -> None:
    answer = phone.client.generic(
        "POST", "/twilio/voice", body, content_type=kind, headers={"X-Twilio-Signature": "forged"}
    )
    assert answer.status_code in (400, 403)
    assert answer.content == b""
    assert not [record for record in caplog.records if record.exc_info]


def test_a_form_that_is_multipart_and_signed_is_read(phone: Phone) -> None:
    form = {"CallSid": phone.sid, "From": phone.sender, "To": phone.to}
    signature = sign(f"{settings.PUBLIC_URL}/twilio/voice", form, settings.TWILIO_AUTH_TOKEN)
    answer = phone.client.post("/twilio/voice", form, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 200
