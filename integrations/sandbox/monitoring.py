"""The sandbox's doors for whoever watches from outside: a webhook for alarms, and a dead man's switch."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from integrations.sandbox.access import page
from integrations.sandbox.models import DeadMan, LoudAlarm

FIELDS = ("key", "subject", "body", "tenant")


@csrf_exempt
@page
@require_POST
def alarms(request: HttpRequest) -> HttpResponseBase:
    """Take an alarm as NightDesk posts it."""
    try:
        told = json.loads(request.body)
        LoudAlarm.objects.create(**{name: str(told[name]) for name in FIELDS})
    except (ValueError, TypeError, KeyError):
        return HttpResponseBadRequest("An alarm is JSON with key, subject, body and tenant.")
    return HttpResponse("ok", content_type="text/plain")


@csrf_exempt
@page
@require_POST
def deadman(request: HttpRequest) -> HttpResponseBase:
    """Hear that all is well."""
    DeadMan.objects.update_or_create(pk=1, defaults={"pinged_at": timezone.now()})
    return HttpResponse("ok", content_type="text/plain")
