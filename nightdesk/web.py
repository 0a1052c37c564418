"""Serve the web process: `python -m nightdesk.web`."""

from __future__ import annotations

import argparse
import os
import sys

import uvicorn

if sys.platform != "win32":
    import resource


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve NightDesk's webhooks, pages and API.")
    parser.add_argument("--host", default="127.0.0.1")
    options = parser.parse_args()
    _take_all_file_handles()
    uvicorn.run(
        "nightdesk.asgi:application",
        http="nightdesk.patience:PatientProtocol",
        host=options.host,
        port=int(os.environ.get("PORT") or 8000),
        workers=int(os.environ.get("WEB_CONCURRENCY") or 1),
        lifespan="on",
        log_config=None,
        access_log=False,
        backlog=4096,
        timeout_graceful_shutdown=10,
        proxy_headers=False,
    )


def _take_all_file_handles() -> None:
    """A connection is a file handle, and many systems give 1024 until one asks for more."""
    if sys.platform != "win32":
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    main()
