"""Somebody takes over for a while; with something in return it is a swap."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction

from calls.dashboard.forms.fields import moment_field, offer, text_field
from tenants.models import OnCallSchedule, Override, Person, Tenant


class CoverForm(forms.Form):
    """Who takes over from when to when, and what he gets in return."""

    schedule = forms.ModelChoiceField(OnCallSchedule.objects.none(), label="Schedule")
    person = forms.ModelChoiceField(Person.objects.none(), label="Who takes over")
    instead_of = forms.ModelChoiceField(
        Person.objects.none(), label="Instead of", required=False, empty_label="whoever is on call"
    )
    starts_at = moment_field(label="From")
    ends_at = moment_field(label="Until")
    back_starts_at = moment_field(label="In return, from", required=False)
    back_ends_at = moment_field(label="until", required=False)
    note = text_field(200, label="Why", required=False)

    def __init__(self, tenant: Tenant, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        people = Person.objects.filter(tenant=tenant)
        offer(self, "schedule", OnCallSchedule.objects.filter(tenant=tenant))
        offer(self, "person", people)
        offer(self, "instead_of", people)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._in_order("starts_at", "ends_at")
        self._in_order("back_starts_at", "back_ends_at")
        if data.get("back_starts_at") and not data.get("instead_of"):
            self.add_error("instead_of", "A swap is with somebody: say with whom.")
        if data.get("person") and data.get("person") == data.get("instead_of"):
            self.add_error("instead_of", "That is the same person.")
        if bool(data.get("back_starts_at")) != bool(data.get("back_ends_at")):
            self.add_error("back_ends_at", "Give both times, or none.")
        return data

    def _in_order(self, first: str, last: str) -> None:
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if start and end and end <= start:
            self.add_error(last, "This lies before the beginning.")
        elif end and end <= self.now:
            self.add_error(last, "This is over already.")

    @transaction.atomic
    def save(self, tenant: Tenant, *, by: str) -> list[Override]:
        """Write the override, and with a time in return the other half of the swap."""
        data = self.cleaned_data
        common = {"tenant": tenant, "schedule": data["schedule"], "note": data["note"], "made_by": by}
        taken = [(data["person"], data["instead_of"], data["starts_at"], data["ends_at"])]
        if data["back_starts_at"]:
            taken.append((data["instead_of"], data["person"], data["back_starts_at"], data["back_ends_at"]))
        return [
            Override.objects.create(**common, person=person, instead_of=instead, starts_at=start, ends_at=end)
            for person, instead, start, end in taken
        ]
