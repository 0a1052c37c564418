"""A person who can be woken: name, addresses, and the order of ways that he wants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction

from calls.dashboard.forms.fields import NumberField, WaitField, text_field
from tenants.models import ContactMethod, Person, Tenant
from tenants.models.people import Method

METHODS = [("", "—"), *Method.choices]
WAYS = 4


class PersonForm(forms.Form):
    """Name and addresses; at least one way to reach him."""

    name = text_field(120, label="Name")
    sms = NumberField(label="Number for texts")
    voice = NumberField(label="Number for calls")
    email = forms.EmailField(
        label="Mailbox", required=False, widget=forms.EmailInput(attrs={"class": "input"})
    )

    def __init__(self, tenant: Tenant, person: Person | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenant, self.person = tenant, person

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        others = Person.objects.filter(tenant=self.tenant, name=name)
        if others.exclude(pk=self.person.pk if self.person else 0).exists():
            raise forms.ValidationError("Somebody of that name is there already.")
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not (data["sms"] or data["voice"] or data["email"]):
            self.add_error("sms", "Give at least one way to reach this person.")
        return data


class WayForm(forms.Form):
    """One way to wake the person, and how long he has before the next."""

    method = forms.ChoiceField(choices=METHODS, required=False, label="Way")
    wait = WaitField(label="Wait for an answer")


WayFormSet = forms.formset_factory(WayForm, extra=0)


def first_ways(person: Person | None) -> list[dict[str, Any]]:
    """What the form starts with: the ways that are in force, and room for more."""
    rows = ContactMethod.objects.filter(person=person) if person else ContactMethod.objects.none()
    ways: list[dict[str, Any]] = [{"method": row.method, "wait": row.wait} for row in rows]
    return ways + [{} for _ in range(max(WAYS - len(ways), 1))]


@transaction.atomic
def save_person(form: PersonForm, ways: Any) -> Person:
    """Write a person and the order of his ways; ways that are empty or that he has no address for are left out."""
    names = ("name", "sms", "voice", "email")
    values = {name: form.cleaned_data[name] for name in names}
    person = form.person or Person(tenant=form.tenant)
    for name, value in values.items():
        setattr(person, name, value)
    person.save()
    ContactMethod.objects.filter(person=person).delete()
    chosen = [way for way in ways.cleaned_data if way.get("method") and person.address(way["method"])]
    ContactMethod.objects.bulk_create(
        ContactMethod(
            tenant=form.tenant, person=person, position=place, method=way["method"], wait=way["wait"]
        )
        for place, way in enumerate(chosen, start=1)
    )
    return person
