"""Bearer tokens: made once, shown once, found by their first letters, compared by digest."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tenants import audit
from tenants.audit import Kind
from tenants.doors import tenants_of_prefix
from tenants.models import ApiToken, Role, Tenant
from tenants.scope import as_tenant

SCHEME = "nd_live_"
PREFIX_LENGTH = 16
"""Eight letters beyond the scheme: enough to find the row and to recognise the token, too few to guess it."""

SHORTEST_SECRET = 20
LONGEST_TOKEN = 200
WELL_FORMED = re.compile(rf"{SCHEME}[A-Za-z0-9_~.+/=-]{{{SHORTEST_SECRET},{LONGEST_TOKEN - len(SCHEME)}}}")
"""The letters that RFC 6750 allows in a bearer token."""

USE_IS_NOTED_EVERY = timedelta(minutes=1)


class TokenError(ValueError):
    """A token cannot be issued; the message says why and what would do."""


def issue_token(
    tenant: Tenant,
    name: str,
    *,
    role: Role = Role.OWNER,
    token: str | None = None,
    expires_at: datetime | None = None,
    by: str = "command line",
) -> str:
    """Store a token for the tenant and return it in plain: the only time that it can be read. `by` stands in the log.

    A token chosen elsewhere is taken when it is well-formed. Raise TokenError when it is not, when the name
    is taken, or when somebody has that token already.
    """
    plain = token or SCHEME + secrets.token_urlsafe(32)
    if fault := why_unusable(plain):
        raise TokenError(fault)
    try:
        with as_tenant(tenant.pk), transaction.atomic():
            if ApiToken.objects.filter(tenant=tenant, name=name).exists():
                raise TokenError(f"a token named {name!r} exists; choose another name")
            ApiToken.objects.create(
                tenant=tenant,
                name=name,
                role=role,
                prefix=prefix_of(plain),
                digest=digest_of(plain),
                expires_at=expires_at,
            )
    except IntegrityError as exc:  # perhaps somebody else's, which cannot be seen from here
        raise TokenError("this token is in use already; make another") from exc
    audit.record(Kind.TOKEN_MADE, tenant, actor=by, target=name, role=str(role), prefix=prefix_of(plain))
    return plain


def find_token(bearer: str) -> ApiToken | None:
    """Return the live token that this text is, with its tenant; None when it is unknown, expired or revoked."""
    if not WELL_FORMED.fullmatch(bearer):
        return None
    for tenant_id in tenants_of_prefix(prefix_of(bearer)):
        with as_tenant(tenant_id):
            if token := _find_among_own(bearer):
                return token
    return None


def _find_among_own(bearer: str) -> ApiToken | None:
    now, digest = timezone.now(), digest_of(bearer)
    for token in _living(now).filter(prefix=prefix_of(bearer)):
        if hmac.compare_digest(token.digest, digest):
            _note_use(token, now)
            return token
    return None


def living_token(tenant_id: UUID, pk: int) -> ApiToken | None:
    """Return the token that a session stands for, with its tenant, unless it has ended meanwhile."""
    with as_tenant(tenant_id):
        return _living(timezone.now()).filter(pk=pk).first()


def _living(now: datetime) -> QuerySet[ApiToken]:
    unexpired = Q(expires_at=None) | Q(expires_at__gt=now)
    return ApiToken.objects.filter(unexpired, revoked_at=None).select_related("tenant")


def revoke_token(token: ApiToken, *, by: str = "command line") -> None:
    """Make the token worthless from now on; the first revocation is the one that is kept. `by` stands in the log."""
    now = timezone.now()
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        token.revoked_at = now
        audit.record(Kind.TOKEN_REVOKED, token.tenant_id, actor=by, target=token.name, prefix=token.prefix)


def why_unusable(token: str) -> str | None:
    """Say what keeps a text from being a token, and what would be right; None when it is well-formed."""
    if WELL_FORMED.fullmatch(token):
        return None
    return (
        f"a token begins with {SCHEME} and goes on with {SHORTEST_SECRET} or more letters, digits or _ - "
        "that nobody can guess"
    )


def prefix_of(token: str) -> str:
    return token[:PREFIX_LENGTH]


def digest_of(token: str) -> str:
    """A fast hash suffices: what is hashed is long and random, unlike a password."""
    return hashlib.sha256(token.encode()).hexdigest()


def _note_use(token: ApiToken, now: datetime) -> None:
    """Write the time of use at most once a minute: a dashboard that refreshes must not write on every read."""
    stale = now - USE_IS_NOTED_EVERY
    if token.last_used_at is not None and token.last_used_at > stale:
        return
    rested = Q(last_used_at=None) | Q(last_used_at__lte=stale)
    if ApiToken.objects.filter(rested, pk=token.pk).update(last_used_at=now):
        token.last_used_at = now
