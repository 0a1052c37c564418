"""A thin HaloPSA client: a token for this piece of work, then JSON in and out. It never repeats a request by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import requests

from integrations.errors import retry_after
from integrations.psa.errors import (
    Busy,
    KeysRefused,
    NotAllowed,
    NotFound,
    PsaError,
    Refused,
    no_answer,
    not_available,
)
from integrations.psa.network import TIMEOUT, Address, Line, usable_url
from tenants.models import HaloConnection

NAME = "HaloPSA"
PAGE = 100
MOST_PAGES = 1000
Json = dict[str, Any]


class HaloClient:
    """Requests to one tenant's HaloPSA. Raise a PsaError for every answer that is not the wanted one."""

    def __init__(self, connection: HaloConnection, *, timeout: tuple[float, float] = TIMEOUT) -> None:
        self.address = parse_address(connection.url)
        self._connection = connection
        self._line = Line(NAME, self.address, timeout)
        self._token = ""

    def get(self, path: str, **params: str | int) -> Any:
        return self._call("GET", path, params=params)

    def rows(self, path: str, key: str, **params: str | int) -> Iterator[Json]:
        """Yield the rows of a list page by page, until a page is short."""
        for page in range(1, MOST_PAGES + 1):
            found = rows_in(self.page(path, page=page, size=PAGE, **params), key)
            yield from found
            if len(found) < PAGE:
                return

    def page(self, path: str, *, page: int, size: int, **params: str | int) -> Any:
        return self.get(path, pageinate="true", page_no=page, page_size=size, **params)

    def post(self, path: str, row: Json) -> Json:
        """Create a record, or change the one whose id it names. After an `uncertain` error a new one may exist."""
        answer = self._call("POST", path, json=[row])
        answer = answer[0] if isinstance(answer, list) and answer else answer
        if not isinstance(answer, dict) or not isinstance(answer.get("id"), int):
            raise no_answer(NAME, "it took the data and returned no number", writing="id" not in row)
        return answer

    def _call(self, method: str, path: str, **kwargs: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._token or self._log_in()}", "Accept": "application/json"}
        return self._ask(method, f"{self.address.api}/api/{path}", headers=headers, **kwargs)

    def _log_in(self) -> str:
        """Client credentials for a token, which is good for about an hour: longer than any piece of work."""
        connection = self._connection
        form = {
            "grant_type": "client_credentials",
            "client_id": connection.client_id,
            "client_secret": connection.client_secret,
            "scope": "all",
        }
        params = {"tenant": connection.login_tenant} if connection.login_tenant else {}
        answer = self._ask("POST", f"{self.address.api}/auth/token", data=form, params=params, is_login=True)
        self._token = str(answer.get("access_token") or "") if isinstance(answer, dict) else ""
        if not self._token:
            raise no_answer(NAME, "it returned no token", writing=False)
        return self._token

    def _ask(self, method: str, url: str, *, is_login: bool = False, **kwargs: Any) -> Any:
        writing = method == "POST" and not is_login
        response = self._line.send(method, url, writing=writing, **kwargs)
        if not response.ok or response.is_redirect:
            raise error_from(response, writing=writing, is_login=is_login)
        try:
            return response.json()
        except ValueError as exc:
            raise no_answer(NAME, "it returned a page instead of data", writing=writing) from exc


def parse_address(url: str) -> Address:
    """Read the address of a connection: the one that staff use. Raise Misconfigured for one that may not be asked."""
    url = usable_url(url, psa=NAME, stand_in="halo")
    return Address(ui=url, api=url, local=url.startswith("http://"))


def rows_in(answer: Any, key: str) -> list[Json]:
    """The rows of a list, which comes alone or, in pages, beside its length."""
    found = answer.get(key) if isinstance(answer, dict) else answer
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def error_from(response: requests.Response, *, writing: bool, is_login: bool) -> PsaError:
    """Turn a bad answer into the error that fits it; any body will do."""
    said = " ".join(response.text.split())[:300] if "json" in response.headers.get("Content-Type", "") else ""
    match response.status_code:
        case 400 | 401 if is_login or response.status_code == 401:
            return KeysRefused(
                "HaloPSA refused the keys: check client ID, client secret and tenant of the API application.",
                permanent=True,
            )
        case 400 | 422:
            words = frozenset(re.findall(r"[a-z]+", said.lower()))
            return Refused(f"HaloPSA refused the data: {said}", permanent=True, faults=((said, words),))
        case 403:
            return NotAllowed(
                f"HaloPSA forbids this: the API application's agent lacks a permission. It said: {said}",
                permanent=True,
            )
        case 404:
            return NotFound("HaloPSA finds nothing here.", permanent=True)
        case 409 | 429:
            return Busy("HaloPSA is busy.", permanent=False, retry_after=retry_after(response.headers))
        case status:
            return not_available(NAME, status, writing=writing, retry_after=retry_after(response.headers))
