"""Bearer tokens: made here and shown once, revoked here, never deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from tenants.admin.base import OwnedAdmin
from tenants.models import ApiToken, Role
from tenants.tokens import digest_of, issue_token, revoke_token


@admin.register(ApiToken)
class ApiTokenAdmin(OwnedAdmin[ApiToken]):
    fields = ("tenant", "name", "role", "expires_at", "prefix", "created_at", "last_used_at", "revoked_at")
    readonly_fields = ("prefix", "created_at", "last_used_at", "revoked_at")
    list_display = (
        "name",
        "tenant",
        "role",
        "prefix",
        "created_at",
        "last_used_at",
        "expires_at",
        "revoked_at",
    )
    list_filter = ("role", ("revoked_at", admin.EmptyFieldListFilter), "tenant")
    search_fields = ("name", "prefix", "tenant__name", "tenant__slug")
    date_hierarchy = "created_at"
    actions = ("revoke",)

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> list[str]:
        """A token that was handed out does not grow: make another."""
        return [*super().get_readonly_fields(request, obj), *(["role"] if obj else [])]

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """A revoked token stays as the record of who could once come in."""
        return False

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        plain = issue_token(
            obj.tenant,
            obj.name,
            role=Role(obj.role),
            expires_at=obj.expires_at,
            by=request.user.get_username(),
        )
        obj.pk = ApiToken.objects.get(digest=digest_of(plain)).pk
        obj.refresh_from_db()
        messages.warning(request, f"Copy this token now, it is not shown again: {plain}")

    @admin.action(description="Revoke selected tokens", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        living = queryset.filter(revoked_at=None)
        for token in living:
            revoke_token(token, by=request.user.get_username())
            self.log_change(request, token, "Revoked.")
        messages.success(request, "The selected tokens are revoked.")
