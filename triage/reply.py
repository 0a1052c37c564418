"""From what the decider returned to a decision, or to the one way out for everything else: a human."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from triage.masking import mask
from triage.speech import FALLBACK
from triage.types import Action, Category, Decision, Disposition, Priority, Told

LONGEST_REPLY = 50_000
LONGEST_SPEECH = 800
"""About a minute aloud; nobody listens longer at night."""
LONGEST_TICKET = 8_000
LONGEST_RAW = 500
LONGEST_PHRASE = 160
MOST_PEOPLE = 100_000

_FENCE = re.compile(r"^\s*```[a-zA-Z]*\s*\n?(.*?)\n?\s*```\s*$", re.DOTALL)
_ONE_LINE = re.compile(r"^\s*(gather|resolve|escalate)\s*\|\s*(\S.*)$", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class MalformedReply(Exception):
    """The reply is no valid decision."""


def parse_reply(raw: object, *, spoken: bool = True) -> Decision:
    """Read a mapping, the same as JSON text, or `ESCALATE | words`; raise MalformedReply for all else.

    A question needs no ticket yet; `spoken=False` says that nobody is on the line to hear a speech.
    """
    fields = _fields(raw)
    action = _action(fields.get("action"))
    speech = _text(fields, "speech", required=spoken)
    target = fields.get("page_target")
    if target is not None and not isinstance(target, str):
        raise MalformedReply("page_target is no text")
    return Decision(
        action=action,
        speech=_clipped(speech, LONGEST_SPEECH),
        ticket_body=_clipped(_ticket(fields, action), LONGEST_TICKET),
        page_target=target or None,
        disposition=Disposition.OPEN_PAGED if action is Action.ESCALATE else None,
        priority=_priority(fields.get("priority"), action),
        told=_told(fields),
    )


def escalate_on_doubt(raw: object) -> Decision:
    """Return the decision for a decider that failed: the on-call chain is woken."""
    shown = _shown(raw)
    return Decision(
        action=Action.ESCALATE,
        speech=FALLBACK,
        ticket_body=f"Triage agent received malformed decision from LLM and bailed. Raw: {shown}",
        page_target=None,
        disposition=Disposition.OPEN_PAGED,
        priority=Priority.P2,
        reason="the decider failed; a human takes over",
        findings=("malformed_reply",),
    )


def _fields(raw: object) -> Mapping[str, Any]:
    if isinstance(raw, Mapping):
        return raw
    if not isinstance(raw, str):
        raise MalformedReply(f"a reply is a mapping or text, not {type(raw).__name__}")
    if len(raw) > LONGEST_REPLY:
        raise MalformedReply("the reply is too long")
    if line := _ONE_LINE.match(raw):
        return {
            "action": line[1],
            "speech": line[2].strip(),
            "ticket_body": line[2].strip(),
            "page_target": None,
        }
    return _from_json(raw)


def _from_json(raw: str) -> Mapping[str, Any]:
    fence = _FENCE.match(raw)
    try:
        fields = json.loads(fence[1] if fence else raw)
    except (ValueError, RecursionError) as error:
        raise MalformedReply("the reply is no JSON") from error
    if not isinstance(fields, dict):
        raise MalformedReply("the reply is JSON, but no object")
    return fields


def _action(value: object) -> Action:
    if not isinstance(value, str):
        raise MalformedReply("action is missing")
    try:
        return Action(value.strip().lower())
    except ValueError as error:
        raise MalformedReply("unknown action") from error


def _text(fields: Mapping[str, Any], name: str, *, required: bool) -> str:
    value = fields.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise MalformedReply(f"{name} is no text")
    if len(value) > LONGEST_REPLY:
        raise MalformedReply(f"{name} is too long")
    text = _CONTROL.sub(" ", value).strip()
    if required and not text:
        raise MalformedReply(f"{name} is empty")
    return text


def _ticket(fields: Mapping[str, Any], action: Action) -> str:
    if action is not Action.GATHER and fields.get("ticket_body") is None:
        raise MalformedReply("ticket_body is missing")
    return _text(fields, "ticket_body", required=False)


def _priority(value: object, action: Action) -> Priority:
    """Return how urgent the decider finds what it escalates; anything else is settled by the policy."""
    urgent = action is Action.ESCALATE and isinstance(value, str) and value.strip().upper() == Priority.P1
    return Priority.P1 if urgent else Priority.P3


def _told(fields: Mapping[str, Any]) -> Told | None:
    """Read what else the decider made of the call. It is welcome and never required: nonsense is left out."""
    people = fields.get("people")
    is_count = isinstance(people, int) and not isinstance(people, bool) and 0 < people <= MOST_PEOPLE
    told = Told(
        problem=_phrase(fields.get("problem")),
        category=_category(fields.get("category")),
        people=people if is_count else None,
        since=_phrase(fields.get("since")),
        tried=_phrase(fields.get("tried")),
    )
    return told if told != Told() else None


def _category(value: object) -> Category | None:
    name = value.strip().lower().replace(" ", "_") if isinstance(value, str) else ""
    return Category(name) if name in set(Category) else None


def _phrase(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return _clipped(" ".join(_CONTROL.sub(" ", value[: 4 * LONGEST_PHRASE]).split()), LONGEST_PHRASE)


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _shown(raw: object) -> str:
    if isinstance(raw, BaseException):
        text = type(raw).__name__
    else:
        try:
            text = raw if isinstance(raw, str) else repr(raw)
        except Exception:
            text = f"<{type(raw).__name__}>"
    return _clipped(mask(_CONTROL.sub(" ", text[: 4 * LONGEST_RAW])), LONGEST_RAW)
