"""The accounts in a tenant file: where its tickets go, and whose telephone line it is."""

from __future__ import annotations

import re

from tenants.onboarding.fields import Fields, Item
from tenants.onboarding.spec import ConnectWiseSpec, TwilioSpec
from tenants.psa_address import clean_psa_url, why_no_psa_url
from triage.runbook.faults import FaultList

OUTCOMES = ("open", "pending_verification", "closed")
PRIORITIES = ("P1", "P2", "P3", "P4")
ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")

TEXTS = {
    "url": "url: https://na.myconnectwise.net",
    "company": "company: northstar",
    "public_key": "the public key of an API member",
    "private_key": "the private key of an API member",
    "board": "board: Service Desk",
    "fallback_company": "fallback_company: Catchall",
}
CONNECTWISE_KEYS = (*TEXTS, "status", "priority")


def read_connectwise(item: Item, faults: FaultList) -> ConnectWiseSpec | None:
    fields = Fields.of(item, CONNECTWISE_KEYS, faults, example=TEXTS["url"])
    words = {key: fields.word(key, example=TEXTS[key], longest=200, required=True) or "" for key in TEXTS}
    words["url"] = clean_psa_url(words["url"])
    if words["url"] and (reason := why_no_psa_url(words["url"])):
        fields.error("url", reason)
    for key in ("company", "board", "fallback_company"):
        if len(words[key]) > 100:
            fields.error(key, f"{len(words[key])} characters; at most 100 fit")
    status = _names(fields, "status", OUTCOMES, 'status: {open: New, closed: "Closed"}')
    priority = _names(fields, "priority", PRIORITIES, 'priority: {P1: "Priority 1 - Critical"}')
    if not all(words.values()):
        return None
    return ConnectWiseSpec(**words, status=status, priority=priority)


def _names(fields: Fields, key: str, known: tuple[str, ...], example: str) -> dict[str, str]:
    """ConnectWise's names, or ids, by ours. What is left out is chosen by the board."""
    item = fields.item(key)
    if item is None:
        return {}
    inner = Fields.of(item, known, fields.faults, example=example)
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
