"""The other names of a customer, as callers say them: written one to a line, and each of one customer only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from tenants.models import Customer

MOST, LONGEST = 20, 80


class NamesField(forms.CharField):
    """Takes names, one to a line, and gives them as a list without doubles."""

    def __init__(self, **options: Any) -> None:
        look = forms.Textarea(attrs={"class": "input", "rows": 3, "cols": 40, "spellcheck": "false"})
        super().__init__(required=False, widget=look, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = value if isinstance(value, list) else (super().to_python(value) or "").splitlines()
        names = tidied(lines)
        if why := why_unfit(names):
            raise forms.ValidationError(why)
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial if isinstance(initial, list) else str(initial or "").splitlines()
        return tidied(before) != tidied((data or "").splitlines())


def tidied(names: Iterable[str]) -> list[str]:
    """Drop blanks, and what differs in capitals alone."""
    kept: dict[str, str] = {}
    for name in (" ".join(name.split()) for name in names):
        if name:
            kept.setdefault(name.casefold(), name)
    return list(kept.values())


def why_unfit(names: list[str]) -> str | None:
    """Say why these cannot be a customer's other names, or None."""
    if len(names) > MOST:
        return f"At most {MOST} names are compared with what a caller says."
    long = next((name for name in names if len(name) > LONGEST), None)
    return f"“{long[:30]}…” is longer than {LONGEST} characters." if long else None


def why_taken(tenant_id: UUID, names: Iterable[str], *, besides: int | None) -> str | None:
    """Say which of these names is another customer's: said by a caller it would name neither."""
    wanted = {name.casefold(): name for name in names}
    for customer in Customer.objects.filter(tenant_id=tenant_id).exclude(pk=besides or 0):
        for own in (customer.name, *customer.aliases):
            if taken := wanted.get(str(own).casefold()):
                return f"“{taken}” is what {customer.name} is called. A name can belong to one customer only."
    return None
