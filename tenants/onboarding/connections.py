"""The accounts in a tenant file: where its tickets go, and whose telephone line it is."""

from __future__ import annotations

import re
from typing import Any

from tenants.onboarding.fields import Fields, Item
from tenants.onboarding.spec import ConnectWiseSpec, TwilioSpec
from tenants.psa_address import clean_psa_url, why_no_psa_url
from triage.runbook.faults import FaultList
from triage.runbook.source import Spot
from triage.types import Category

OUTCOMES = ("open", "pending_verification", "closed")
PRIORITIES = ("P1", "P2", "P3", "P4")
KINDS = ("default", *(category.value for category in Category))
GRADES = ("Low", "Medium", "High")
ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")

TEXTS = {
    "url": "url: https://na.myconnectwise.net",
    "company": "company: northstar",
    "public_key": "the public key of an API member",
    "private_key": "the private key of an API member",
    "board": "board: Service Desk",
    "fallback_company": "fallback_company: Catchall",
}
NAMED = {
    "status": (OUTCOMES, 'status: {open: New, closed: "Closed"}'),
    "priority": (PRIORITIES, 'priority: {P1: "Priority 1 - Critical"}'),
    "types": (KINDS, "types: {email: Email, default: Incident}"),
    "subtypes": (KINDS, "subtypes: {email: Outage}"),
    "severity": (PRIORITIES, "severity: {P1: High}"),
    "impact": (PRIORITIES, "impact: {P1: High}"),
}
"""ConnectWise's names by ours."""
OPTIONAL = {"team": "team: After Hours Team", "source": "source: Phone"}
CONNECTWISE_KEYS = (*TEXTS, *NAMED, *OPTIONAL)


def read_connectwise(item: Item, faults: FaultList) -> ConnectWiseSpec | None:
    fields = Fields.of(item, CONNECTWISE_KEYS, faults, example=TEXTS["url"])
    words = {key: fields.word(key, example=TEXTS[key], longest=200, required=True) or "" for key in TEXTS}
    words["url"] = clean_psa_url(words["url"])
    if words["url"] and (reason := why_no_psa_url(words["url"])):
        fields.error("url", reason)
    for key in ("company", "board", "fallback_company"):
        if len(words[key]) > 100:
            fields.error(key, f"{len(words[key])} characters; at most 100 fit")
    places = {key: fields.place(key) for key in (*TEXTS, *OPTIONAL)}
    named = {key: _names(fields, key, known, example, places) for key, (known, example) in NAMED.items()}
    _judge_grades(fields, named)
    extra = {key: fields.word(key, example=example) or "" for key, example in OPTIONAL.items()}
    if not all(words.values()):
        return None
    values: dict[str, Any] = {**words, **named, **extra}
    return ConnectWiseSpec(**values, places=places)


def _judge_grades(fields: Fields, named: dict[str, dict[str, str]]) -> None:
    for key in ("severity", "impact"):
        if odd := next((grade for grade in named[key].values() if grade not in GRADES), None):
            fields.error(key, f"{odd!r} is not known here; there are {', '.join(GRADES)}")


def _names(
    fields: Fields, key: str, known: tuple[str, ...], example: str, places: dict[str, Spot]
) -> dict[str, str]:
    """ConnectWise's names, or ids, by ours. What is left out is chosen by the board."""
    item = fields.item(key)
    if item is None:
        return {}
    inner = Fields.of(item, known, fields.faults, example=example)
    places |= {f"{key}.{ours}": inner.place(ours) for ours in inner.entries}
    names = {ours: inner.word(ours, example=example) for ours in known}
    return {ours: theirs for ours, theirs in names.items() if theirs}


def read_twilio(item: Item, faults: FaultList) -> TwilioSpec | None:
    fields = Fields.of(item, ("account_sid", "auth_token"), faults, example="account_sid: AC…")
    sid = fields.word("account_sid", example="account_sid: AC…, as Twilio's console shows it", required=True)
    token = fields.word("auth_token", example="the auth token of the account", required=True)
    if sid and not ACCOUNT_SID.fullmatch(sid):
        fields.error(
            "account_sid", "an account SID is AC and 32 hexadecimal digits; copy it from Twilio's console"
        )
        return None
    return TwilioSpec(account_sid=sid, auth_token=token) if sid and token else None
