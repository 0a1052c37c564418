"""A pytest plugin: the suite's own embedded Postgres and Redis, started before Django reads its settings."""

from __future__ import annotations

import os

from nightdesk.embedded import BASE_DIR, Embedded

VAR = BASE_DIR / "var" / "test"

for name in (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "ANTHROPIC_API_KEY",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "PUBLIC_URL",
    "PORT",
):
    os.environ.pop(name, None)
servers = Embedded(VAR, durable=False)
VAR.mkdir(parents=True, exist_ok=True)
servers.start()
os.environ.update(
    NIGHTDESK_VAR=str(VAR),
    NIGHTDESK_EMBEDDED="1",
    DATABASE_URL=servers.database_url,
    DATABASE_OWNER_URL=servers.owner_url,
    REDIS_URL=servers.redis_url,
    PUBLIC_URL="https://desk.example",
    TWILIO_AUTH_TOKEN="test-auth-token",  # noqa: S106
    LOG_FORMAT="console",
    DATABASE_POOL="0",
    DATABASE_THREADS="0",
)


def pytest_configure() -> None:
    from hypothesis import settings

    from nightdesk.testing.roles import guard_doors

    settings.register_profile("desk", deadline=None)  # a busy machine is no fault of the code
    settings.load_profile("desk")

    guard_doors()
