"""The sandbox beside stand-ins for NightDesk's own webhooks, which keep what reached them."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from integrations.twilio.signature import is_signed


class Received(NamedTuple):
    path: str
    params: dict[str, str]
    signed: bool


received: list[Received] = []
answers: dict[str, str] = {}
EMPTY = "<Response/>"


def reset() -> None:
    received.clear()
    answers.clear()


@csrf_exempt
def webhook(request: HttpRequest, name: str) -> HttpResponse:
    url = settings.PUBLIC_URL + request.get_full_path()
    signature = request.headers.get("X-Twilio-Signature", "")
    signed = is_signed(url, request.POST, signature, [settings.TWILIO_AUTH_TOKEN])
    received.append(Received(request.get_full_path(), request.POST.dict(), signed))
    return HttpResponse(answers.get(name, EMPTY), content_type="text/xml")


urlpatterns = [
    path("sandbox/", include("integrations.sandbox.urls")),
    path("twilio/<str:name>", webhook),
    path("twilio/voice/<str:name>", webhook),
]
