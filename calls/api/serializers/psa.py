"""The connection to the PSA as integrators read it: whether it works and what waits, never a key."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from integrations.connectwise.probe import Grade


class FindingFacts(serializers.Serializer[dict[str, Any]]):
    """One line of the last test."""

    grade = serializers.ChoiceField(choices=[grade.value for grade in Grade])
    what = serializers.CharField()
    words = serializers.CharField(help_text="What to do; empty where nothing is.")


class PsaFacts(serializers.Serializer[dict[str, Any]]):
    """Times and counts are null until something was tested, read or counted."""

    psa = serializers.CharField(help_text="Its name, such as ConnectWise PSA.")
    connected = serializers.BooleanField(help_text="Whether a connection is set up.")
    site = serializers.CharField(help_text="Empty when nothing is connected.")
    company = serializers.CharField()
    works = serializers.BooleanField(allow_null=True, help_text="By the last test; null before one.")
    tested_at = serializers.DateTimeField(allow_null=True)
    findings = FindingFacts(many=True)
    lists_read_at = serializers.DateTimeField(
        allow_null=True, help_text="When boards, statuses and the like were read."
    )
    endpoints = serializers.IntegerField(allow_null=True, help_text="Devices counted in the PSA.")
    endpoints_read_at = serializers.DateTimeField(allow_null=True)
    tickets_waiting = serializers.IntegerField(help_text="Tickets that are still to be written.")
    tickets_stuck = serializers.IntegerField(help_text="Those among them that somebody must look at.")
