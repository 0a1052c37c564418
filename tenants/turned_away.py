"""Tokens that open nothing, told to the log: somebody guesses, or an integration goes on with one that was revoked."""

from __future__ import annotations

from django.http import HttpRequest

from tenants import audit
from tenants.network import network_of
from tenants.tokens import prefix_of, why_unusable


def tell_of_token(request: HttpRequest, bearer: str) -> None:
    """Add a denial to our own log, with as much of the token as is shown beside it in every list.

    What is no token at all is not repeated: it may be a password in the wrong place. A network is told of once a
    minute and door, however many tokens it tries.
    """
    known = "" if why_unusable(bearer) else f" {prefix_of(bearer)}…"
    audit.refused(
        audit.Kind.DENIED,
        None,
        actor=f"a token{known}",
        target=f"/{request.path.split('/')[1]}",
        address=network_of(request),
        why="unknown, revoked or expired",
    )
