"""What Twilio may call."""

from django.urls import path

from calls.voice import code_views, page_views, room_views, text_views, views

urlpatterns = [
    path("voice", views.incoming),
    path("voice/turn", views.turn),
    path("voice/through", views.let_me_through),
    path("voice/status", views.status),
    path("voice/fallback", views.fallback),
    path("voice/recorded", views.recorded),
    path("voice/recording/status", views.recording_status),
    path("voice/page", page_views.page),
    path("voice/page/key", page_views.page_key),
    path("voice/page/call", page_views.page_call),
    path("voice/page/called", page_views.page_called),
    path("voice/page/after", page_views.page_after),
    path("voice/page/status", page_views.page_status),
    path("voice/room/wait", room_views.wait),
    path("voice/room/enter", room_views.enter),
    path("voice/room/left", room_views.left),
    path("voice/room/offer", room_views.offer),
    path("voice/room/choice", room_views.choice),
    path("voice/room/message", room_views.message),
    path("voice/room/back", room_views.back),
    path("voice/room/event", room_views.event),
    path("sms", text_views.sms),
    path("voice/code", code_views.read_code),
    path("sms/status", page_views.page_status),
]
