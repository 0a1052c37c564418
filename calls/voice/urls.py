"""What Twilio may call."""

from django.urls import path

from calls.voice import page_views, views

urlpatterns = [
    path("voice", views.incoming),
    path("voice/turn", views.turn),
    path("voice/status", views.status),
    path("voice/fallback", views.fallback),
    path("voice/recorded", views.recorded),
    path("voice/recording/status", views.recording_status),
    path("voice/page", page_views.page),
    path("voice/page/key", page_views.page_key),
    path("voice/page/status", page_views.page_status),
    path("sms", page_views.sms),
    path("sms/status", page_views.page_status),
]
