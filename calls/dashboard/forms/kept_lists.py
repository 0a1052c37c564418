"""Two short lists that an owner keeps: who hears the alarm, and the days on which the MSP is closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import validate_email

from calls.dashboard.forms.fields import NumberField, text_field
from tenants.models import AlarmContact, ClosedDay, Tenant
from tenants.models.people import Method


class AlarmContactForm(forms.Form):
    """A number for texts or a mailbox; which of them it is shows what is written."""

    address = text_field(
        254, label="Number for texts, or mailbox", help_text="+15555550100 or team@example.com"
    )

    def __init__(self, tenant: Tenant, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenant = tenant

    def clean_address(self) -> str:
        written = str(self.cleaned_data["address"])
        if "@" in written:
            validate_email(written)
            address = written.lower()
        else:
            address = NumberField().clean(written)
        if AlarmContact.objects.filter(tenant=self.tenant, address=address).exists():
            raise forms.ValidationError("That one hears the alarm already.")
        return address

    def save(self) -> AlarmContact:
        address = self.cleaned_data["address"]
        method = Method.EMAIL if "@" in address else Method.SMS
        return AlarmContact.objects.create(tenant=self.tenant, method=method, address=address)


class ClosedDayForm(forms.Form):
    """A day of the MSP's own on which the rotations for holidays count."""

    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date", "class": "input"}), label="Day")
    name = text_field(100, label="What for")

    def __init__(self, tenant: Tenant, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenant, self.today = tenant, today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError("This day is over.")
        if ClosedDay.objects.filter(tenant=self.tenant, day=day).exists():
            raise forms.ValidationError("This day is there already.")
        return day

    def save(self) -> ClosedDay:
        return ClosedDay.objects.create(tenant=self.tenant, **self.cleaned_data)
