"""Who may sign in: Django's own pages, with every change told to our own log."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, User

from tenants.admin.typed import UserAdmin
from tenants.admin.watched import Watched

admin.site.unregister([User, Group])


@admin.register(User)
class LoginAdmin(Watched[User], UserAdmin[User]):
    """A login, its password and its rights."""


@admin.register(Group)
class RightsAdmin(Watched[Group], GroupAdmin):
    """Rights that logins share."""
