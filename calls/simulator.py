"""A caller for development: speaks to the running server exactly as Twilio would, signed webhooks and TwiML."""

from __future__ import annotations

import secrets
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

import requests
from django.conf import settings

from integrations.twilio.accounts import TwilioCredentials, credentials_for, platform_credentials
from integrations.twilio.signature import sign
from tenants.models import PhoneNumber

ANSWER_SECONDS = 15  # Twilio's own limit
HANGUP, SILENCE = "(hang up)", "(silence)"


class ServerSilent(Exception):
    """The server did not answer; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a caller hears: the words, and whether the line is still open and where his answer goes."""

    words: tuple[str, ...]
    action: str | None
    dials: tuple[str, ...] = ()
    records_to: str | None = None
    """Where Twilio is to tell of the recording that was begun; None when none was."""


@dataclass(slots=True)
class SimulatedCall:
    """One call. `base` is where the server listens; signatures are made for PUBLIC_URL, as in production."""

    to: str
    sender: str
    sid: str = field(default_factory=lambda: "CA" + secrets.token_hex(16))
    base: str = field(default_factory=lambda: f"http://127.0.0.1:{settings.PORT}")
    place: str = ""
    """Where the caller's number is at home, as Twilio tells it: US-CA, or DE."""
    _session: requests.Session = field(default_factory=requests.Session)

    _recording: str = ""

    def dial(self) -> Heard:
        heard = self._post("/twilio/voice", {"CallStatus": "ringing"})
        if heard.records_to:
            begun = self._at_sandbox("Recordings", RecordingStatusCallback=heard.records_to)
            self._recording = str(begun.get("sid", ""))
        return heard

    def answer(self, action: str, said: str) -> Heard:
        """Say something, press a key (`[1]`) or stay silent."""
        form = {"CallStatus": "in-progress"}
        if said.startswith("[") and said.endswith("]"):
            form["Digits"] = said[1:-1]
        elif said != SILENCE:
            form |= {"SpeechResult": said, "Confidence": "0.94"}
        return self._post(action, form)

    def hang_up(self) -> None:
        self._post("/twilio/voice/status", {"CallStatus": "completed", "CallDuration": "60"})
        if self._recording:
            self._at_sandbox(f"Recordings/{self._recording}", Status="stopped")

    def _at_sandbox(self, path: str, **form: str) -> dict[str, object]:
        """What Twilio itself does when it records, done at the stand-in; a real Twilio knows nothing of this call."""
        if not settings.TWILIO_API_URL.startswith(settings.SANDBOX_URL):
            return {}
        account = _account(self.to)
        url = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{account.account_sid}/Calls/{self.sid}/{path}.json"
        login = (account.account_sid, account.auth_token)
        answer = self._session.post(url, data=form, auth=login, timeout=ANSWER_SECONDS)
        return dict(answer.json()) if answer.ok else {}

    def _post(self, address: str, form: dict[str, str]) -> Heard:
        path = address.removeprefix(settings.PUBLIC_URL)
        account = _account(self.to)
        form |= {
            "CallSid": self.sid,
            "From": self.sender,
            "To": self.to,
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
        }
        if self.place:
            form["FromCountry"], _, form["FromState"] = self.place.partition("-")
        form["AccountSid"] = account.account_sid
        signature = sign(f"{settings.PUBLIC_URL}{path}", form, account.auth_token)
        headers = {"X-Twilio-Signature": signature, "I-Twilio-Idempotency-Token": secrets.token_hex(16)}
        try:
            answer = self._session.post(
                f"{self.base}{path}", data=form, headers=headers, timeout=ANSWER_SECONDS
            )
        except requests.RequestException as exc:
            raise ServerSilent(
                f"No answer from {self.base}: is `make run` up? ({type(exc).__name__})"
            ) from exc
        if answer.status_code != 200:
            raise ServerSilent(f"The server answered {answer.status_code} to {path}; its log says why.")
        return read_twiml(answer.text)


def _account(number: str) -> TwilioCredentials:
    row = PhoneNumber.objects.select_related("tenant").filter(number=number).first()
    found = credentials_for(row.tenant) if row else platform_credentials()
    if found is None:
        raise ServerSilent("No Twilio account is set up: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.")
    return found


def read_twiml(body: str) -> Heard:
    """Return what a caller would hear. An action means that the line stays open for an answer."""
    root = ElementTree.fromstring(body)  # noqa: S314 - our own server's answer
    words = tuple(" ".join((say.text or "").split()) for say in root.iter("Say"))
    listening = root.find("Gather")
    dials = tuple((number.text or "") for number in root.iter("Number"))
    recording = root.find("Start/Recording")
    return Heard(
        words=words,
        action=listening.get("action") if listening is not None else None,
        dials=dials,
        records_to=recording.get("recordingStatusCallback") if recording is not None else None,
    )
