"""Which addresses a tenant may give for its ConnectWise: its own site over https, or a stand-in in development."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SANDBOX = "sandbox"
RIGHT = "write the address that staff use, such as https://na.myconnectwise.net"
PORTS = (None, 443, 8443)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def clean_psa_url(url: str) -> str:
    """The address without the slash that browsers add."""
    return url.strip().rstrip("/")


def why_no_psa_url(url: str) -> str | None:
    """Say what is wrong with an address and what would be right; None when it may be used.

    An address is somebody else's input that our server will visit, so nothing but a plain public site passes.
    Where the name leads is judged again by the client when it connects.
    """
    development = settings.DEBUG or settings.DEVELOPMENT
    if url == SANDBOX:
        return None if development else f"the sandbox is there in development only; {RIGHT}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return f"this is no address; {RIGHT}"
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return None if development else f"http:// on this machine is accepted in development only; {RIGHT}"
    return _why_no_public_site(parts, port)


def _why_no_public_site(parts: SplitResult, port: int | None) -> str | None:
    if parts.scheme != "https" or not parts.hostname:
        return f"only https:// keeps the keys secret; {RIGHT}"
    if parts.username or parts.password or parts.query or parts.fragment or parts.path.strip("/"):
        return f"give the host alone, without anything before or behind it; {RIGHT}"
    if port not in PORTS:
        return f"port {port} is not used by ConnectWise, 443 and 8443 are; {RIGHT}"
    if "." not in parts.hostname or _is_inside(parts.hostname):
        return f"this address is not on the public internet; {RIGHT}"
    return None


def _is_inside(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host.endswith((".localhost", ".local", ".internal"))
