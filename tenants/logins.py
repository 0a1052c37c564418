"""Signing in with a name and a password, the same way at both doors: staff's and the owners'."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from tenants import audit
from tenants.lockout import Attempt, begin_attempt, succeeded
from tenants.network import address_of


class LoginForm(AuthenticationForm):
    """Django's own, with every try counted and told to the audit log."""

    error_messages = {
        "invalid_login": "This name and password do not go together.",
        "inactive": "This login is switched off.",
    }
    request: HttpRequest
    attempt: Attempt | None = None

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username", "")
        self.attempt = begin_attempt(self.request, name, now=timezone.now())
        if self.attempt.is_refused:
            self._deny("too many attempts")
            raise ValidationError(wait_words(self.attempt), code="locked")
        try:
            data: dict[str, Any] = super().clean()
        except ValidationError:
            self._deny("wrong name or password")
            raise
        succeeded(self.attempt)
        return data

    def _deny(self, why: str) -> None:
        """A name that nobody has is not written down: it may be a password in the wrong field."""
        name = str(self.cleaned_data.get("username", ""))
        known = User.objects.filter(username=name).exists()
        audit.refused(
            audit.Kind.LOGIN_DENIED,
            None,
            actor=name if known else "a name that nobody has",
            target=self.request.path,
            address=address_of(self.request),
            why=why,
        )


class StaffLoginForm(LoginForm, AdminAuthenticationForm):
    """Staff alone pass."""


def wait_words(attempt: Attempt) -> str:
    """Say how long to wait."""
    return f"Too many attempts. The door opens again in {_minutes(attempt)}."


def seconds_to_wait(attempt: Attempt) -> int:
    assert attempt.open_again_at is not None  # noqa: S101  asked of a refused one only
    return max(1, int((attempt.open_again_at - timezone.now()).total_seconds()))


def _minutes(attempt: Attempt) -> str:
    minutes = -(-seconds_to_wait(attempt) // 60)
    return f"{minutes} minute{'s'[: minutes != 1]}"
