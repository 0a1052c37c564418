"""The on-call order: who is paged by what, one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction

from calls.dashboard.forms.fields import WaitField, offer
from calls.dashboard.forms.people import METHODS
from tenants.models import OnCallStep, Person, Tenant

ROOM = 2


class StepForm(forms.Form):
    """One step. Without a person it is left out."""

    person = forms.ModelChoiceField(
        Person.objects.none(), required=False, empty_label="— nobody: leave out", label="Who"
    )
    method = forms.ChoiceField(choices=METHODS, required=False, label="By")
    wait = WaitField(label="Wait for an answer")

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", Person.objects.filter(tenant=tenant))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        person, method = data.get("person"), data.get("method")
        if person and not method:
            self.add_error("method", "Say by what.")
        elif person and method and not person.address(method):
            self.add_error("method", f"{person.name} cannot be reached so; add the address first.")
        return data


if TYPE_CHECKING:
    StepForms = forms.BaseFormSet[StepForm]
else:
    StepForms = forms.BaseFormSet


class StepsInOrder(StepForms):
    """The steps as a whole: at least one of them."""

    def clean(self) -> None:
        rows = [getattr(form, "cleaned_data", {}) for form in self.forms]
        if not any(self.errors) and not any(row.get("person") for row in rows):
            raise forms.ValidationError("Somebody must be on call: fill in at least one step.")


StepFormSet = forms.formset_factory(StepForm, formset=StepsInOrder, extra=0)


def first_steps(tenant: Tenant) -> list[dict[str, Any]]:
    rows = OnCallStep.objects.filter(tenant=tenant).select_related("person")
    steps: list[dict[str, Any]] = [
        {"person": row.person_id, "method": row.method, "wait": row.wait} for row in rows
    ]
    return steps + [{} for _ in range(ROOM)]


@transaction.atomic
def save_steps(tenant: Tenant, rows: list[dict[str, Any]]) -> None:
    """Put the order in force. Escalations that run keep theirs."""
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    OnCallStep.objects.filter(tenant=tenant).delete()
    kept = [row for row in rows if row.get("person")]
    OnCallStep.objects.bulk_create(
        OnCallStep(
            tenant=tenant, position=place, person=row["person"], method=row["method"], wait=row["wait"]
        )
        for place, row in enumerate(kept, start=1)
    )
