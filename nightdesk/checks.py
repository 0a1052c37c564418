"""What production must have before it may start, each in a sentence that a tired person can act on."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

SHORTEST_KEY = 32
MAKE_A_KEY = (
    'Make one: python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())".'
)
REQUIRED = {
    "SECRET_KEY": "Set SECRET_KEY to 50 random characters, or SECRET_KEY_FILE to a file that holds them.",
    "ENCRYPTION_KEYS": "Set ENCRYPTION_KEYS to a Fernet key (newest first, comma-separated), or ENCRYPTION_KEYS_FILE.",
    "TWILIO_AUTH_TOKEN": "Set TWILIO_AUTH_TOKEN: without it no call can be told from a forgery.",
    "CONNECTWISE_CLIENT_ID": "Set CONNECTWISE_CLIENT_ID to the clientId registered for NightDesk.",
}


@register()
def production_is_complete(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Refuse a production without its secrets; development makes its own."""
    if settings.DEVELOPMENT:
        return []
    values = {name: getattr(settings, name) for name in REQUIRED}
    missing = [name for name, value in values.items() if not value or value == "unset"]
    found: list[CheckMessage] = [
        Error(f"{name} is missing. {REQUIRED[name]}", id="nightdesk.E001") for name in missing
    ]
    found += _weak_secrets()
    if not settings.PUBLIC_URL.startswith("https://"):
        found.append(Error("PUBLIC_URL must be the https address that Twilio calls.", id="nightdesk.E002"))
    return found


def _weak_secrets() -> list[CheckMessage]:
    """A secret that is there and does not do what it is for."""
    found: list[CheckMessage] = []
    if settings.SECRET_KEY not in ("", "unset") and len(settings.SECRET_KEY) < SHORTEST_KEY:
        found.append(
            Error(
                f"SECRET_KEY has fewer than {SHORTEST_KEY} characters. {REQUIRED['SECRET_KEY']}",
                id="nightdesk.E003",
            )
        )
    for place, key in enumerate(settings.ENCRYPTION_KEYS, start=1):
        if not _is_fernet_key(key):
            found.append(
                Error(f"ENCRYPTION_KEYS: entry {place} is no Fernet key. {MAKE_A_KEY}", id="nightdesk.E004")
            )
    return found


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def refuse_incomplete_production() -> None:
    """End the process with one sentence per missing setting. The web process runs no system checks by itself."""
    missing = production_is_complete(None)
    if missing:
        raise SystemExit("NightDesk does not start:\n" + "\n".join(f"  {message.msg}" for message in missing))
