"""Fields that read what people write: a number, a time to wait, a moment on the tenant's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from tenants.onboarding.people import LONGEST_WAIT, SHORTEST_WAIT, parse_wait
from tenants.phone import costly, e164


class NumberField(forms.CharField):
    """A number that may be paged, given as E.164."""

    def __init__(self, **options: Any) -> None:
        look = forms.TextInput(attrs={"class": "input", "type": "tel", "placeholder": "+15555550100"})
        super().__init__(max_length=40, required=False, widget=look, **options)

    def to_python(self, value: Any) -> str:
        written = super().to_python(value) or ""
        if not written:
            return ""
        number = e164(written)
        if number is None:
            raise forms.ValidationError("Write it with country code, such as +15555550100.")
        if why := costly(number):
            raise forms.ValidationError(f"{number} is never dialled: {why}. Give an ordinary number.")
        return number


class WaitField(forms.DurationField):
    """A time to wait, such as 90s, 3m or 1h. Empty is three minutes."""

    def __init__(self, **options: Any) -> None:
        look = forms.TextInput(attrs={"class": "input", "placeholder": "3m", "maxlength": 8})
        super().__init__(required=False, widget=look, **options)

    def to_python(self, value: Any) -> timedelta:
        if not value:
            return timedelta(minutes=3)
        wait = parse_wait(str(value))
        if wait is None:
            raise forms.ValidationError("Write it with its unit, like 90s, 3m or 1h.")
        if wait and not SHORTEST_WAIT <= wait <= LONGEST_WAIT:
            raise forms.ValidationError("Wait between 10s and 4h for an answer, or 0m for none.")
        return wait

    def prepare_value(self, value: Any) -> Any:
        return written_wait(value) if isinstance(value, timedelta) else value


def written_wait(wait: timedelta) -> str:
    """Write a time to wait as it is read."""
    seconds = int(wait.total_seconds())
    return f"{seconds // 60}m" if seconds % 60 == 0 else f"{seconds}s"


def moment_field(**options: Any) -> forms.DateTimeField:
    """A moment on the clock of the tenant, which is the current zone of every page."""
    look = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=look, **options)


def text_field(longest: int, **options: Any) -> forms.CharField:
    return forms.CharField(max_length=longest, widget=forms.TextInput(attrs={"class": "input"}), **options)


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a field choose among these rows; it knows no others, so a stranger's is no choice."""
    field = cast("forms.ModelChoiceField[Any]", form.fields[name])
    field.queryset = rows
