"""Who is on call when: schedules with their rotations, overrides, and the days on which an MSP keeps holiday."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from tenants.models.customers import Customer
from tenants.models.people import Method, Person
from tenants.models.tenant import TenantOwned, validate_time_zone
from tenants.oncall.calendars import calendar_of
from tenants.oncall.hours import HoursError, parse_hours
from tenants.oncall.plan import Days, Unit


def validate_hours(text: str) -> None:
    try:
        parse_hours(text)
    except HoursError as exc:
        raise ValidationError(str(exc)) from exc


def validate_calendar(code: str) -> None:
    try:
        calendar_of(code, 2026)
    except ValueError as exc:
        raise ValidationError(str(exc)) from exc


class ContactMethod(TenantOwned):
    """One of the ways to wake a person, in the order that he wants. Without any he is texted and called at once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="methods")
    position = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10, choices=Method.choices)
    wait = models.DurationField(
        default=timedelta(minutes=3), help_text="How long to wait for an answer before the next way."
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person", "position"], name="contact_method_position_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.get_method_display()}"


class OnCallSchedule(TenantOwned):
    """Who is on call for one customer, or for every customer without a schedule of its own.

    Several schedules of one customer are asked one after another: the second one is the backup of the first.
    """

    name = models.CharField(max_length=100)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="schedules",
        help_text="Empty: for every customer without a schedule of its own.",
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(default=1, help_text="1 is asked first, 2 is its backup.")
    time_zone = models.CharField(
        max_length=64, blank=True, validators=[validate_time_zone], help_text="Empty: the tenant's."
    )
    catch_all = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.RESTRICT, related_name="catches",
        help_text="Who has every hour that no rotation covers.",
    )  # fmt: skip
    holidays = models.CharField(
        max_length=10, blank=True, validators=[validate_calendar],
        help_text="A public calendar, such as US or US-TX. The tenant's own days count besides.",
    )  # fmt: skip
    feed_version = models.PositiveIntegerField(
        default=1, editable=False, help_text="Counted up, every calendar address handed out before is dead."
    )

    class Meta:
        ordering = ["customer__name", "position", "name"]
        verbose_name = "on-call schedule"
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="schedule_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone) if self.time_zone else self.tenant.zone


class Rotation(TenantOwned):
    """People who take turns. Of several rotations of a schedule the first that covers a moment has it."""

    UNITS = [(Unit.HOURS.value, "hours"), (Unit.DAYS.value, "days"), (Unit.WEEKS.value, "weeks")]
    DAYS = [
        (Days.ALL.value, "every day"),
        (Days.WORKING.value, "not on holidays"),
        (Days.HOLIDAYS.value, "on holidays only"),
    ]

    schedule = models.ForeignKey(OnCallSchedule, on_delete=models.CASCADE, related_name="rotations")
    position = models.PositiveSmallIntegerField(help_text="1 comes before 2.")
    name = models.CharField(max_length=100)
    begins = models.DateField(help_text="The day of the first handover.")
    handoff = models.TimeField(
        default=time(9), help_text="When a turn is handed over, by the schedule's clock."
    )
    every = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(366)], help_text="Length of a turn."
    )
    unit = models.CharField(max_length=5, choices=UNITS, default=Unit.WEEKS.value)
    hours = models.CharField(
        max_length=300, blank=True, validators=[validate_hours],
        help_text="Such as Mon-Fri 18:00-08:00, Sat, Sun. Empty: at every hour.",
    )  # fmt: skip
    days = models.CharField(max_length=8, choices=DAYS, default=Days.ALL.value)
    until = models.DateField(null=True, blank=True, help_text="The day at whose handover it ends.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "schedule", "position"], name="rotation_position_once"),
            models.CheckConstraint(name="rotation_turn_has_a_length", condition=models.Q(every__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class RotationMember(TenantOwned):
    """A place in a rotation. Whoever has one cannot be deleted: first the turn goes to somebody else."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="members")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="turns")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "rotation", "position"], name="member_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.person}"


class Override(TenantOwned):
    """Somebody else is on call for a while. A swap is two of them, each in the other's stead."""

    schedule = models.ForeignKey(OnCallSchedule, on_delete=models.CASCADE, related_name="overrides")
    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="overrides")
    instead_of = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.RESTRICT, related_name="covered",
        help_text="Only where this person would have been on call. Empty: the whole time.",
    )  # fmt: skip
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="override_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))
            )
        ]
        indexes = [models.Index(fields=["schedule", "ends_at"], name="overrides_of_a_schedule")]

    def __str__(self) -> str:
        return f"{self.person} from {self.starts_at:%Y-%m-%d %H:%M} to {self.ends_at:%Y-%m-%d %H:%M} UTC"


class ClosedDay(TenantOwned):
    """A holiday of the MSP's own, beside those of the public calendar."""

    day = models.DateField()
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["tenant", "day"], name="closed_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
