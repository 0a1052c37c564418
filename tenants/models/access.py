"""Who may come in: bearer tokens, shown once and stored as a hash, and people with a login."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tenants.models.tenant import TenantOwned


class Role(models.TextChoices):
    """What somebody may do at one tenant; each may do what the one before may."""

    VIEWER = "viewer", "Viewer"
    ENGINEER = "engineer", "Engineer"
    OWNER = "owner", "Owner"

    def covers(self, least: Role) -> bool:
        """Whether this role may do what needs at least the other one."""
        order = list(Role)
        return order.index(self) >= order.index(least)

    @property
    def meaning(self) -> str:
        return MEANINGS[self]


MEANINGS = {
    Role.VIEWER: "sees calls, runbooks and who is on call",
    Role.ENGINEER: "also changes runbooks and who is on call",
    Role.OWNER: "also decides who comes in",
}


class ApiToken(TenantOwned):
    """A key of an owner or an integrator. The row stays when it is revoked."""

    name = models.CharField(max_length=100)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.OWNER)
    prefix = models.CharField(
        max_length=20, db_index=True, editable=False, help_text="The first letters, to find it by."
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="token_name_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class Membership(TenantOwned):
    """A person's login opens this tenant's dashboard. Staff need none to look in."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.ENGINEER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user__username"]
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"
