"""Limits of an MSP, and its words about callers."""

from __future__ import annotations

from django import forms

from tenants.admin.typed import ModelForm
from tenants.models import CallerRule, Limits
from tenants.models.callers import WITHHELD, validate_caller
from tenants.phone import e164

LOOK = {"class": "input"}


class LimitsForm(ModelForm[Limits]):
    class Meta:
        model = Limits
        fields = ("calls_at_once", "minutes_a_day", "wakes_per_caller", "texts_a_day", "dollars_a_day")
        widgets = {name: forms.NumberInput(attrs=LOOK) for name in fields}


class CallerForm(forms.Form):
    """A caller to block or always to let through."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in (CallerRule.Kind.BLOCK, CallerRule.Kind.ALLOW)],
        label="This caller is",
    )
    number = forms.CharField(
        max_length=40,
        label="Number",
        help_text=f"+15555550142, the beginning of numbers such as +1900*, or the word {WITHHELD}.",
        widget=forms.TextInput(attrs=LOOK),
    )
    note = forms.CharField(max_length=200, required=False, label="Why", widget=forms.TextInput(attrs=LOOK))

    def clean_number(self) -> str:
        written = self.cleaned_data["number"].strip()
        number = (
            written.lower() if written.lower() == WITHHELD or "*" in written else e164(written) or written
        )
        validate_caller(number)
        return number
