"""What is owed to another system. A row that remains is the proof that it was not delivered."""

from __future__ import annotations

from django.db import models

from calls.models.call import Call
from calls.models.leases import DueQuerySet, Leased
from tenants.models.tenant import TenantOwned


class DeliveryQuerySet(DueQuerySet["Delivery"]):
    """Deliveries that are owed."""


class Delivery(TenantOwned, Leased):
    """One thing owed for one call. What is written is read from the call when it is delivered, so a repeat is safe."""

    class Kind(models.TextChoices):
        TICKET = "ticket", "Service ticket"

    class State(models.TextChoices):
        DUE = "due", "Pending"
        DONE = "done", "Delivered"
        STUCK = "stuck", "Needs attention"

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.TICKET)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DUE)
    external_id = models.CharField(max_length=80, blank=True, help_text="The ticket's number.")
    external_url = models.URLField(max_length=500, blank=True)
    warning = models.TextField(
        blank=True, help_text="Delivered, but not as wished: what the owner should mend."
    )
    is_joined = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Told on the open ticket of the caller's earlier call about the same problem.",
    )
    quiet_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="An attempt may have succeeded unseen; the other side's search shows it by then.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["tenant", "call", "kind"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(settled_at__isnull=True), name="deliveries_owed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.call}: {self.get_state_display()}"
