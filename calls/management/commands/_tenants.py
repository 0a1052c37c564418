"""What commands about tenants have in common."""

from __future__ import annotations

from django.core.management.base import CommandError

from tenants.models import Tenant
from tenants.typed_by import typed_by

__all__ = ["tenant_named", "typed_by"]


def tenant_named(slug: str) -> Tenant:
    """Return the tenant of a slug, or say which there are."""
    found = Tenant.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Tenant.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no tenant {slug!r}. Known: {known}")
    return found
