"""One escalation rule of a runbook file: when, whom, how, and whether that can work at all."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from triage.runbook.faults import FaultList
from triage.runbook.targets import METHODS, TargetKind, default_method, kind_of, why_unreachable
from triage.runbook.triggers import trigger_phrases
from triage.runbook.values import Entries, read_entries, read_text, shortened
from triage.runbook.yaml_reader import MapNode, Node, ScalarKind, ScalarNode
from triage.types import Priority

RULE_KEYS = ("trigger", "target", "page", "method", "priority")

METHOD_LIST = "sms, email, voice or noop"

OTHER_METHOD_WORDS = {
    "text": "sms",
    "phone": "voice",
    "call": "voice",
    "mail": "email",
    "e-mail": "email",
    "none": "noop",
    "nobody": "noop",
}

Reachable = Callable[[str], bool]
"""Whether a target is, or belongs to, a known person with a phone."""


def read_rule(node: Node, name: str, faults: FaultList, reachable: Reachable | None) -> dict[str, Any]:
    """The rule's values; what is wrong with them is told."""
    if not isinstance(node, MapNode):
        message = 'a rule has keys of its own: - trigger: "server down", and below it target and method'
        faults.error(node, name, message)
        return {}
    entries = read_entries(node, RULE_KEYS, name, faults)
    trigger = _read_trigger(entries, node, name, faults)
    target = _read_target(entries, node, name, faults)
    if _is_given(entries, "method"):
        method = _read_method(entries, name, faults)
        if target and method:
            _judge_pair(entries, name, faults, target, method, reachable)
    else:
        method = _assume_method(entries, name, faults, target) if target else None
    priority = _read_priority(entries, name, faults)
    return {"trigger": trigger, "target": target, "method": method or "noop", "priority": priority}


def _is_given(entries: Entries, key: str) -> bool:
    if key not in entries:
        return False
    value = entries[key][1]
    return not (isinstance(value, ScalarNode) and value.kind is ScalarKind.NULL)


def _read_trigger(entries: Entries, node: MapNode, name: str, faults: FaultList) -> str:
    field, example = f"{name}.trigger", 'trigger: "server down OR nobody can log in"'
    if "trigger" not in entries:
        faults.error(node, field, f"missing; say what has to happen: {example}")
        return ""
    before = len(faults)
    value = entries["trigger"][1]
    text = read_text(value, field, faults, example=example)
    if len(faults) == before and not (text and trigger_phrases(text)):
        faults.error(value, field, f"empty; say what has to happen: {example}")
    return text or ""


def _read_target(entries: Entries, node: MapNode, name: str, faults: FaultList) -> str | None:
    """Whoever `target` or `page` names; both may stand there when they agree."""
    named = {
        key: _read_one_target(entries, key, name, faults) for key in ("target", "page") if key in entries
    }
    if not named:
        message = "names nobody, so it wakes nobody; write target: null to say that this is meant"
        faults.warning(node, f"{name}.target", message)
    if len(named) == 2 and named["target"] != named["page"]:
        message = "page and target mean the same and differ here; keep one of them"
        faults.error(entries["page"][0], f"{name}.page", message)
    return named.get("target") or named.get("page")


def _read_one_target(entries: Entries, key: str, name: str, faults: FaultList) -> str | None:
    value, field = entries[key][1], f"{name}.{key}"
    text = read_text(value, field, faults, example=f'{key}: "+15555550100"')
    if text == "":
        faults.error(
            value, field, f"empty; name a person, number or address, or write {key}: null to wake nobody"
        )
    if text and (reason := why_unreachable(text)):
        faults.error(value, field, reason)
        return None
    return text or None


def _read_method(entries: Entries, name: str, faults: FaultList) -> str | None:
    """One of the four methods, or None when it is another, which is told."""
    value, field = entries["method"][1], f"{name}.method"
    if not isinstance(value, ScalarNode):
        faults.error(value, field, f"a list or mapping; write one of {METHOD_LIST}")
        return None
    written = value.value.strip().lower()
    if written not in METHODS:
        faults.error(value, field, _wrong_method(value, written))
        return None
    return written


def _wrong_method(value: ScalarNode, written: str) -> str:
    if not written:
        return f"empty; write {METHOD_LIST}"
    nearest = get_close_matches(written[:60], METHODS, n=1)
    guess = OTHER_METHOD_WORDS.get(written) or (nearest[0] if nearest else "")
    hint = f"did you mean {guess}? There are {METHOD_LIST}" if guess else f"there are {METHOD_LIST}"
    return f"{shortened(value.value)!r} is no method; {hint}"


def _assume_method(entries: Entries, name: str, faults: FaultList, target: str) -> str:
    key = "target" if "target" in entries else "page"
    method = default_method(target)
    message = f"no method given; {method} is taken for a {kind_of(target)}. Write method: {method} to say so"
    faults.warning(entries[key][0], f"{name}.method", message)
    return method


def _judge_pair(
    entries: Entries, name: str, faults: FaultList, target: str, method: str, reachable: Reachable | None
) -> None:
    """Whether this method can reach this target."""
    key = "target" if "target" in entries else "page"
    value, field, kind = entries["method"][1], f"{name}.method", kind_of(target)
    if method == "noop":
        message = f"noop wakes nobody, although {key} names {shortened(target)}; write {key}: null or another method"
        faults.warning(value, field, message)
    elif method == "email":
        if kind is TargetKind.PHONE:
            message = "a phone number cannot receive e-mail; write method: sms or voice, or an address"
            faults.error(value, field, message)
    elif kind is not TargetKind.PHONE:
        _judge_reach(value, field, faults, target, method, reachable)


def _judge_reach(
    value: Node, field: str, faults: FaultList, target: str, method: str, reachable: Reachable | None
) -> None:
    """A phone is needed, and the target is an address or a name: somebody has to know the number."""
    if reachable is not None and reachable(target):
        return
    if kind_of(target) is TargetKind.EMAIL:
        message = (
            f"{method} needs a phone number: {shortened(target)} is reached only when the people to wake "
            "include somebody with this address and a phone; otherwise write method: email or a number"
        )
        faults.warning(value, field, message)
    elif reachable is not None:
        message = (
            f"{method} needs a phone number: nobody called {shortened(target)} with a phone is among the people "
            "to wake; add this person or write a number"
        )
        faults.warning(value, field, message)


def _read_priority(entries: Entries, name: str, faults: FaultList) -> Priority | None:
    if not _is_given(entries, "priority"):
        return None
    value = entries["priority"][1]
    written = value.value.strip().upper() if isinstance(value, ScalarNode) else "a list or mapping"
    if written in Priority.__members__:
        return Priority(written)
    faults.error(value, f"{name}.priority", f"{shortened(written)!r} is no priority; write P1, P2, P3 or P4")
    return None
