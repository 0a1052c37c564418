"""The people who can be woken, and the chains they stand in."""

from __future__ import annotations

from django.contrib import admin

from tenants.admin.base import OwnedAdmin, OwnedForm
from tenants.models import Membership, OnCallStep, Person


class PersonForm(OwnedForm[Person]):
    phone_fields = ("sms", "voice")


@admin.register(Person)
class PersonAdmin(OwnedAdmin[Person]):
    form = PersonForm
    list_display = ("name", "tenant", "sms", "voice", "email")
    list_filter = ("tenant",)
    search_fields = ("name", "email", "sms", "voice", "tenant__name", "tenant__slug")


class StepForm(OwnedForm[OnCallStep]):
    """One step of the chain; its person is the tenant's own."""


@admin.register(OnCallStep)
class OnCallStepAdmin(OwnedAdmin[OnCallStep]):
    form = StepForm
    list_display = ("tenant", "position", "person", "method", "wait")
    list_display_links = ("position",)
    list_filter = ("method", "tenant")
    list_select_related = ("tenant", "person")
    ordering = ("tenant", "position")
    autocomplete_fields = ("tenant", "person")


@admin.register(Membership)
class MembershipAdmin(OwnedAdmin[Membership]):
    """Whose login opens which MSP's dashboard."""

    list_display = ("user", "tenant", "role", "created_at")
    list_filter = ("role", "tenant")
    list_select_related = ("tenant", "user")
    search_fields = ("user__username", "user__email", "tenant__name", "tenant__slug")
    autocomplete_fields = ("tenant", "user")
    readonly_fields = ("created_at",)
