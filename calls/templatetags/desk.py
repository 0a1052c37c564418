"""What every page may ask of the desk itself."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def has_sandbox() -> bool:
    """Whether the stand-ins for the vendors run here, and with them their page."""
    return bool(settings.DEVELOPMENT)
