"""What commands about tenants have in common."""

from __future__ import annotations

from django.core.management.base import CommandError

from tenants.models import Tenant


def tenant_named(slug: str) -> Tenant:
    """Return the tenant of a slug, or say which there are."""
    found = Tenant.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Tenant.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no tenant {slug!r}. Known: {known}")
    return found


def typed_by() -> str:
    """Who sits at the keyboard, for the audit log."""
    import getpass
    import os

    return f"command line ({os.environ.get('SUDO_USER') or getpass.getuser()})"
