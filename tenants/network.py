"""Where a request comes from, as far as that can be believed."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the network address of whoever asks.

    Each proxy appends to X-Forwarded-For the address that it saw, so of that header only as many entries count, from
    its end, as there are proxies of ours (TRUSTED_PROXIES); what stands before them is the client's own word.
    """
    seen = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    return (hops[-proxies] or seen)[:64] if 0 < proxies <= len(hops) else seen


def network_of(request: HttpRequest) -> str:
    """Return whom to count: whoever has one IPv6 address has the 2^64 beside it too."""
    address = address_of(request)
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if known.version == 4 else str(ipaddress.ip_network(f"{address}/64", strict=False))
