"""What every admin page shares: it knows its tenant, keeps it, and mixes it with no other."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django import forms
from django.db.models import Model
from django.http import HttpRequest

from tenants.admin.typed import ModelForm, TabularInline
from tenants.admin.watched import Watched
from tenants.models.tenant import TenantOwned
from tenants.phone import e164

M = TypeVar("M", bound=Model)
C = TypeVar("C", bound=Model)
P = TypeVar("P", bound=Model)


class PhoneField(forms.CharField):
    """Takes a number as people write it and gives it as E.164."""

    def to_python(self, value: Any) -> str:
        written = super().to_python(value) or ""
        number = e164(written) if written else ""
        if number is None:
            raise forms.ValidationError("Write it with country code, such as +15555550100.")
        return number


class OwnedForm(ModelForm[M]):
    """Refuses what belongs to another tenant, and writes telephone numbers one way."""

    phone_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.phone_fields:
            made = self.fields[name]
            self.fields[name] = PhoneField(
                max_length=40, required=made.required, label=made.label, help_text=made.help_text
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        tenant = data.get("tenant")
        tenant_id = tenant.pk if tenant else getattr(self.instance, "tenant_id", None)
        for name, value in list(data.items()):
            if isinstance(value, TenantOwned) and value.tenant_id != tenant_id:
                self.add_error(name, f"{value} belongs to another tenant.")
        return data


class OwnedAdmin(Watched[M]):
    """A row of one tenant. It stays that tenant's: sealed credentials and past calls would not follow it."""

    autocomplete_fields: ClassVar[Any] = ("tenant",)
    list_select_related: ClassVar[Any] = ("tenant",)

    def get_readonly_fields(self, request: HttpRequest, obj: M | None = None) -> list[str]:
        fields = [str(field) for field in super().get_readonly_fields(request, obj)]
        return [*fields, "tenant"] if obj is not None else fields


class ReadOnly:
    """Looked at, never touched: what happened on the telephone is evidence."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, Watched[M]):
    """A list and a page that only show."""

    def get_fields(self, request: HttpRequest, obj: M | None = None) -> list[Any]:
        """Named here, because Django would build a form to find them out."""
        return list(self.fields or [field.name for field in self.model._meta.fields])


class ReadOnlyInline(ReadOnly, TabularInline[C, P]):
    """Rows on their parent's page that only show."""

    extra = 0
    can_delete = False
    show_change_link = True

    def get_readonly_fields(self, request: HttpRequest, obj: P | None = None) -> list[str]:
        return [str(field) for field in self.fields or ()]
