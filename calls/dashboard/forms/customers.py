"""A customer as callers and the PSA name him."""

from __future__ import annotations

from typing import Any

from django import forms

from tenants.admin.typed import ModelForm
from tenants.models import Customer
from tenants.other_names import NamesField, why_taken


class CustomerForm(ModelForm[Customer]):
    """What may be changed here; the name itself is the onboarding file's."""

    aliases = NamesField(
        label="Other names",
        help_text="What its people say when they are asked for their company, one to a line: an abbreviation, an old "
        "name, the name of a site.",
    )

    class Meta:
        model = Customer
        fields = ("aliases", "connectwise_company")
        labels = {"connectwise_company": "Company in ConnectWise"}
        widgets = {"connectwise_company": forms.TextInput(attrs={"class": "input", "list": "companies"})}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        mine = self.instance
        if why := why_taken(mine.tenant_id, data.get("aliases") or (), besides=mine.pk):
            self.add_error("aliases", why)
        return data
