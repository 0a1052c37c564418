"""Twilio's paths."""

from __future__ import annotations

from django.urls import path

from integrations.sandbox.twilio import views

_ACCOUNT = "2010-04-01/Accounts/<str:account>"

urlpatterns = [
    path(f"{_ACCOUNT}/Messages.json", views.messages),
    path(f"{_ACCOUNT}/Messages/<str:sid>.json", views.message),
    path(f"{_ACCOUNT}/Calls.json", views.calls),
    path(f"{_ACCOUNT}/Calls/<str:sid>.json", views.call),
]
