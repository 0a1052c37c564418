"""Where a tenant's ConnectWise is: the address staff use, the address the API answers on, and what we refuse."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError

from integrations.psa.errors import Misconfigured
from tenants.psa_address import SANDBOX, clean_psa_url, why_no_psa_url

CLOUD = (".myconnectwise.net", ".connectwisedev.com")


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
    """Read the address of a connection. Raise Misconfigured for one that onboarding would refuse as well."""
    url = clean_psa_url(url)
    why = why_no_psa_url(url)
    if why:
        raise Misconfigured(f"The address {url!r} cannot be used for ConnectWise: {why}")
    if url == SANDBOX:
        url = f"{settings.SANDBOX_URL}/connectwise"
    parts = urlsplit(url)
    if parts.scheme == "http":
        return Address(ui=url, api=url, local=True)
    host = parts.netloc.lower()
    if not (parts.hostname or "").endswith(CLOUD):
        return Address(ui=f"https://{host}", api=f"https://{host}")
    name = host.removeprefix(
        "api-"
    )  # cloud answers API calls under this name only; staff may have typed either
    return Address(ui=f"https://{name}", api=f"https://api-{name}")


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


def session_for(address: Address) -> requests.Session:
    """A session that takes nothing from the environment: a .netrc or a proxy is not the tenant's choice."""
    session = requests.Session()
    session.trust_env = False
    session.adapters.clear()
    if address.local:
        session.mount("http://", HTTPAdapter(max_retries=0))
        session.mount("https://", HTTPAdapter(max_retries=0))
    else:
        session.mount("https://", PublicAdapter())
    return session
