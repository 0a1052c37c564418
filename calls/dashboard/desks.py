"""Which MSP's desk a person with a login sits at: his own, or for staff the one they look into, with a reason."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tenants import audit
from tenants.doors import tenants_of_login
from tenants.models import Membership, Tenant
from tenants.network import address_of
from tenants.scope import as_tenant
from tenants.visitors import Visitor, member, staff_at

DESK = "desk"
"""The session's key for the tenant that was chosen."""

LOOKING_UNTIL = "looking_until"
LOOK = timedelta(hours=1)


def memberships_of(user: User) -> list[Membership]:
    """Every desk of a person, by the tenant's name."""
    mine = [membership for tenant_id in tenants_of_login(user.pk) for membership in _at(tenant_id, user)]
    return sorted(mine, key=lambda membership: membership.tenant.name)


def _at(tenant_id: UUID, user: User) -> list[Membership]:
    with as_tenant(tenant_id):
        return list(Membership.objects.filter(user=user).select_related("tenant", "user"))


def visitor_of_login(request: HttpRequest) -> Visitor | None:
    """Return who the login is at the chosen desk; one who has a single desk need not choose."""
    user, chosen = request.user, request.session.get(DESK)
    if not isinstance(user, User):
        return None
    mine = memberships_of(user)
    if chosen is None:
        return member(mine[0]) if len(mine) == 1 else None
    for membership in mine:
        if str(membership.tenant_id) == chosen:
            return member(membership)
    return _looking(request, user, chosen)


def _looking(request: HttpRequest, user: User, chosen: str) -> Visitor | None:
    """Staff's look ends by itself: a browser that is left open must not show callers for days."""
    until = parse_datetime(request.session.get(LOOKING_UNTIL, ""))
    if not user.is_staff or until is None or until <= timezone.now():
        return None
    with as_tenant(UUID(chosen)):
        tenant = Tenant.objects.filter(pk=chosen).first()
    return staff_at(tenant, user) if tenant else None


def sit_down(request: HttpRequest, tenant: Tenant) -> None:
    """Choose one of one's own desks."""
    request.session[DESK] = str(tenant.pk)


def look_into(request: HttpRequest, tenant: Tenant, user: User, *, reason: str) -> None:
    """Let staff look at a tenant's desk for an hour; who, when and why stands in the tenant's own log."""
    audit.record(
        audit.Kind.STAFF_LOOKED,
        tenant,
        actor=user.get_username(),
        target="dashboard",
        address=address_of(request),
        reason=reason,
    )
    request.session[DESK] = str(tenant.pk)
    request.session[LOOKING_UNTIL] = (timezone.now() + LOOK).isoformat()
