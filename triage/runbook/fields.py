"""From the tree of a runbook file to its field values, telling of everything that is wrong on the way.

Knows both published dialects (`target` and `page`) and returns plain values; the runbook is built elsewhere.
"""

from __future__ import annotations

from typing import Any

from triage.hours import parse_hours
from triage.runbook.faults import FaultList
from triage.runbook.rules import Reachable, read_rule
from triage.runbook.source import Spot, clean_source
from triage.runbook.values import Entries, read_entries, read_items, read_list, read_text, shortened
from triage.runbook.yaml_reader import MapNode, Node, ScalarKind, ScalarNode, read_nodes

EXAMPLES = {
    "customer_name": 'customer_name: "Acme Corp"',
    "business_hours": 'business_hours: "Mon-Fri 8a-6p CT"',
    "known_issues": '"WiFi in the warehouse drops, an engineer comes on Thursday"',
    "known_systems": '"File server"',
    "escalation_rules": '- trigger: "server down"',
    "out_of_scope_phrases": '"I need a new contract"',
    "p1_threshold": 'p1_threshold: "more than one person cannot work"',
}
LISTS = ("known_issues", "known_systems", "out_of_scope_phrases")
PER_CALL = ("caller_name", "recent_tickets")
RUNBOOK_KEYS = (*EXAMPLES, *PER_CALL)

HOURS_EXAMPLES = '"Mon-Fri 8a-6p CT", "Mon-Thu 7:30a-5p, Fri 8a-1p ET", "7 days 8a-10p MT" or "24/7"'


def read_fields(
    source: str | bytes, faults: FaultList, reachable: Reachable | None = None
) -> dict[str, Any] | None:
    """Every field that could be read, or None when there is nothing to read; the faults tell the rest."""
    text = clean_source(source, faults)
    if text is None:
        return None
    before = len(faults)
    root = read_nodes(text, faults)
    if isinstance(root, MapNode):
        return _read_runbook(root, faults, reachable)
    if root is not None or len(faults) == before:
        _refuse_root(root, faults)
    return None


def _refuse_root(root: Node | None, faults: FaultList) -> None:
    example = EXAMPLES["customer_name"]
    if root is None or (isinstance(root, ScalarNode) and root.kind is ScalarKind.NULL):
        faults.error(Spot(), "", f"the file is empty; a runbook has at least {example}")
    else:
        faults.error(root, "", f"a runbook is made of keys with values; begin with {example}")


def _read_runbook(root: MapNode, faults: FaultList, reachable: Reachable | None) -> dict[str, Any]:
    entries = read_entries(root, RUNBOOK_KEYS, "", faults)
    fields: dict[str, Any] = {"customer_name": _read_customer_name(entries, root, faults)}
    for name in LISTS:
        if name in entries:
            fields[name] = read_list(entries[name][1], name, faults, example=EXAMPLES[name])
    if "p1_threshold" in entries:
        value = entries["p1_threshold"][1]
        fields["p1_threshold"] = (
            read_text(value, "p1_threshold", faults, example=EXAMPLES["p1_threshold"]) or None
        )
    fields["business_hours"] = _read_hours(entries, faults)
    fields["escalation_rules"] = _read_rules(entries, faults, reachable)
    _warn_per_call(entries, faults)
    return fields


def _read_customer_name(entries: Entries, root: MapNode, faults: FaultList) -> str:
    field, example = "customer_name", EXAMPLES["customer_name"]
    if field not in entries:
        faults.error(root, field, f"missing; the agent says it on the phone: {example}")
        return ""
    value = entries[field][1]
    before = len(faults)
    name = read_text(value, field, faults, example=example)
    if not name and len(faults) == before:
        faults.error(value, field, f"empty; the agent says it on the phone: {example}")
    return " ".join((name or "").split())


def _read_hours(entries: Entries, faults: FaultList) -> str | None:
    field = "business_hours"
    if field not in entries:
        return None
    value = entries[field][1]
    text = read_text(value, field, faults, example=EXAMPLES[field])
    if not text:
        return None
    if parse_hours(text, default_zone="UTC") is None:
        message = f"{shortened(text)!r} is not understood; write it like {HOURS_EXAMPLES}"
        faults.error(value, field, message)
    elif parse_hours(text) is None:
        message = (
            "names no time zone, so the MSP's own is taken; end it with ET, CT, MT, PT or like Europe/Berlin"
        )
        faults.warning(value, field, message)
    return text


def _read_rules(
    entries: Entries, faults: FaultList, reachable: Reachable | None
) -> tuple[dict[str, Any], ...]:
    field = "escalation_rules"
    if field not in entries:
        return ()
    items = read_items(entries[field][1], field, faults, example=EXAMPLES[field])
    return tuple(read_rule(item, f"{field}[{index}]", faults, reachable) for index, item in enumerate(items))


def _warn_per_call(entries: Entries, faults: FaultList) -> None:
    """A name or ticket left in the file would be told to every caller."""
    for name in PER_CALL:
        if name in entries:
            message = "is looked up for every call and not taken from the file; remove it"
            faults.warning(entries[name][0], name, message)
