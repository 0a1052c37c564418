"""A schedule with its rotations. One that leaves hours to nobody needs somebody who has them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from calls.dashboard.forms.fields import offer, text_field
from tenants.models import Customer, OnCallSchedule, Person, Rotation, RotationMember, Tenant
from tenants.models.schedules import validate_calendar, validate_hours
from tenants.models.tenant import validate_time_zone
from tenants.oncall.load import plan_of
from tenants.oncall.resolver import gaps

LOOKS_AHEAD = timedelta(days=62)
ROOM = 1


class GapFound(Exception):
    """The schedule would leave hours to nobody; nothing was saved."""


class ScheduleForm(forms.Form):
    name = text_field(100, label="Name")
    customer = forms.ModelChoiceField(
        Customer.objects.none(), required=False, empty_label="every customer without one", label="For"
    )
    position = forms.IntegerField(
        min_value=1,
        max_value=9,
        initial=1,
        label="Place",
        help_text="1 is asked first, 2 is its backup.",
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    catch_all = forms.ModelChoiceField(
        Person.objects.none(),
        required=False,
        empty_label="nobody: gaps are refused",
        label="Hours that no rotation covers go to",
    )
    holidays = text_field(
        10,
        required=False,
        label="Public holidays of",
        validators=[validate_calendar],
        help_text="US, US-TX, DE-BY …",
    )
    time_zone = text_field(
        64, required=False, label="Clock", validators=[validate_time_zone], help_text="Empty: yours."
    )

    def __init__(self, tenant: Tenant, schedule: OnCallSchedule | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenant, self.schedule = tenant, schedule
        offer(self, "customer", Customer.objects.filter(tenant=tenant))
        offer(self, "catch_all", Person.objects.filter(tenant=tenant))

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        others = OnCallSchedule.objects.filter(tenant=self.tenant, name=name)
        if others.exclude(pk=self.schedule.pk if self.schedule else 0).exists():
            raise forms.ValidationError("A schedule of that name is there already.")
        return name


class RotationForm(forms.Form):
    """Who takes turns. Without people the rotation is left out."""

    people = forms.CharField(
        required=False,
        label="People in turn, one a line",
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
    )
    name = text_field(100, required=False, label="Called")
    begins = forms.DateField(
        required=False,
        label="First turn begins on",
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
    )
    handoff = forms.TimeField(
        required=False,
        label="Handed over at",
        widget=forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M"),
    )
    every = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=366,
        label="A turn lasts",
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    unit = forms.ChoiceField(choices=Rotation.UNITS, required=False, label="of")
    hours = text_field(
        300,
        required=False,
        label="In these hours",
        validators=[validate_hours],
        help_text="Mon-Fri 18:00-08:00, Sat, Sun. Empty: always.",
    )
    days = forms.ChoiceField(choices=Rotation.DAYS, required=False, label="On")

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.name.casefold(): one for one in Person.objects.filter(tenant=tenant)}

    def clean_people(self) -> list[Person]:
        names = [line.strip() for line in self.cleaned_data["people"].splitlines() if line.strip()]
        unknown = [name for name in names if name.casefold() not in self.known]
        if unknown:
            known = ", ".join(one.name for one in self.known.values())
            raise forms.ValidationError(f"{unknown[0]} is nobody here. Known: {known}.")
        return [self.known[name.casefold()] for name in names]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("people"):
            for name in ("begins", "handoff", "every"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, "This is needed.")
        return data


RotationFormSet = forms.formset_factory(RotationForm, extra=0)


def first_rotations(schedule: OnCallSchedule | None, *, now: datetime) -> list[dict[str, Any]]:
    """What the form starts with: the rotations in force, and room for one more."""
    rows = schedule.rotations.prefetch_related("members__person") if schedule else []
    there = [
        {
            "people": "\n".join(member.person.name for member in row.members.all()),
            "name": row.name,
            "begins": row.begins,
            "handoff": row.handoff,
            "every": row.every,
            "unit": row.unit,
            "hours": row.hours,
            "days": row.days,
        }
        for row in rows
    ]
    usual = {"every": 1, "unit": "weeks", "handoff": "09:00", "begins": timezone.localdate(now)}
    return there + [dict(usual) for _ in range(ROOM)]


@transaction.atomic
def save_schedule(form: ScheduleForm, rotations: list[dict[str, Any]], *, now: datetime) -> OnCallSchedule:
    """Write a schedule and its rotations; raise GapFound, saving nothing, when hours would be nobody's."""
    schedule = form.schedule or OnCallSchedule(tenant=form.tenant)
    for name, value in form.cleaned_data.items():
        setattr(schedule, name, value)
    schedule.save()
    schedule.rotations.all().delete()
    for place, row in enumerate([row for row in rotations if row.get("people")], start=1):
        _add_rotation(schedule, place, row)
    _refuse_gaps(schedule, now)
    return schedule


def _add_rotation(schedule: OnCallSchedule, place: int, row: dict[str, Any]) -> None:
    facts = {name: row[name] for name in ("begins", "handoff", "every", "unit", "hours", "days")}
    rotation = Rotation.objects.create(
        tenant=schedule.tenant,
        schedule=schedule,
        position=place,
        name=row["name"] or f"rotation {place}",
        **facts,
    )
    RotationMember.objects.bulk_create(
        RotationMember(tenant=schedule.tenant, rotation=rotation, position=number, person=person)
        for number, person in enumerate(row["people"], start=1)
    )


def _refuse_gaps(schedule: OnCallSchedule, now: datetime) -> None:
    """An hour before the first handover is no gap yet: nobody had it before this schedule either."""
    fresh = OnCallSchedule.objects.get(pk=schedule.pk)
    plan = plan_of(fresh)
    first = min((rotation.begins for rotation in plan.rotations), default=None)
    begins = now if first is None else max(now, datetime.combine(first, datetime.max.time(), fresh.zone))
    if found := gaps(plan, begins, begins + LOOKS_AHEAD):
        start, end = (moment.astimezone(fresh.zone) for moment in (found[0].start, found[0].end))
        raise GapFound(
            f"Nobody would have {start:%a %d %b %H:%M} to {end:%a %d %b %H:%M}. Cover it by a rotation, or say who "
            "has every hour that none covers."
        )
