"""The way to a tenant's PSA: an address that a tenant typed, and one request at a time, which is never repeated here."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Any, cast

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError

from integrations.errors import never_left, why_unconnected
from integrations.psa.errors import Misconfigured, no_answer
from tenants.psa_address import SANDBOX, clean_psa_url, why_no_psa_url

TIMEOUT = (5.0, 20.0)  # seconds to connect, and between two bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`ui` is for people, `api` for requests; both without a slash at the end."""

    ui: str
    api: str
    local: bool = False


def usable_url(url: str, *, psa: str, stand_in: str) -> str:
    """Return where a typed address leads, `stand_in` being the path of the sandbox's own.

    Raise Misconfigured for an address that onboarding would refuse as well.
    """
    url = clean_psa_url(url)
    why = why_no_psa_url(url)
    if why:
        raise Misconfigured(f"The address {url!r} cannot be used for {psa}: {why}")
    return f"{settings.SANDBOX_URL}/{stand_in}" if url == SANDBOX else url


class Line:
    """A session to one PSA, which people call by `psa`."""

    def __init__(self, psa: str, address: Address, timeout: tuple[float, float]) -> None:
        self._psa, self._address, self._timeout = psa, address, timeout
        self._session = session_for(address)

    def send(self, method: str, url: str, *, writing: bool, **kwargs: Any) -> requests.Response:
        """Ask once. Raise Misconfigured or Unavailable when no answer comes; `writing`: it may have been taken."""
        try:
            return self._session.request(method, url, timeout=self._timeout, allow_redirects=False, **kwargs)
        except requests.RequestException as exc:
            if isinstance(why_unconnected(exc), PrivateAddress):
                raise Misconfigured(f"{self._address.ui} leads into a private network.") from exc
            uncertain = writing and not never_left(exc)
            raise no_answer(self._psa, type(exc).__name__, writing=uncertain) from exc


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
