"""Reading the environment: NAME, or the file that NAME_FILE names; blank means the default."""

from __future__ import annotations

import os

import environ


class Environment(environ.fileaware_mapping.FileAwareMapping):
    """What is set, without the line break that editors put at the end of a file."""

    def __getitem__(self, key: str) -> str:
        try:
            value = str(super().__getitem__(key)).strip()  # type: ignore[no-untyped-call]
        except (OSError, UnicodeDecodeError) as exc:
            why = exc.strerror if isinstance(exc, OSError) else "not UTF-8"
            place = os.environ.get(f"{key}_FILE")
            raise SystemExit(
                f"NightDesk does not start: {key}_FILE names {place}, which cannot be read ({why})."
            ) from None
        if not value:
            raise KeyError(key)
        return value


class Env(environ.Env):
    """django-environ's, reading from there."""

    ENVIRON = Environment()  # type: ignore[assignment, no-untyped-call]  # the library's own FileAwareEnv does the same
