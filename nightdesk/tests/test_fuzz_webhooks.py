"""Twilio's doors and whatever comes through them: an answer that Twilio understands, or a refusal, never a traceback."""

from __future__ import annotations

import logging
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as django_settings
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from calls.dashboard.tests.makers import escalate, page
from calls.models import Call, Page
from calls.tests.conftest import ACME_NUMBER, DANA
from calls.voice import refusals
from calls.voice.lines import forget_lines
from calls.voice.signers import forget_accounts
from integrations.twilio.signature import sign
from nightdesk.bodies import Bounded
from nightdesk.tests.doors import every_door
from nightdesk.webhooks import LONGEST_BODY, WebhookHandler
from tenants.models import Customer

PATHS = sorted(f"/{door.route}" for door in every_door() if door.route.startswith("twilio/"))
FORM = "application/x-www-form-urlencoded"
web = Bounded(WebhookHandler(), LONGEST_BODY)
endless = settings(deadline=None, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True, slots=True)
class Heard:
    """What the other side gets."""

    status: int
    body: bytes

    @property
    def is_understood(self) -> bool:
        """TwiML, or a refusal that says nothing."""
        if self.status != 200:
            return self.status in (400, 403, 413)
        try:
            return ElementTree.fromstring(self.body).tag == "Response"
        except ElementTree.ParseError:
            return False


def post(path: str, body: bytes, *, query: str = "", kind: str = FORM, **headers: str) -> Heard:
    """Hand a request to the web process's own application, and take its answer."""
    answer: list[dict[str, Any]] = []
    named = {"content-type": kind, "content-length": str(len(body))} | headers

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        answer.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": query.encode(), "scheme": "https",
        "headers": [(name.encode(), value.encode("latin-1", "ignore")) for name, value in named.items()],
    }  # fmt: skip
    async_to_sync(web)(scope, receive, send)
    return Heard(answer[0]["status"], b"".join(message.get("body", b"") for message in answer[1:]))


def signed(path: str, pairs: list[tuple[str, bytes]], query: str) -> Heard:
    """Post a form as Twilio would, if Twilio sent such things."""
    body = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs).encode()
    address = f"{django_settings.PUBLIC_URL}{path}{'?' if query else ''}{query}"
    signature = sign(address, QueryDict(body), django_settings.TWILIO_AUTH_TOKEN)
    return post(path, body, query=query, **{"x-twilio-signature": signature})


@pytest.fixture(autouse=True)
def _desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "PACE", 1_000_000)
    forget_lines()
    forget_accounts()


