"""Where a tenant's ConnectWise is: the address staff use, the address the API answers on, and what we refuse."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError

from integrations.connectwise.errors import Misconfigured

CLOUD = (".myconnectwise.net", ".connectwisedev.com")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_HELP = "Use the address that staff log in at, such as https://na.myconnectwise.net"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`ui` is for people and companyinfo, `api` for requests; both without a slash at the end."""

    ui: str
    api: str
    local: bool = False

    def ticket(self, company: str, number: int) -> str:
        """Return the link that opens a ticket in the browser of a member of staff."""
        query = {"locale": "en_US", "recordType": "ServiceFv", "recid": number, "companyName": company}
        return f"{self.ui}/v4_6_release/services/system_io/router/openrecord.rails?{urlencode(query)}"


def parse_address(url: str) -> Address:
    """Read the address of a connection. Raise Misconfigured unless it is plain https to a named host.

    Development also takes the word `sandbox`, and http on this machine with a path in front.
    """
    if settings.DEVELOPMENT and url.strip().lower() == "sandbox":
        url = f"{settings.SANDBOX_URL}/connectwise"
    try:
        parts = urlsplit(url.strip().rstrip("/"))
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as exc:
        raise Misconfigured(f"{url!r} is not an address. {_HELP}") from exc
    if parts.username or parts.password or parts.query or parts.fragment:
        raise Misconfigured(f"The ConnectWise address holds more than a host. {_HELP}")
    if host in LOOPBACK and (settings.DEVELOPMENT or settings.DEBUG):
        here = f"{parts.scheme}://{parts.netloc}{parts.path}"
        return Address(ui=here, api=here, local=True)
    if parts.scheme != "https" or port not in (None, 443) or parts.path or not _is_name(host):
        raise Misconfigured(f"{url!r} cannot be used for ConnectWise. {_HELP}")
    return _cloud(host) if host.endswith(CLOUD) else Address(ui=f"https://{host}", api=f"https://{host}")


def _cloud(host: str) -> Address:
    """Cloud hosts answer API calls under `api-` only; staff may have typed either."""
    name = host.removeprefix("api-")
    return Address(ui=f"https://{name}", api=f"https://api-{name}")


def _is_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".localhost"))
    return False


class PrivateAddress(NewConnectionError):
    """The name leads into a private network."""


class _PublicConnection(HTTPSConnection):
    """A connection that ends in the public internet, whatever the name resolved to a moment ago."""

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        if not ipaddress.ip_address(sock.getpeername()[0]).is_global:
            sock.close()
            raise PrivateAddress(self, "this name leads into a private network")
        return sock


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection


class PublicAdapter(HTTPAdapter):
    """Requests to an address that a tenant typed: public hosts only, checked at connect time, no repetition."""

    def __init__(self) -> None:
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        manager = cast(PoolManager, self.poolmanager)
        manager.pool_classes_by_scheme = {"https": _PublicPool}
