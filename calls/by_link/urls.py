"""Addresses that carry their own right to be opened."""

from __future__ import annotations

from django.urls import path

from calls.by_link import views

urlpatterns = [
    path("p/<str:token>", views.briefing, name="briefing"),
    path("recordings/<str:token>", views.sound, name="sound"),
]
