"""Django's admin classes as the type stubs know them: with the model as a parameter.

At run time Django's own classes take none, so there the parameter is accepted and dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth_admin

__all__ = ["ModelAdmin", "ModelForm", "TabularInline", "UserAdmin"]

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline
    from django.contrib.auth.admin import UserAdmin
    from django.forms import ModelForm
else:

    class Parametrised:
        def __class_getitem__(cls, parameters: object) -> type:
            return cls

    class ModelAdmin(Parametrised, admin.ModelAdmin):
        pass

    class TabularInline(Parametrised, admin.TabularInline):
        pass

    class ModelForm(Parametrised, forms.ModelForm):
        pass

    class UserAdmin(Parametrised, auth_admin.UserAdmin):
        pass
