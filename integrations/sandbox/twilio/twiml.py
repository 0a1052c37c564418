"""What a phone hears: TwiML read up to the moment at which somebody has to do something."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

MAX_DOCUMENTS = 10  # Twilio's own limit on redirects
Fetch = Callable[[str], str]
WAITING_VERBS = {"Say", "Play", "Pause", "Redirect"}  # all that a conference plays to those who wait


class NotPlayable(Exception):
    """A document that Twilio would refuse here."""


@dataclass(slots=True)
class Heard:
    """The outcome of running TwiML: what was heard, and what the line is in the middle of now.

    `doing` is plain data, for a column. Its `do` is `menu`, `room`, `dial` or `record`; empty means that the document
    ended, and with it the call.
    """

    lines: list[str] = field(default_factory=list)
    doing: dict[str, Any] = field(default_factory=dict)
    menu: str = ""
    rest: str = ""

    @property
    def over(self) -> bool:
        return not self.doing


@dataclass(frozen=True, slots=True)
class Waiting:
    """One round of what somebody hears who waits in a room, how long it takes, and where the next one comes from."""

    lines: list[str]
    seconds: int
    following: str


def run(document: str, base: str, fetch: Fetch) -> Heard:
    """Play a document. `fetch` posts to a URL and returns the next one; a fault in either ends the call."""
    heard = Heard()
    for _ in range(MAX_DOCUMENTS):
        following = _play(_verbs(document), base, heard)
        if following is None:
            return heard
        base, document = following, fetch(following)
    heard.lines.append("(too many redirects)")
    return heard


def wait(document: str, base: str) -> Waiting:
    """Play one round of a conference's waitUrl. Raise NotPlayable when a verb in it is not for those who wait."""
    lines, seconds = list[str](), 0
    for verb in _verbs(document):
        if verb.tag not in WAITING_VERBS:
            raise NotPlayable(f"{verb.tag} is not played to those who wait")
        if verb.tag == "Redirect":
            return Waiting(lines, seconds, urljoin(base, _words(verb)))
        if verb.tag == "Pause":
            seconds += int(verb.get("length", "1"))
        else:
            lines.append(_words(verb))
    return Waiting(lines, seconds, base)


def messages(document: str) -> list[str]:
    """Return the texts that a messaging answer sends back."""
    return [_words(verb) for verb in _verbs(document) if verb.tag == "Message"]


def has_verbs(document: str) -> bool:
    return bool(document) and bool(_verbs(document))


def _verbs(document: str) -> list[ET.Element]:
    try:
        return list(ET.fromstring(document))  # noqa: S314 our own server wrote it
    except ET.ParseError:
        return [ET.Element("Fault")]


def _play(verbs: list[ET.Element], base: str, heard: Heard) -> str | None:
    """Play verbs in order; return the URL of a redirect, or None when the document ends or waits."""
    for place, verb in enumerate(verbs):
        match verb.tag:
            case "Say" | "Play":
                heard.lines.append(_words(verb))
            case "Pause":
                heard.lines.append("…")
            case "Redirect":
                return urljoin(base, _words(verb))
            case "Hangup":
                return None
            case "Fault":
                heard.lines.append("(an application error has occurred)")
            case "Gather" | "Dial" | "Record":
                heard.rest = _document(verbs[place + 1 :])
                {"Gather": _gather, "Dial": _dial, "Record": _record}[verb.tag](verb, base, heard)
                return None
            case other:
                heard.lines.append(f"({other} is not played in the sandbox)")
    return None


def _gather(verb: ET.Element, base: str, heard: Heard) -> None:
    heard.lines += [_words(part) for part in verb if part.tag in ("Say", "Play")]
    heard.menu = urljoin(base, verb.get("action") or base)
    heard.doing = {
        "do": "menu",
        "speech": "speech" in verb.get("input", "dtmf").split(),
        "empty": verb.get("actionOnEmptyResult") == "true",
    }


def _dial(verb: ET.Element, base: str, heard: Heard) -> None:
    """A room, or a number. Numbers that would ring together: the stand-in rings the first."""
    action = verb.get("action")
    doing: dict[str, Any] = {"action": urljoin(base, action) if action else ""}
    room = verb.find("Conference")
    if room is not None:
        heard.doing = doing | _room(room, base) | {"star": verb.get("hangupOnStar") == "true"}
        return
    number = next(iter(verb), verb)
    whisper = number.get("url")
    heard.doing = doing | {
        "do": "dial",
        "number": _words(number),
        "caller_id": verb.get("callerId", ""),
        "timeout": int(verb.get("timeout", "30")),
        "url": urljoin(base, whisper) if whisper else "",
    }


def _room(room: ET.Element, base: str) -> dict[str, Any]:
    def flag(name: str, default: str) -> bool:
        return room.get(name, default) == "true"

    def url(name: str) -> str:
        given = room.get(name, "")
        return urljoin(base, given) if given else ""

    return {
        "do": "room",
        "name": _words(room),
        "starts": flag("startConferenceOnEnter", "true"),
        "ends": flag("endConferenceOnExit", "false"),
        "wait": url("waitUrl"),
        "callback": url("statusCallback"),
        "events": room.get("statusCallbackEvent", "").split(),
    }


def _record(verb: ET.Element, base: str, heard: Heard) -> None:
    callback = verb.get("recordingStatusCallback", "")
    if verb.get("playBeep", "true") == "true":
        heard.lines.append("(beep)")
    heard.doing = {
        "do": "record",
        "action": urljoin(base, verb.get("action") or base),
        "callback": urljoin(base, callback) if callback else "",
        "most": int(verb.get("maxLength", "3600")),
    }


def _words(verb: ET.Element) -> str:
    return " ".join("".join(verb.itertext()).split())


def _document(verbs: list[ET.Element]) -> str:
    response = ET.Element("Response")
    response.extend(verbs)
    return ET.tostring(response, encoding="unicode")
