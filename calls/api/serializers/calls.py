"""A call as integrators read it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from calls.dashboard import words
from calls.dashboard.timeline import Event, Part, timeline
from calls.models import Call, Delivery, Escalation, Page, Turn
from calls.models.call import choices
from tenants.models import Customer, RunbookRevision, Tenant
from triage.types import Action, Category, Disposition, Priority


class TenantFacts(serializers.ModelSerializer[Tenant]):
    class Meta:
        model = Tenant
        fields = ["id", "slug", "name", "time_zone", "endpoints"]
        read_only_fields = fields


class CustomerFacts(serializers.ModelSerializer[Customer]):
    class Meta:
        model = Customer
        fields = ["id", "name"]
        read_only_fields = fields


class RevisionLink(serializers.ModelSerializer[RunbookRevision]):
    """Which revision decided a call."""

    runbook = serializers.IntegerField(source="runbook_id", read_only=True)

    class Meta:
        model = RunbookRevision
        fields = ["runbook", "number"]
        read_only_fields = fields


class TicketFacts(serializers.ModelSerializer[Delivery]):
    """The ticket of a call: `due` while it is owed, `done` with its number, `stuck` with what keeps it."""

    number = serializers.CharField(source="external_id", read_only=True)
    url = serializers.CharField(source="external_url", read_only=True)

    class Meta:
        model = Delivery
        fields = ["state", "number", "url", "error", "warning", "attempts", "due_at", "settled_at"]
        read_only_fields = fields


class PageFacts(serializers.ModelSerializer[Page]):
    """One attempt to reach one person. Only `acknowledged` means that the person was reached."""

    class Meta:
        model = Page
        fields = [
            "step",
            "person_name",
            "method",
            "address",
            "state",
            "due_at",
            "sent_at",
            "delivered_at",
            "acknowledged_at",
            "provider_id",
            "attempts",
            "error",
        ]
        read_only_fields = fields


class EscalationFacts(serializers.ModelSerializer[Escalation]):
    pages = PageFacts(many=True, read_only=True)

    class Meta:
        model = Escalation
        fields = [
            "state",
            "reason",
            "target",
            "started_at",
            "acknowledged_at",
            "acknowledged_by",
            "acknowledged_how",
            "pages",
        ]
        read_only_fields = fields


class DecisionFacts(serializers.Serializer[dict[str, Any]]):
    """What was decided with an answer. A part that was not recorded is null."""

    action = serializers.ChoiceField(choices=[a.value for a in Action], allow_null=True)
    disposition = serializers.ChoiceField(choices=choices(Disposition), allow_null=True)
    priority = serializers.ChoiceField(choices=choices(Priority), allow_null=True)
    reason = serializers.CharField(allow_null=True)
    findings = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="Rules of the policy that spoke."
    )
    rule = serializers.CharField(allow_null=True, help_text="The trigger of the runbook's rule that fired.")
    page_target = serializers.CharField(allow_null=True, help_text="As the runbook writes it.")
    decided_by = serializers.CharField(allow_null=True, help_text="A model's name, or what else decided.")
    latency_ms = serializers.IntegerField(allow_null=True)
    input_tokens = serializers.IntegerField(allow_null=True)
    output_tokens = serializers.IntegerField(allow_null=True)
    cached_tokens = serializers.IntegerField(allow_null=True)
    first_ms = serializers.IntegerField(allow_null=True, help_text="When the model's first word came.")
    cost = serializers.FloatField(
        allow_null=True, help_text="Dollars; null where no price is known or no model was asked."
    )
    hedged = serializers.BooleanField(allow_null=True, help_text="Whether two models were asked.")
    prompt_version = serializers.CharField(allow_null=True)
    runbook_revision = serializers.IntegerField(allow_null=True, help_text="Id of the revision in force.")


class TurnFacts(serializers.ModelSerializer[Turn]):
    decision = DecisionFacts(
        read_only=True, allow_null=True, help_text="With the agent's turns; null with the caller's."
    )

    class Meta:
        model = Turn
        fields = ["sequence", "speaker", "text", "created_at", "decision"]
        read_only_fields = fields


class EventFacts(serializers.Serializer[Event]):
    """A moment of a call. `ahead`: it is due then, and has not happened."""

    at = serializers.DateTimeField()
    part = serializers.ChoiceField(choices=[part.value for part in Part])
    text = serializers.CharField()
    detail = serializers.CharField(help_text="Provider ids, reasons, faults; may be empty.")
    url = serializers.CharField()
    ahead = serializers.BooleanField()


class CallFacts(serializers.ModelSerializer[Call]):
    """A call in a list. Null and empty text mean: not decided, or not known."""

    customer = CustomerFacts(read_only=True, allow_null=True)
    disposition = serializers.SerializerMethodField(help_text="Null until it is decided.")
    priority = serializers.SerializerMethodField(help_text="Null until it is decided.")
    category = serializers.ChoiceField(
        choices=[(category.value, category.label) for category in Category],
        allow_blank=True,
        read_only=True,
        help_text="Empty until it is known.",
    )
    outcome = serializers.SerializerMethodField(help_text="What was done, in words.")
    escalation_state = serializers.SerializerMethodField(help_text="Null when nobody is to be woken.")
    ticket = serializers.SerializerMethodField(help_text="Null when no ticket is owed.")

    class Meta:
        model = Call
        fields = [
            "id",
            "sid",
            "state",
            "disposition",
            "priority",
            "customer",
            "caller_name",
            "from_number",
            "to_number",
            "first_words",
            "summary",
            "reason",
            "category",
            "problem",
            "people",
            "scope",
            "since",
            "tried",
            "reach",
            "language",
            "started_at",
            "hung_up_at",
            "ended_at",
            "outcome",
            "escalation_state",
            "ticket",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=choices(Disposition), allow_null=True))
    def get_disposition(self, call: Call) -> str | None:
        return call.disposition or None

    @extend_schema_field(serializers.ChoiceField(choices=choices(Priority), allow_null=True))
    def get_priority(self, call: Call) -> str | None:
        return call.priority or None

    def get_outcome(self, call: Call) -> str:
        return words.outcome(call).text

    @extend_schema_field(serializers.ChoiceField(choices=Escalation.State.choices, allow_null=True))
    def get_escalation_state(self, call: Call) -> str | None:
        escalation = words.escalation_of(call)
        return escalation.state if escalation else None

    @extend_schema_field(TicketFacts(allow_null=True))
    def get_ticket(self, call: Call) -> dict[str, Any] | None:
        ticket = words.ticket_of(call)
        return TicketFacts(ticket).data if ticket else None


class CallInFull(CallFacts):
    """A call with everything that was said, decided and done."""

    runbook_revision = RevisionLink(source="revision", read_only=True, allow_null=True)
    turns = TurnFacts(many=True, read_only=True)
    escalation = serializers.SerializerMethodField(help_text="Null when nobody is to be woken.")
    timeline = serializers.SerializerMethodField(help_text="All of it, in the order of the clock.")

    class Meta(CallFacts.Meta):
        fields = [*CallFacts.Meta.fields, "runbook_revision", "turns", "escalation", "timeline"]
        read_only_fields = fields

    @extend_schema_field(EscalationFacts(allow_null=True))
    def get_escalation(self, call: Call) -> dict[str, Any] | None:
        escalation = words.escalation_of(call)
        return EscalationFacts(escalation).data if escalation else None

    @extend_schema_field(EventFacts(many=True))
    def get_timeline(self, call: Call) -> list[dict[str, Any]]:
        return [EventFacts(event).data for event in timeline(call)]


class CallsWanted(serializers.Serializer[dict[str, Any]]):
    """Which calls; several conditions must all hold."""

    priority = serializers.ChoiceField(choices=choices(Priority), required=False)
    disposition = serializers.ChoiceField(choices=choices(Disposition), required=False)
    customer = serializers.CharField(required=False, max_length=200, help_text="Id, or the exact name.")
    since = serializers.DateTimeField(
        required=False, help_text="Calls that began at this time or later, as 2026-11-21T22:00:00Z."
    )
