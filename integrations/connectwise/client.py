"""A thin ConnectWise PSA client: one tenant, one session, plain JSON in and out.

It never repeats a request by itself; whoever calls decides, because a repeated POST is a second ticket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import requests
import structlog
from django.conf import settings
from django.core.cache import cache

from integrations.connectwise.address import Address, parse_address
from integrations.connectwise.errors import NAME, error_from, no_answer, parse_json
from integrations.psa.errors import Misconfigured, NotFound
from integrations.psa.network import TIMEOUT, Line
from tenants.models import ConnectWiseConnection

log = structlog.get_logger(__name__)

Json = dict[str, Any]
ACCEPT = "application/vnd.connectwise.com+json; version=2025.1, application/json"
ROUTER = "v4_6_release/"  # leads to whatever release is installed
CODEBASE_KEPT = 60 * 60  # seconds
PAGE = 1000  # the largest that is allowed


class ConnectWiseClient:
    """Requests to one tenant's ConnectWise. Raise a PsaError for every answer that is not the wanted one."""

    def __init__(
        self,
        address: Address,
        *,
        company: str,
        public_key: str,
        private_key: str,
        cache_key: str,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        if not settings.CONNECTWISE_CLIENT_ID:
            raise Misconfigured("CONNECTWISE_CLIENT_ID is not set on this server.")
        self.address = address
        self.company = company
        self.cache_key = f"{cache_key}:{address.ui}:{company}"
        self._cache_key = f"connectwise-codebase:{self.cache_key}"
        self._auth = (f"{company}+{public_key}", private_key)
        self._line = Line(NAME, address, timeout)

    @classmethod
    def for_connection(
        cls, connection: ConnectWiseConnection, *, timeout: tuple[float, float] = TIMEOUT
    ) -> ConnectWiseClient:
        """Return the client for a connection; it need not be saved yet."""
        return cls(
            parse_address(connection.url),
            company=connection.company,
            public_key=connection.public_key,
            private_key=connection.private_key,
            cache_key=str(connection.tenant_id),
            timeout=timeout,
        )

    def get(self, path: str, **params: str | int) -> Any:
        return self._call("GET", path, params=params)

    def rows(self, path: str, **params: str | int) -> Iterator[Json]:
        """Yield every row of a list, page by page, until a page is short."""
        yield from self._from(1, path, **params)

    def sweep(self, path: str, **params: str | int) -> Iterator[Json]:
        """Yield every row of a long list, forward only: each page begins after the last id, whatever changes meanwhile.

        An endpoint that does not know this answers without a link to the next page; its list is read as usual.
        """
        page_id: str | None = None
        while True:
            start: dict[str, str | int] = {"pageId": page_id} if page_id else {}
            answer, following = self._page(path, pageSize=PAGE, **params, **start)
            yield from answer
            if following is None and page_id is None and len(answer) == PAGE:
                yield from self._from(2, path, **params)
                return
            if following is None or following == page_id:
                return
            page_id = following

    def _page(self, path: str, **params: str | int) -> tuple[list[Json], str | None]:
        """Return one page's rows, and the id after which the next one begins."""
        links: dict[str, Any] = {}
        answer = self._call(
            "GET", path, params=params, headers={"pagination-type": "forward-only"}, links=links
        )
        rows = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
        following = parse_qs(urlsplit(str(links.get("next", {}).get("url", ""))).query)
        by_name = {name.casefold(): values for name, values in following.items()}
        return rows, next(iter(by_name.get("pageid", [])), None)

    def _from(self, page: int, path: str, **params: str | int) -> Iterator[Json]:
        """Yield the rows of a list that has page numbers, from one of its pages on."""
        while True:
            answer = self.get(path, page=page, pageSize=PAGE, **params)
            found = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
            yield from found
            if len(found) < PAGE:
                return
            page += 1

    def count(self, path: str, conditions: str) -> int:
        answer = self.get(f"{path}/count", conditions=conditions)
        return int(answer.get("count") or 0) if isinstance(answer, dict) else 0

    def post(self, path: str, body: Json) -> Json:
        """Create a record. After an `uncertain` error it may exist: look before asking again."""
        answer = self._call("POST", path, json=body)
        if not isinstance(answer, dict) or not isinstance(answer.get("id"), int):
            raise no_answer("it took the data and returned no number", writing=True)
        return answer

    def patch(self, path: str, operations: list[Json]) -> Json:
        """Change fields. Paths are bare names and references are replaced whole: ConnectWise ignores `status/id`."""
        answer = self._call("PATCH", path, json=operations)
        return answer if isinstance(answer, dict) else {}

    def ticket_url(self, number: int) -> str:
        return self.address.ticket(self.company, number)

    def _call(self, method: str, path: str, **kwargs: Any) -> Any:
        """Ask once; after a 404 once more when companyinfo says that the codebase has moved."""
        codebase = self._codebase()
        try:
            return self._ask(method, codebase, path, **kwargs)
        except NotFound:
            cache.delete(self._cache_key)
            moved = self._codebase()
            if moved == codebase:
                raise
            log.info("connectwise_codebase_moved", company=self.company, codebase=moved)
            return self._ask(method, moved, path, **kwargs)

    def _ask(
        self,
        method: str,
        codebase: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        links: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Ask once. `links` is filled with the answer's Link header: where the next page is."""
        url = f"{self.address.api}/{codebase}apis/3.0/{path.lstrip('/')}"
        headers = {"clientId": settings.CONNECTWISE_CLIENT_ID, "Accept": ACCEPT} | (headers or {})
        response = self._send(method, url, headers=headers, auth=self._auth, **kwargs)
        writing = method == "POST"
        if not response.ok or response.is_redirect:
            raise error_from(response, writing=writing)
        body = parse_json(response)
        if body is None:
            raise no_answer("it returned a page instead of data", writing=writing)
        if links is not None:
            links.update(response.links)
        return body

    def _send(self, method: str, url: str, **kwargs: Any) -> requests.Response:
        return self._line.send(method, url, writing=method == "POST", **kwargs)

    def _codebase(self) -> str:
        """Return the release's path, remembered for this connection alone."""
        known = cache.get(self._cache_key)
        if known:
            return str(known)
        found = self.discover()
        if found:
            cache.set(self._cache_key, found, CODEBASE_KEPT)
        return found or ROUTER

    def discover(self) -> str | None:
        """Ask companyinfo for the release's path, without keys; None when it tells none.

        Raise Misconfigured for an unknown company, which is answered with status 200 and `null`.
        """
        response = self._send("GET", f"{self.address.ui}/login/companyinfo/{quote(self.company, safe='')}")
        if response.status_code == 200 and response.text.strip() == "null":
            raise Misconfigured(f"ConnectWise knows no company ID {self.company!r} at this address.")
        body = parse_json(response)
        codebase = str(body.get("Codebase") or "") if isinstance(body, dict) else ""
        return codebase if re.fullmatch(r"[A-Za-z0-9_.]+/", codebase) else None
