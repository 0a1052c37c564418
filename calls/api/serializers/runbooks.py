"""Runbooks as integrators read and write them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from calls.api.serializers.calls import CustomerFacts
from tenants.models import Runbook, RunbookRevision
from triage.runbook import Severity


class RevisionFacts(serializers.ModelSerializer[RunbookRevision]):
    class Meta:
        model = RunbookRevision
        fields = ["number", "author", "comment", "created_at"]
        read_only_fields = fields


class RevisionInFull(RevisionFacts):
    class Meta(RevisionFacts.Meta):
        fields = [*RevisionFacts.Meta.fields, "text"]
        read_only_fields = fields


class RunbookFacts(serializers.ModelSerializer[Runbook]):
    """A runbook in a list. The one without a customer serves callers whom nobody knows."""

    customer = CustomerFacts(read_only=True, allow_null=True)
    revision = serializers.SerializerMethodField(
        help_text="The number in force; 0 before anything was saved."
    )

    class Meta:
        model = Runbook
        fields = ["id", "customer", "revision"]
        read_only_fields = fields

    def get_revision(self, runbook: Runbook) -> int:
        latest = getattr(runbook, "latest", None)
        current = (latest[0] if latest else None) if latest is not None else runbook.current
        return current.number if current else 0


class RunbookInFull(RunbookFacts):
    """A runbook with the text in force."""

    text = serializers.SerializerMethodField(help_text="YAML.")

    class Meta(RunbookFacts.Meta):
        fields = [*RunbookFacts.Meta.fields, "text"]
        read_only_fields = fields

    def get_text(self, runbook: Runbook) -> str:
        return runbook.current.text if runbook.current else ""


class Text(serializers.CharField):
    """Text and nothing else: a number that somebody sends for it is a mistake of his program."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class RunbookText(serializers.Serializer[dict[str, Any]]):
    """A text to look at."""

    text = Text(trim_whitespace=False, allow_blank=True, help_text="YAML.")


class RunbookEdit(RunbookText):
    """A text to put into force."""

    comment = Text(
        required=False, allow_blank=True, max_length=300, default="", help_text="What changed, and why."
    )


class FaultFacts(serializers.Serializer[dict[str, Any]]):
    """One thing wrong, with its place; line and column count from 1."""

    line = serializers.IntegerField()
    column = serializers.IntegerField()
    field = serializers.CharField(allow_blank=True)
    message = serializers.CharField()
    severity = serializers.ChoiceField(choices=[s.value for s in Severity])


class CheckedText(serializers.Serializer[dict[str, Any]]):
    """`valid` says whether the text would be accepted; faults may then still hold warnings."""

    valid = serializers.BooleanField()
    faults = FaultFacts(many=True)
