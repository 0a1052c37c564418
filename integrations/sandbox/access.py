"""Who may use the sandbox: development only, its pages only from this machine, its APIs with a tenant's credentials."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase

from tenants.psa_address import LOOPBACK

View = Callable[..., HttpResponseBase]


def development_only(view: View) -> View:
    """Answer 404 outside development, whatever the URLs say."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEVELOPMENT:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def page(view: View) -> View:
    """Guard a page. Whoever comes in through the public address (a tunnel to this machine) sees nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        public = urlsplit(settings.PUBLIC_URL).hostname
        host = urlsplit(f"//{request.get_host()}").hostname
        if host == public and public not in LOOPBACK:
            raise Http404
        return view(request, *args, **kwargs)

    return development_only(guarded)


def basic_login(request: HttpRequest) -> tuple[str, str] | None:
    """Read the Basic authorization of a request; None when there is none that can be read."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if colon else None
