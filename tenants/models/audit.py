"""Who did what, who was refused, who looked: added, never changed, each event sealed to the one before."""

from __future__ import annotations

from django.db import models

from tenants.models.tenant import Tenant


class Kind(models.TextChoices):
    """What can happen that somebody may want to know about years later."""

    LOGIN = "login", "Signed in"
    LOGIN_DENIED = "login_denied", "Sign-in refused"
    LOGOUT = "logout", "Signed out"
    DENIED = "denied", "Access refused"
    TOKEN_MADE = "token_made", "Token made"
    TOKEN_REVOKED = "token_revoked", "Token revoked"
    SECRET_READ = "secret_read", "Credential read"
    SECRET_CHANGED = "secret_changed", "Credential changed"
    RUNBOOK_EDITED = "runbook_edited", "Runbook edited"
    ON_CALL_EDITED = "on_call_edited", "On-call edited"
    SETTINGS_EDITED = "settings_edited", "Settings edited"
    PSA_TESTED = "psa_tested", "PSA connection tested"
    ONBOARDED = "onboarded", "Written from a file"
    STAFF_LOOKED = "staff_looked", "Staff looked in"
    STAFF_EDITED = "staff_edited", "Staff edited"
    EXPORT = "export", "Data exported"
    ERASURE = "erasure", "Caller erased"
    PURGE = "purge", "Old data removed"
    LOG_SHORTENED = "log_shortened", "Old events removed"


class ChainedEvent(models.Model):
    """One event. The database numbers it, dates it and seals it; what a writer puts there himself is ignored."""

    sequence = models.BigIntegerField(default=0, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=24)
    actor = models.CharField(max_length=200, help_text="Token, staff login, command or job that did it.")
    target = models.CharField(max_length=200, blank=True, help_text="What it was done to.")
    address = models.CharField(max_length=64, blank=True, help_text="Network address it came from.")
    details = models.TextField(
        default="{}", help_text="Further facts as JSON: ids and counts, never what a caller said."
    )
    previous = models.CharField(max_length=64, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.sequence}. {self.said}: {self.actor} {self.target}".strip()

    @property
    def said(self) -> str:
        """The kind in words; a kind that a later version wrote is shown as it stands."""
        return Kind(self.kind).label if self.kind in Kind.values else self.kind


class AuditEvent(ChainedEvent):
    """An event of one tenant. It outlives the tenant: the proof of an export is wanted after the contract ends."""

    tenant = models.ForeignKey(
        Tenant, on_delete=models.DO_NOTHING, db_constraint=False, related_name="auditevents"
    )

    class Meta:
        ordering = ["-sequence"]
        constraints = [models.UniqueConstraint(fields=["tenant", "sequence"], name="audit_place_once")]


class HouseEvent(ChainedEvent):
    """An event of no tenant: a staff login, a token that nobody knows."""

    class Meta:
        ordering = ["-sequence"]
        constraints = [models.UniqueConstraint(fields=["sequence"], name="house_place_once")]
