"""Credentials at rest: sealed with the newest key, opened with any, and bound to the tenant they belong to."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealError(Exception):
    """A sealed value does not open: a key is missing, or it belongs to another tenant."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(tenant_id: UUID, value: str) -> str:
    """Encrypt a credential for one tenant; an empty value stays empty."""
    if not value:
        return ""
    return _box(tuple(settings.ENCRYPTION_KEYS)).encrypt(f"{tenant_id}|{value}".encode()).decode()


def is_newest(sealed: str) -> bool:
    """Whether the newest key sealed this, so that no older one is needed for it."""
    try:
        Fernet(settings.ENCRYPTION_KEYS[0]).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def reseal(tenant_id: UUID, sealed: str) -> str:
    """Seal a credential anew with the newest key. Raise SealError when it does not open or is another tenant's."""
    return seal(tenant_id, unseal(tenant_id, sealed))


def unseal(tenant_id: UUID, sealed: str) -> str:
    """Decrypt a credential. Raise SealError when no key opens it or another tenant's row was copied here."""
    if not sealed:
        return ""
    try:
        owner, _, value = (
            _box(tuple(settings.ENCRYPTION_KEYS)).decrypt(sealed.encode()).decode().partition("|")
        )
    except InvalidToken as exc:
        raise SealError("A stored credential does not open with any of ENCRYPTION_KEYS.") from exc
    if owner != str(tenant_id):
        raise SealError("A stored credential belongs to another tenant.")
    return value
