"""The tenant's customers and the numbers on either end of their calls."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from tenants.admin.base import OwnedAdmin, OwnedForm
from tenants.admin.typed import TabularInline
from tenants.models import Customer, KnownNumber, PhoneNumber
from tenants.other_names import NamesField, why_taken


class KnownNumberForm(OwnedForm[KnownNumber]):
    """A known number is owned by whoever owns the customer, and stands there once."""

    phone_fields = ("number",)

    def clean(self) -> dict[str, Any]:
        if customer := self.cleaned_data.get("customer"):
            self.instance.tenant_id = customer.tenant_id
        return super().clean()

    def _get_validation_exclusions(self) -> set[str]:
        """The tenant is not on the form, and counts all the same when doubles are looked for."""
        left_out: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # not in the stubs
        return left_out - {"tenant"}


class KnownNumberInline(TabularInline[KnownNumber, Customer]):
    model = KnownNumber
    form = KnownNumberForm
    fields = ("number",)
    extra = 0


class CustomerForm(OwnedForm[Customer]):
    aliases = NamesField(
        label="Other names",
        help_text="What its people say when they are asked for their company, one to a line.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        owner = data.get("tenant") or (self.instance.tenant if self.instance.pk else None)
        if owner and (why := why_taken(owner.pk, data.get("aliases") or (), besides=self.instance.pk)):
            self.add_error("aliases", why)
        return data


@admin.register(Customer)
class CustomerAdmin(OwnedAdmin[Customer]):
    form = CustomerForm
    list_display = ("name", "tenant", "connectwise_company")
    list_filter = ("tenant",)
    search_fields = ("name", "connectwise_company", "tenant__name", "tenant__slug")
    inlines = (KnownNumberInline,)


class PhoneNumberForm(OwnedForm[PhoneNumber]):
    phone_fields = ("number",)


@admin.register(PhoneNumber)
class PhoneNumberAdmin(OwnedAdmin[PhoneNumber]):
    form = PhoneNumberForm
    list_display = ("number", "tenant", "customer", "voice")
    list_filter = ("voice", "tenant")
    list_select_related = ("tenant", "customer")
    search_fields = ("number", "customer__name", "tenant__name", "tenant__slug")
    autocomplete_fields = ("tenant", "customer")
