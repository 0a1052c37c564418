"""The desk's pulse in the text format that Prometheus reads."""

from __future__ import annotations

from dataclasses import fields

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from calls.vitals import read_vitals

AGES = {"oldest_page", "oldest_ticket"}


def metrics(request: HttpRequest) -> HttpResponse:
    vitals = read_vitals(timezone.now())
    lines = []
    for entry in fields(vitals):
        name = f"nightdesk_{entry.name}" + ("_seconds" if entry.name in AGES else "")
        lines += [f"# TYPE {name} gauge", f"{name} {getattr(vitals, entry.name)}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")
