"""What a phone hears: TwiML read far enough to page a person and to take a key."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin

MAX_DOCUMENTS = 10  # Twilio's own limit on redirects
Fetch = Callable[[str], str]


@dataclass(slots=True)
class Heard:
    """The outcome of running TwiML up to the next moment at which the person has to do something."""

    lines: list[str] = field(default_factory=list)
    menu: str = ""
    rest: str = ""
    over: bool = True
    connected: bool = False


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


def messages(document: str) -> list[str]:
    """Return the texts that a messaging answer sends back."""
    return [_words(verb) for verb in _verbs(document) if verb.tag == "Message"]


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
            case "Gather":
                heard.lines += [_words(part) for part in verb if part.tag in ("Say", "Play")]
                heard.menu = urljoin(base, verb.get("action") or base)
                heard.rest, heard.over = _document(verbs[place + 1 :]), False
                return None
            case "Redirect":
                return urljoin(base, _words(verb))
            case "Dial":
                heard.lines.append(f"(connected with {_words(verb) or _words(next(iter(verb), verb))})")
                heard.connected, heard.over = True, False
                return None
            case "Hangup":
                return None
            case "Fault":
                heard.lines.append("(an application error has occurred)")
            case other:
                heard.lines.append(f"({other} is not played in the sandbox)")
    return None


def _words(verb: ET.Element) -> str:
    return " ".join("".join(verb.itertext()).split())


def _document(verbs: list[ET.Element]) -> str:
    response = ET.Element("Response")
    response.extend(verbs)
    return ET.tostring(response, encoding="unicode")
