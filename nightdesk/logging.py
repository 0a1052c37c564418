"""One log line, one event: structlog over the standard library, with tenant and CallSid bound to it, never a credential."""

from __future__ import annotations

import logging
import logging.config
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_NAMES = re.compile(
    r"token|secret|password|private_key|authorization|signature|api_key|credential", re.IGNORECASE
)
SECRET_VALUES = re.compile(
    r"nd_live_\w+|sk-ant-[\w-]+|(?<=://)[^/@\s:]+:[^/@\s]+(?=@)|(?i:(?<=basic )|(?<=bearer ))[\w+/=.-]{8,}"
)


def hide_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank whatever is named like a credential or looks like one."""
    for key, value in event.items():
        if SECRET_NAMES.search(key):
            event[key] = "***"
        elif isinstance(value, str):
            event[key] = SECRET_VALUES.sub("***", value)
    return event


def _for_machines() -> list[Any]:
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    return [structlog.stdlib.add_logger_name, stamp, structlog.processors.format_exc_info]


def _for_people() -> list[Any]:
    return [structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)]


def logging_config(style: str) -> None:
    """Route every library's log lines and our own through one renderer: `console` or `json`."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        *(_for_machines() if style == "json" else _for_people()),
        hide_secrets,
    ]
    renderer: Any = structlog.processors.JSONRenderer()
    if style != "json":
        renderer = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            pad_event_to=24,
            # Rich's tracebacks print local variables, and with them credentials.
            exception_formatter=structlog.dev.plain_traceback,
        )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": "INFO"},
            "loggers": {
                "celery": {"level": "WARNING"},
                "kombu": {"level": "WARNING"},
                "uvicorn": {"level": "WARNING"},
                "httpx": {"level": "WARNING"},
                "httpx2": {"level": "WARNING"},
                "twilio": {"level": "WARNING"},
                "mail.log": {"level": "WARNING"},
                "django.request": {"level": "ERROR"},
                # Scanners try names of hosts by the thousand; the answer is 400 and needs no traceback.
                "django.security.DisallowedHost": {"level": "CRITICAL"},
            },
        }
    )
