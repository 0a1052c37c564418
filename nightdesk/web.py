"""Serve the web process: `python -m nightdesk.web`."""

from __future__ import annotations

import argparse
import os

import uvicorn


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve NightDesk's webhooks, pages and API.")
    parser.add_argument("--host", default="127.0.0.1")
    options = parser.parse_args()
    uvicorn.run(
        "nightdesk.asgi:application",
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


if __name__ == "__main__":
    main()
