"""Where a caller's data rests: every column of text in every table of a tenant, and what is in it.

A test compares this list with the models. A new column fails it until somebody says here what it holds, so that no
purge and no erasure can pass it by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db.models import JSONField, Model, QuerySet
from django.db.models.expressions import RawSQL

from calls.models import (
    Alarm,
    Bridge,
    Call,
    CompanyHistory,
    Delivery,
    DirectorySync,
    Errand,
    Escalation,
    EscalationEvent,
    ExportPart,
    Leg,
    Page,
    PrivacyJob,
    Recording,
    Turn,
)
from tenants.models import (
    AlarmContact,
    ApiToken,
    AuditEvent,
    CallerRule,
    ClosedDay,
    ConnectWiseConnection,
    ContactMethod,
    Customer,
    DirectoryNumber,
    HaloConnection,
    KnownNumber,
    Limits,
    Membership,
    NumberCode,
    OnCallSchedule,
    OnCallStep,
    Override,
    Person,
    PhoneNumber,
    PrivacySettings,
    PsaState,
    Rotation,
    RotationMember,
    Runbook,
    RunbookRevision,
    TwilioAccount,
    VerifiedNumber,
)

DECISION_KEPT = (
    "action",
    "disposition",
    "priority",
    "findings",
    "rule",
    "decided_by",
    "latency_ms",
    "input_tokens",
    "output_tokens",
    "cached_tokens",
    "first_ms",
    "cost",
    "hedged",
    "prompt_version",
    "runbook_revision",
    "hung_up",
)
"""What stays of a decision when the words go: how it was made, not what it was made of."""
SIFTED = """(
    SELECT jsonb_object_agg(part.key, part.value)
    FROM jsonb_each(CASE jsonb_typeof(decision) WHEN 'object' THEN decision ELSE '{}' END) AS part
    WHERE part.key = ANY(%s)
)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the columns of one table hold.

    `call` leads to the call that a row belongs to; `words` tell what was said or was made of it; `caller` tells who it
    was; `number` is a column by which rows belong to a caller; `other` holds nothing of a caller; `secret` leaves us for
    nobody.
    """

    call: str = ""
    words: tuple[str, ...] = ()
    caller: tuple[str, ...] = ()
    number: str = ""
    other: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()


HELD: Mapping[type[Model], Held] = {
    Call: Held(
        call="pk",
        words=("first_words", "summary", "reason", "problem", "since", "tried"),
        caller=("from_number", "caller_name", "sid", "known", "reach"),
        other=(
            "account_sid",
            "to_number",
            "state",
            "door",
            "disposition",
            "priority",
            "category",
            "scope",
            "language",
        ),
    ),
    Turn: Held(call="call", words=("text", "twiml", "request_key", "decision"), other=("speaker",)),
    Escalation: Held(
        call="call",
        words=("reason",),
        other=("state", "target", "acknowledged_by", "acknowledged_how", "notes"),
    ),
    # Errors of providers name numbers; what they mean is over when the words are.
    Page: Held(
        call="escalation__call",
        words=("error",),
        other=("person_name", "method", "address", "state", "provider_id", "caution"),
    ),
    Alarm: Held(
        call="call",
        words=("body", "error"),
        other=("key", "method", "address", "subject", "provider_id"),
    ),
    Errand: Held(call="escalation__call", words=("error",), other=("kind", "about")),
    Delivery: Held(
        call="call",
        words=("error", "warning"),
        other=("kind", "state", "external_id", "external_url"),
    ),
    Bridge: Held(call="escalation__call", other=("state",)),
    Leg: Held(call="bridge__escalation__call", other=("call_sid",)),
    Recording: Held(call="call", other=("sid", "account_sid", "source", "kept_because")),
    # Never changed by design; nothing of a caller is written into it.
    EscalationEvent: Held(other=("kind", "person", "method", "provider_id", "detail")),
    AuditEvent: Held(
        other=("kind", "actor", "target", "address", "details", "previous", "digest"),
    ),
    # The number leaves the row when the work is done; the files of an export are deleted with it.
    PrivacyJob: Held(other=("kind", "subject", "asked_by", "counts", "result", "error")),
    ExportPart: Held(other=("name",)),
    KnownNumber: Held(number="number"),
    # The tenant's own people, lines, texts and keys.
    AlarmContact: Held(other=("method", "address")),
    ApiToken: Held(other=("name", "prefix", "role"), secret=("digest",)),
    ConnectWiseConnection: Held(
        other=(
            "url",
            "company",
            "board",
            "fallback_company",
            "status",
            "priority",
            "types",
            "subtypes",
            "team",
            "source",
            "severity",
            "impact",
            "device_types",
        ),
        secret=("sealed_public_key", "sealed_private_key"),
    ),
    PsaState: Held(other=("offers", "findings", "trial")),
    HaloConnection: Held(
        other=("url", "login_tenant", "client_id", "team", "status", "priority"),
        secret=("sealed_client_secret",),
    ),
    # The PSA's own data, read again from there: titles of its tickets, and whose number is whose.
    CompanyHistory: Held(other=("company", "recent", "open")),
    DirectorySync: Held(other=("error",)),
    DirectoryNumber: Held(number="number", other=("company_code", "company_name", "contact_name")),
    Customer: Held(other=("name", "connectwise_company", "aliases")),
    OnCallStep: Held(other=("method",)),
    Person: Held(other=("name", "sms", "voice", "email")),
    PhoneNumber: Held(other=("number", "voice")),
    PrivacySettings: Held(other=("unrecorded_places", "wordings")),
    Runbook: Held(),
    # Who is on call when, and which numbers of theirs are proved.
    ContactMethod: Held(other=("method",)),
    OnCallSchedule: Held(other=("name", "time_zone", "holidays")),
    Rotation: Held(other=("name", "unit", "hours", "days")),
    RotationMember: Held(),
    Override: Held(other=("note", "made_by")),
    ClosedDay: Held(other=("name",)),
    VerifiedNumber: Held(other=("number", "how", "verified_by")),
    NumberCode: Held(other=("number", "method", "asked_by")),
    CallerRule: Held(number="number", other=("kind", "note", "made_by")),
    Limits: Held(),
    Membership: Held(other=("role",)),
    RunbookRevision: Held(other=("text", "author", "comment")),
    TwilioAccount: Held(other=("account_sid",), secret=("sealed_auth_token", "sealed_previous_token")),
}


def forget_words(calls: Iterable[UUID]) -> dict[str, int]:
    """Blank what was said in these calls, and what was made of it. Return how many rows of each kind it was taken from."""
    return _blank(list(calls), lambda held: held.words)


def forget_caller(call: UUID) -> dict[str, int]:
    """Blank what was said in a call and who called; what remains tells that there was a call and what was done."""
    return _blank([call], lambda held: (*held.words, *held.caller))


def rows_of_number(tenant_id: UUID, number: str) -> list[QuerySet[Any]]:
    """The rows that belong to a caller by his number alone."""
    return [
        model._default_manager.filter(tenant_id=tenant_id, **{held.number: number})
        for model, held in HELD.items()
        if held.number
    ]


def _blank(calls: list[UUID], columns: Callable[[Held], tuple[str, ...]]) -> dict[str, int]:
    counts = {}
    for model, held in HELD.items():
        names = columns(held)
        if held.call and names:
            rows = model._default_manager.filter(**{f"{held.call}__in": calls})
            if changed := rows.update(**{name: _empty(model, name) for name in names}):
                counts[str(model._meta.verbose_name_plural)] = changed
    return counts


def _empty(model: type[Model], name: str) -> Any:
    field: Any = model._meta.get_field(name)
    if (model, name) == (Turn, "decision"):
        return RawSQL(SIFTED, [list(DECISION_KEPT)])  # noqa: S611 - our own words
    if (model, name) == (Call, "sid"):
        return f"erased-{uuid4().hex}"
    if field.null:
        return None
    return field.get_default() if isinstance(field, JSONField) else ""
