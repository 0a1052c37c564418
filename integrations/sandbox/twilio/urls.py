"""Twilio's paths."""

from __future__ import annotations

from django.urls import path

from integrations.sandbox.twilio import views

_ACCOUNT = "2010-04-01/Accounts/<str:account>"

urlpatterns = [
    path(f"{_ACCOUNT}/Messages.json", views.messages),
    path(f"{_ACCOUNT}/Messages/<str:sid>.json", views.message),
    path(f"{_ACCOUNT}/Calls.json", views.calls),
    path(f"{_ACCOUNT}/Calls/<str:sid>/Recordings.json", views.call_recordings),
    path(f"{_ACCOUNT}/Calls/<str:call>/Recordings/<str:sid>.json", views.call_recording),
    path(f"{_ACCOUNT}/Calls/<str:sid>.json", views.call),
    path(f"{_ACCOUNT}/Recordings.json", views.account_recordings),
    path(f"{_ACCOUNT}/Recordings/<str:sid>.json", views.recording),
    path(f"{_ACCOUNT}/Recordings/<str:sid>.wav", views.recording_media),
    path(f"{_ACCOUNT}/Recordings/<str:sid>", views.recording_media),
    path(f"{_ACCOUNT}/Conferences.json", views.conferences),
    path(f"{_ACCOUNT}/Conferences/<str:conference>/Participants.json", views.participants),
    path(f"{_ACCOUNT}/Conferences/<str:conference>/Participants/<str:sid>.json", views.participant),
    path(f"{_ACCOUNT}/Conferences/<str:sid>.json", views.conference),
]
