"""Which calls the owner wants to see, as it stands in the address; what is not understood is left out."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.http import QueryDict

from calls.models import Call
from tenants.models import Customer, Tenant
from triage.types import Disposition, Priority

DISPOSITIONS = {
    Disposition.OPEN_PAGED: "Woke somebody",
    Disposition.MORNING_TICKET: "For the morning",
    Disposition.PENDING_VERIFICATION: "To verify",
    Disposition.CLOSED: "Closed",
    Disposition.OUT_OF_SCOPE: "To sales",
    Disposition.NO_ACTION: "Nothing to do",
}
SEARCHED = (
    "first_words",
    "summary",
    "caller_name",
    "from_number",
    "customer__name",
    "deliveries__external_id",
)


class FilterForm(forms.Form):
    """The search box and the list of customers; priority and disposition come from the chips."""

    q = forms.CharField(required=False, max_length=100)
    customer = forms.ModelChoiceField(Customer.objects.none(), required=False, empty_label="Every customer")
    priority = forms.ChoiceField(required=False, choices=[(p.value, p.value) for p in Priority])
    disposition = forms.ChoiceField(required=False, choices=[(d.value, d.value) for d in Disposition])

    def __init__(self, tenant: Tenant, data: QueryDict) -> None:
        super().__init__(data)
        self.tenant = tenant
        choice = self.fields["customer"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101  for the type checker
        choice.queryset = Customer.objects.filter(tenant=tenant)

    def condition(self) -> Q:
        """Return the wanted calls; an empty condition when nothing was chosen."""
        self.full_clean()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        words = asked.pop("q", "")
        wanted = Q(**asked)
        if words:
            wanted &= Q(pk__in=Call.objects.filter(_mentions(words), tenant=self.tenant).values("pk"))
        return wanted


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice of a filter, with the address that switches it on or off."""

    label: str
    url: str
    active: bool
    style: str = ""


def priority_chips(asked: QueryDict) -> list[Chip]:
    return [_chip(asked, "priority", p.value, p.value, p.value.lower()) for p in Priority]


def disposition_chips(asked: QueryDict) -> list[Chip]:
    return [_chip(asked, "disposition", value.value, label) for value, label in DISPOSITIONS.items()]


def _chip(asked: QueryDict, name: str, value: str, label: str, style: str = "") -> Chip:
    active = asked.get(name) == value
    changed = asked.copy()
    if active:
        del changed[name]
    else:
        changed[name] = value
    return Chip(label, f"?{changed.urlencode()}", active, style)


def _mentions(words: str) -> Q:
    found = Q()
    for field in SEARCHED:
        found |= Q(**{f"{field}__icontains": words})
    return found
