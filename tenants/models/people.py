"""The people who can be woken, and in which order."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from tenants.models.tenant import TenantOwned


class Method(models.TextChoices):
    """How a person is reached; a runbook's `noop` reaches nobody and has no row."""

    SMS = "sms", "Text message"
    VOICE = "voice", "Phone call"
    EMAIL = "email", "E-mail"


class Person(TenantOwned):
    """Somebody who can be woken."""

    name = models.CharField(max_length=120)
    sms = models.CharField(max_length=16, blank=True, help_text="E.164.")
    voice = models.CharField(max_length=16, blank=True, help_text="E.164.")
    email = models.EmailField(blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="person_name_once")]

    def __str__(self) -> str:
        return self.name

    def address(self, method: str) -> str:
        """Return where this person is reached by a method, or "" when he is not."""
        return {Method.SMS: self.sms, Method.VOICE: self.voice, Method.EMAIL: self.email}.get(
            Method(method), ""
        )


class OnCallStep(TenantOwned):
    """One step of the chain that is paged when a runbook names nobody, or the named person does not answer."""

    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="steps")
    method = models.CharField(max_length=10, choices=Method.choices)
    wait = models.DurationField(
        default=timedelta(minutes=3), help_text="How long to wait for an answer before the next step."
    )

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["tenant", "position"], name="on_call_position_once")]

    def __str__(self) -> str:
        return f"{self.position}. {self.person} by {self.method}"


class AlarmContact(TenantOwned):
    """Who hears of it when nobody was woken: the owner, a manager, a team's mailbox."""

    method = models.CharField(
        max_length=10,
        choices=[(Method.SMS.value, Method.SMS.label), (Method.EMAIL.value, Method.EMAIL.label)],
    )
    address = models.CharField(max_length=254, help_text="A number as E.164, or a mailbox.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "method", "address"], name="alarm_contact_once")
        ]

    def __str__(self) -> str:
        return self.address


class VerifiedNumber(TenantOwned):
    """A number whose owner proved that he reads or hears what is sent there. It goes with the number, not the person."""

    number = models.CharField(max_length=16, help_text="E.164.")
    how = models.CharField(max_length=100, help_text="Such as: code by text message.")
    verified_by = models.CharField(max_length=200, blank=True)
    verified_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="verified_number_once")]

    def __str__(self) -> str:
        return self.number


class NumberCode(TenantOwned):
    """A code that was sent to a number; the code itself is computed, not kept. The last hour's rows limit how many more."""

    number = models.CharField(max_length=16)
    method = models.CharField(max_length=10, choices=Method.choices)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    asked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["tenant", "number", "-sent_at"], name="codes_of_a_number")]

    def __str__(self) -> str:
        return f"Code for {self.number}"
