"""A tenant's accounts at ConnectWise and Twilio. Credentials can be written here and not read."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.contrib import admin

from tenants.admin.base import OwnedAdmin
from tenants.admin.typed import ModelForm
from tenants.models import ConnectWiseConnection, HaloConnection, TwilioAccount
from tenants.onboarding.connections import ACCOUNT_SID, OUTCOMES, PRIORITIES
from tenants.psa_address import clean_psa_url, why_no_psa_url

Account = TypeVar("Account", bound=ConnectWiseConnection | HaloConnection | TwilioAccount)


def credential(label: str) -> forms.CharField:
    """A field that takes a secret and is always empty when it is shown."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=200,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text="Leave empty to keep what is stored.",
    )


def set_or_not(sealed: str) -> str:
    return "set" if sealed else "not set"


class AccountForm(ModelForm[Account]):
    """Seals what was typed; an empty field keeps what is there."""

    credentials: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.credentials:
            if not data.get(name) and not getattr(self.instance, f"sealed_{name}"):
                self.add_error(name, "Nothing is stored yet; this is needed.")
        return data

    def filled(self) -> Account:
        """The row with what was typed, sealed and not saved."""
        for name in self.credentials:
            if value := self.cleaned_data.get(name):
                setattr(self.instance, name, value)
        return self.instance

    def save(self, commit: bool = True) -> Account:
        self.filled()
        return super().save(commit)


PsaAccount = TypeVar("PsaAccount", bound=ConnectWiseConnection | HaloConnection)


class PsaForm(AccountForm[PsaAccount]):
    """Where a PSA is and with which keys. Stored keys go to the site that they were typed for."""

    def clean_url(self) -> str:
        url = clean_psa_url(self.cleaned_data["url"])
        if reason := why_no_psa_url(url):
            raise forms.ValidationError(reason)
        return url

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        last = self.credentials[-1]
        is_stored = bool(getattr(self.instance, f"sealed_{last}"))
        if is_stored and "url" in self.changed_data and not all(data.get(name) for name in self.credentials):
            keys = "both keys" if len(self.credentials) > 1 else "the secret"
            self.add_error(last, f"Another site: type {keys} again. Stored keys are sent nowhere else.")
        return data


class KeysForm(PsaForm[ConnectWiseConnection]):
    credentials = ("public_key", "private_key")
    public_key = credential("New public key")
    private_key = credential("New private key")


class ConnectWiseForm(KeysForm):
    def clean(self) -> dict[str, Any]:
        """An emptied field is an empty mapping."""
        data = super().clean()
        empty: dict[str, Any] = {name: {} for name in ("types", "subtypes", "severity", "impact")}
        return data | {name: data.get(name) or none for name, none in (empty | {"device_types": []}).items()}

    def clean_status(self) -> dict[str, str]:
        return _names(self.cleaned_data["status"], OUTCOMES)

    def clean_priority(self) -> dict[str, str]:
        return _names(self.cleaned_data["priority"], PRIORITIES)


def _names(value: Any, known: tuple[str, ...]) -> dict[str, str]:
    """ConnectWise's names by ours, and nothing else."""
    is_fine = isinstance(value, dict) and all(
        key in known and isinstance(name, str) and name for key, name in value.items()
    )
    if not is_fine:
        raise forms.ValidationError(f'Write {{"{known[0]}": "…"}}; the keys are {", ".join(known)}.')
    return dict(value)


class HaloForm(PsaForm[HaloConnection]):
    credentials = ("client_secret",)
    client_secret = credential("New client secret")


class TwilioForm(AccountForm[TwilioAccount]):
    credentials = ("auth_token",)
    auth_token = credential("New auth token")

    def clean_account_sid(self) -> str:
        sid = str(self.cleaned_data["account_sid"])
        if not ACCOUNT_SID.fullmatch(sid):
            raise forms.ValidationError("An account SID is AC and 32 hexadecimal digits.")
        return sid


@admin.register(ConnectWiseConnection)
class ConnectWiseAdmin(OwnedAdmin[ConnectWiseConnection]):
    form = ConnectWiseForm
    fields = (
        "tenant",
        "url",
        "company",
        ("public_key_is", "public_key"),
        ("private_key_is", "private_key"),
        "board",
        "fallback_company",
        "status",
        "priority",
        ("team", "source"),
        ("types", "subtypes"),
        ("severity", "impact"),
        "device_types",
    )
    readonly_fields = ("public_key_is", "private_key_is")
    list_display = ("tenant", "url", "company", "board", "public_key_is", "private_key_is")
    search_fields = ("company", "url", "tenant__name", "tenant__slug")

    @admin.display(description="public key")
    def public_key_is(self, row: ConnectWiseConnection) -> str:
        return set_or_not(row.sealed_public_key)

    @admin.display(description="private key")
    def private_key_is(self, row: ConnectWiseConnection) -> str:
        return set_or_not(row.sealed_private_key)


@admin.register(HaloConnection)
class HaloAdmin(OwnedAdmin[HaloConnection]):
    form = HaloForm
    fields = (
        "tenant",
        "url",
        "login_tenant",
        "client_id",
        ("client_secret_is", "client_secret"),
        "ticket_type",
        "fallback_client",
        "team",
        "status",
        "priority",
    )
    readonly_fields = ("client_secret_is",)
    list_display = ("tenant", "url", "client_id", "client_secret_is")
    search_fields = ("url", "tenant__name", "tenant__slug")

    @admin.display(description="client secret")
    def client_secret_is(self, row: HaloConnection) -> str:
        return set_or_not(row.sealed_client_secret)


@admin.register(TwilioAccount)
class TwilioAdmin(OwnedAdmin[TwilioAccount]):
    form = TwilioForm
    fields = ("tenant", "account_sid", ("auth_token_is", "auth_token"), "previous_token_is")
    readonly_fields = ("auth_token_is", "previous_token_is")
    list_display = ("tenant", "account_sid", "auth_token_is", "previous_token_is")
    search_fields = ("account_sid", "tenant__name", "tenant__slug")

    @admin.display(description="auth token")
    def auth_token_is(self, row: TwilioAccount) -> str:
        return set_or_not(row.sealed_auth_token)

    @admin.display(description="token before the last change")
    def previous_token_is(self, row: TwilioAccount) -> str:
        return set_or_not(row.sealed_previous_token)
