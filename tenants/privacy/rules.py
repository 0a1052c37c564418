"""Reading and changing a tenant's privacy rules; what is not right is refused as a whole, each fault by its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from tenants import audit
from tenants.models import PrivacySettings, Tenant
from tenants.privacy.places import ANYWHERE, why_no_place
from tenants.privacy.wording import Wording, faults_of

MOST_PLACES = 60


class PrivacyFaults(Exception):
    """What is wrong, a list of reasons for each field."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(reason for reasons in fields.values() for reason in reasons))
        self.fields = fields


def rules_of(tenant: Tenant) -> PrivacySettings:
    """Return the tenant's rules, or the defaults as an unsaved row."""
    return PrivacySettings.objects.filter(tenant=tenant).first() or PrivacySettings(tenant=tenant)


@transaction.atomic
def save_rules(
    tenant: Tenant, changes: Mapping[str, Any], *, actor: str, address: str = ""
) -> PrivacySettings:
    """Change the fields that are given. Raise PrivacyFaults when one of them, or what they make together, is not right."""
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    rules = rules_of(tenant)
    changed = sorted(name for name, value in changes.items() if getattr(rules, name) != value)
    for name in changed:
        setattr(rules, name, changes[name])
    if faults := faults_in(rules):
        raise PrivacyFaults(faults)
    if changed:
        rules.save()
        audit.record(
            audit.Kind.SETTINGS_EDITED, tenant, actor=actor, address=address, target="privacy", fields=changed
        )
    return rules


def faults_in(rules: PrivacySettings) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    try:
        rules.clean_fields(exclude=["tenant"])
    except ValidationError as exc:
        faults |= exc.message_dict
    if not faults:
        if rules.transcript_days > rules.metadata_days:
            faults["transcript_days"] = ["What was said cannot be kept longer than the call it was said in."]
        if rules.recording_days > rules.metadata_days:
            faults["recording_days"] = ["A recording cannot be kept longer than the call it belongs to."]
        faults |= _faults_in_places(rules.unrecorded_places) | _faults_in_wordings(rules.wordings)
    return faults


def _faults_in_places(places: Any) -> dict[str, list[str]]:
    if (
        not isinstance(places, list)
        or len(places) > MOST_PLACES
        or not all(isinstance(p, str) for p in places)
    ):
        return {"unrecorded_places": [f"A list of at most {MOST_PLACES} places, such as US-CA or DE."]}
    wrong = [reason for place in places if (reason := why_no_place(place))]
    return {"unrecorded_places": wrong} if wrong else {}


def _faults_in_wordings(wordings: Any) -> dict[str, list[str]]:
    if not isinstance(wordings, dict) or len(wordings) > MOST_PLACES:
        return {"wordings": [f"At most {MOST_PLACES} places, each with a plain and a recorded sentence."]}
    faults: list[str] = []
    for place, texts in wordings.items():
        if place != ANYWHERE and (reason := why_no_place(place)):
            faults.append(reason)
        wording = _wording(texts)
        if wording is None:
            faults.append(
                f"{place or 'everywhere'}: write a plain and a recorded sentence, or leave either out."
            )
            continue
        for records in (False, True):
            kind = "recorded" if records else "plain"
            faults += [
                f"{place or 'everywhere'}, {kind}: {fault}"
                for fault in faults_of(wording.template(records=records), records=records)
            ]
    return {"wordings": faults} if faults else {}


def _wording(texts: Any) -> Wording | None:
    if not isinstance(texts, dict) or set(texts) - {"plain", "recorded"}:
        return None
    if not all(isinstance(text, str) for text in texts.values()):
        return None
    return Wording(**texts)