@pytest.fixture
def tracebacks(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What was logged with a traceback since the last look."""

    def look() -> list[str]:
        found = [str(record.msg) + str(record.exc_info) for record in caplog.records if record.exc_info]
        caplog.clear()
        return found

    caplog.set_level(logging.INFO)
    return look


KINDS = st.sampled_from(
    (
        FORM, f"{FORM}; charset=utf-16", f"{FORM}; charset=hex", f"{FORM}; charset=\x00", "multipart/form-data",
        "multipart/form-data; boundary=x", "multipart/form-data; boundary=x; charset=idna", "multipart/mixed",
        "application/json", "text/xml", "", "/", ";", "x" * 5000,
    )
)  # fmt: skip
PART = b'--x\r\nContent-Disposition: form-data; name="CallSid"'
BODIES = st.one_of(
    st.binary(max_size=300),
    st.lists(st.sampled_from((PART, b"\r\n", b"--x--", b'; filename="\x00"', b"\r\nContent-Transfer-Encoding: base64",
                              b"\r\n\r\n", b"\xff", b"=", b"&", b"CallSid", b"%", b"%zz", b"%00", b"\x00")), max_size=12).map(b"".join),
)  # fmt: skip


@endless
@given(path=st.sampled_from(PATHS), kind=KINDS, body=BODIES, query=st.text(st.characters(codec="ascii")))
@example(path="/twilio/voice", kind=FORM, body=b"a=" + b"x" * 1_000_000, query="")
@example(path="/twilio/voice", kind=FORM, body=b"a&" * 100_000, query="")
@example(path="/twilio/sms", kind="multipart/form-data; boundary=x", body=PART * 5000, query="")
def test_whatever_a_stranger_sends_is_refused_without_a_traceback(
    acme: Customer, tracebacks: Callable[[], list[str]], path: str, kind: str, body: bytes, query: str
) -> None:
    heard = post(path, body, query=query, kind=kind, **{"x-twilio-signature": "made up"})
    assert heard.status in (400, 403, 413)
    assert tracebacks() == []


NUMBERS = (ACME_NUMBER, DANA, "", "anonymous", "+266696687", "sip:a@b", "client:x", "+1" * 40, "ü", "\x00")
WORDS = (
    "Our server is down", "", "\x00", "\ud800", "1", "9", "#", "ACK 12", "STOP", "<Say>", "]]>", "completed", "in-progress",
    "x" * 5000, "RE" + "1" * 32, "https://a/RE1.mp3", "-1", "9" * 30, "²", "US", "\u202e", "join", "participant-leave", "\ufffe",
)  # fmt: skip
FIELDS = (
    "SpeechResult", "Digits", "Confidence", "CallStatus", "MessageStatus", "Body", "ErrorCode", "FromCountry", "FromState",
    "RecordingSid", "RecordingUrl", "RecordingDuration", "RecordingSource", "RecordingStatus", "DialCallStatus",
    "StatusCallbackEvent", "OptOutType", "MessageSid", "CallDuration", "FriendlyName", "AnsweredBy",
)  # fmt: skip
ACCOUNT, BEGUN = "AC" + "0" * 32, "CA" + "b" * 32
SIDS = (BEGUN, "CA" + "1" * 32, "", "\x00", "ü" * 70)
NAMED = ("turn", "page", "call", "n", "line", "x")


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def texts(*known: str) -> st.SearchStrategy[bytes]:
    return st.one_of(
        st.sampled_from(known).map(encoded), st.text(max_size=20).map(encoded), st.binary(max_size=8)
    )


@st.composite
def forms(draw: st.DrawFn) -> list[tuple[str, bytes]]:
    """Fields as Twilio names them, some twice, most with what no telephone says."""
    pairs = [("AccountSid", ACCOUNT.encode()), ("CallSid", draw(st.sampled_from(SIDS).map(encoded)))]
    pairs += [(name, draw(st.sampled_from(NUMBERS).map(encoded))) for name in ("From", "To")]
    extra = st.lists(
        st.tuples(st.sampled_from((*FIELDS, "To", "From", "CallSid")), texts(*WORDS)), max_size=6
    )
    return pairs + draw(extra)


@st.composite
def queries(draw: st.DrawFn) -> str:
    """What stands in the addresses that we hand out, and what never would."""
    known = (
        "1",
        "2",
        "0",
        "-1",
        "x",
        "9" * 20,
        "00000000-0000-4000-8000-000000000000",
        "\x00",
        "²",
        ACME_NUMBER,
    )
    pairs = draw(st.lists(st.tuples(st.sampled_from(NAMED), texts(*known)), max_size=4))
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs)


@pytest.fixture
def told(acme: Customer) -> Page:
    """Mike's page about a call that began as calls do."""
    form = {"AccountSid": ACCOUNT, "CallSid": BEGUN, "From": DANA, "To": ACME_NUMBER}
    assert signed("/twilio/voice", [(name, value.encode()) for name, value in form.items()], "").status == 200
    return page(escalate(Call.objects.get(sid=BEGUN)), 1, "delivered")


@endless
@given(path=st.sampled_from(PATHS), pairs=forms(), query=queries(), about_ours=st.booleans())
def test_whatever_is_signed_is_answered_in_twiml_and_nothing_fails_inside(
    told: Page,
    tracebacks: Callable[[], list[str]],
    path: str,
    pairs: list[tuple[str, bytes]],
    query: str,
    about_ours: bool,
) -> None:
    """Twilio sends on what callers, carriers and engineers say, so its signature makes nothing of it true."""
    if about_ours:
        ours = f"line={quote_from_bytes(ACME_NUMBER.encode())}&call={told.escalation.call_id}&page={told.pk}"
        query = f"{ours}&{query}" if query else ours
    heard = signed(path, pairs, query)
    assert heard.is_understood, (path, query, pairs, heard)
    assert tracebacks() == []
