"""Whoever is inside: one tenant, a name that stands in the history, and what he may do there."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User

from tenants.models import ApiToken, Membership, Role, Tenant

SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """The holder of a token, a person with a login, or staff looking in."""

    tenant: Tenant
    name: str
    role: Role
    token: ApiToken | None = None
    user: User | None = None
    is_staff: bool = False

    def may(self, least: Role) -> bool:
        return self.role.covers(least)

    @property
    def may_edit(self) -> bool:
        return self.may(Role.ENGINEER)

    @property
    def is_owner(self) -> bool:
        return self.may(Role.OWNER)


def holder_of(token: ApiToken) -> Visitor:
    return Visitor(tenant=token.tenant, name=token.name, role=Role(token.role), token=token)


def member(membership: Membership) -> Visitor:
    name = membership.user.get_full_name() or membership.user.get_username()
    return Visitor(tenant=membership.tenant, name=name, role=Role(membership.role), user=membership.user)


def staff_at(tenant: Tenant, user: User) -> Visitor:
    """Staff look at what the tenant sees and change nothing there: what they mend, they mend under /admin/."""
    return Visitor(
        tenant=tenant, name=f"staff {user.get_username()}", role=Role.VIEWER, user=user, is_staff=True
    )


def least_for(method: str) -> Role:
    """What a door asks for that says nothing of its own: to change something takes more than to look."""
    return Role.VIEWER if method in SAFE else Role.ENGINEER
