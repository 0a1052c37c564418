"""The connection to ConnectWise as its owner fills it in: site and keys, then how tickets are to look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from integrations.connectwise.offers import FULL_LIST, Choices, Offers
from integrations.connectwise.suggest import suggestion
from tenants.admin import accounts
from tenants.models import ConnectWiseConnection
from tenants.onboarding.connections import OUTCOMES, PRIORITIES
from triage.types import Category

LOOK = {"class": "input"}
OF_BOARD = ("status_", "type_", "subtype_", "team")
GRADES = ("Low", "Medium", "High")
OUTCOME_LABELS = {
    "open": "Open: somebody must act",
    "pending_verification": "To be verified in the morning",
    "closed": "Closed: solved on the phone",
}
KINDS = {"default": "All other kinds"} | {one.value: one.label for one in Category}


def _secret(label: str) -> forms.CharField:
    look = forms.PasswordInput(render_value=False, attrs=LOOK | {"autocomplete": "new-password"})
    return forms.CharField(label=label, required=False, max_length=200, widget=look)


class KeysForm(accounts.KeysForm):
    """Site, company and keys. What is stored of the keys is never shown."""

    public_key = _secret("Public key")
    private_key = _secret("Private key")

    class Meta:
        model = ConnectWiseConnection
        fields = ("url", "company")
        labels = {"url": "Site", "company": "Company ID"}
        widgets = {
            "url": forms.TextInput(attrs=LOOK | {"placeholder": "https://na.myconnectwise.net"}),
            "company": forms.TextInput(attrs=LOOK | {"placeholder": "northstar", "autocapitalize": "none"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].help_text = "Where your staff log in."
        self.fields["company"].help_text = "What they type as company there."
        stored = bool(self.instance.sealed_private_key)
        for name in self.credentials:
            self.fields[name].widget.attrs["placeholder"] = "•••••••• stored" if stored else ""
            self.fields[name].help_text = "Leave empty to keep it." if stored else "Of an API member."


class MappingForm(forms.Form):
    """How tickets look. Choices are the tenant's own lists; what was chosen stays choosable when a list is missing."""

    def __init__(
        self,
        connection: ConnectWiseConnection,
        offers: Offers,
        data: Any = None,
        *,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        self.connection, self.offers = connection, offers
        self._values = stored_values(connection) | dict(typed or {})
        self._pick("board", "Service board", offers.boards, required=True)
        self._text("fallback_company", "Company for callers nobody knows")
        self._pick("team", "Team", offers.teams)
        self._pick("source", "Source", offers.sources)
        for outcome in OUTCOMES:
            self._pick(f"status_{outcome}", OUTCOME_LABELS[outcome], offers.statuses, required=True)
        for level in PRIORITIES:
            self._pick(f"priority_{level}", level, offers.priorities, required=True)
            self._grade(f"severity_{level}", f"Severity of {level}")
            self._grade(f"impact_{level}", f"Impact of {level}")
        for kind, label in KINDS.items():
            self._pick(f"type_{kind}", label, offers.types)
            self._pick(f"subtype_{kind}", f"{label}: subtype", offers.subtypes)
        self._devices()

    def _pick(self, name: str, label: str, choices: Choices, *, required: bool = False) -> None:
        value = self._values.get(name, "")
        found = next((one for one in choices if one.is_called(value)), None)
        options = [(str(one.id), one.name) for one in choices]
        chosen = str(found.id) if found else value
        if found is None and choices and (not self.connection.board or self._is_other_board(name)):
            chosen = suggestion(self.offers, name)
        elif found is None and value:
            options.append((value, f"{value} (not in the list)" if choices else value))
        blank = [] if required and chosen else [("", "Choose" if required else "As the board has it")]
        self.fields[name] = forms.ChoiceField(
            choices=[*blank, *options], required=required, label=label, initial=chosen
        )

    def _is_other_board(self, name: str) -> bool:
        """Whether the lists are another board's than the one that the stored value belongs to."""
        chosen = self.offers.find("boards", self.connection.board)
        return name.startswith(OF_BOARD) and chosen is not None and chosen.id != self.offers.board

    def _text(self, name: str, label: str) -> None:
        look = forms.TextInput(attrs=LOOK | {"list": "companies", "autocomplete": "off"})
        first = self._values.get(name) or suggestion(self.offers, name)
        self.fields[name] = forms.CharField(max_length=100, label=label, widget=look, initial=first)

    def _grade(self, name: str, label: str) -> None:
        options = [("", "As the board has it"), *((grade, grade) for grade in GRADES)]
        self.fields[name] = forms.ChoiceField(
            choices=options, required=False, label=label, initial=self._values.get(name, "")
        )

    def _devices(self) -> None:
        stored = [str(one) for one in self.connection.device_types]
        found = {one: self.offers.find("device_types", one) for one in stored}
        options = [(str(one.id), one.name) for one in self.offers.device_types]
        options += [(one, one) for one, choice in found.items() if choice is None]
        first = [str(choice.id) if choice else one for one, choice in found.items()]
        self.fields["device_types"] = forms.MultipleChoiceField(
            choices=options,
            required=False,
            initial=first,
            label="Configurations that count",
            widget=forms.CheckboxSelectMultiple,
        )

    def clean_fallback_company(self) -> str:
        """A company that the list knows is taken by its code; without a list, or with a full one, what was typed is."""
        typed = str(self.cleaned_data["fallback_company"]).strip()
        found = self.offers.find("companies", typed)
        if found is None and self.offers.companies and len(self.offers.companies) < FULL_LIST:
            raise forms.ValidationError(f"ConnectWise has no company “{typed}”. Pick one from the list.")
        return (found.code or str(found.id)) if found else typed

    def group(self, *prefixes: str) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith(prefixes)]

    @property
    def where(self) -> list[BoundField]:
        return [self[name] for name in ("board", "fallback_company", "team", "source")]

    @property
    def statuses(self) -> list[BoundField]:
        return self.group("status_")

    @property
    def priorities(self) -> list[BoundField]:
        return self.group("priority_")

    @property
    def grades(self) -> list[BoundField]:
        return self.group("severity_", "impact_")

    @property
    def kinds(self) -> list[tuple[str, BoundField, BoundField]]:
        return [(label, self[f"type_{kind}"], self[f"subtype_{kind}"]) for kind, label in KINDS.items()]

    def save(self) -> None:
        """Write the connection's row; its keys stay as they are."""
        row, chosen = self.connection, self.cleaned_data
        row.board, row.fallback_company = chosen["board"], chosen["fallback_company"]
        row.team, row.source = chosen["team"], chosen["source"]
        for name, prefix in MAPS.items():
            found = {
                key.removeprefix(prefix): value for key, value in chosen.items() if key.startswith(prefix)
            }
            setattr(row, name, {key: value for key, value in found.items() if value})
        row.device_types = chosen["device_types"]
        row.save(update_fields=["board", "fallback_company", "team", "source", "device_types", *MAPS])


MAPS = {
    "status": "status_",
    "priority": "priority_",
    "severity": "severity_",
    "impact": "impact_",
    "types": "type_",
    "subtypes": "subtype_",
}


def stored_values(row: ConnectWiseConnection) -> dict[str, str]:
    """What is in force, by the form's own names."""
    plain = {name: getattr(row, name) for name in ("board", "fallback_company", "team", "source")}
    maps = {
        f"{prefix}{key}": str(value)
        for name, prefix in MAPS.items()
        for key, value in getattr(row, name).items()
    }
    return plain | maps
