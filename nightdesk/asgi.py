"""The web process. Pages and API pass Django's middleware; the telephone's webhooks go straight to their view."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from typing import Any

from nightdesk.embedded import ensure_servers

# Static files are read in a thread, in one piece: they are small, and browsers keep them.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nightdesk.settings")
# Threads that come back from the database wait for the interpreter at most this long, instead of 5 ms.
sys.setswitchinterval(0.0005)
ensure_servers()

import django  # noqa: E402

django.setup(set_prefix=False)

from nightdesk.checks import refuse_incomplete_production  # noqa: E402

refuse_incomplete_production()

from importlib import import_module  # noqa: E402

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from calls.straight import close_connections, open_connections  # noqa: E402
from calls.threads import warm_up  # noqa: E402
from calls.voice.lines import remember_all  # noqa: E402
from integrations.anthropic.stream import open_session  # noqa: E402
from nightdesk.bodies import Bounded  # noqa: E402
from nightdesk.pages import PageHandler  # noqa: E402
from nightdesk.webhooks import LONGEST_BODY, WebhookHandler  # noqa: E402
from triage.learned import judge  # noqa: E402


def settle() -> None:
    """What is loaded by now stays: the collector need not walk through it in the middle of a turn."""
    gc.collect()
    gc.freeze()


pages = Bounded(PageHandler(), settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
webhooks = Bounded(WebhookHandler(), LONGEST_BODY)
import_module(settings.ROOT_URLCONF)  # Django would import it, and all views, during the first call
warm_up(connection.ensure_connection, once=remember_all)
judge.warm_up()
settle()
# A turn makes a few thousand objects that nearly all die by themselves; look for circles less often than by default.
gc.set_threshold(10_000, 20, 50)


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http" and scope["path"].startswith("/twilio/"):
        await webhooks(scope, receive, send)
    elif scope["type"] == "http":
        await pages(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _live(receive, send)


async def _live(receive: Any, send: Any) -> None:
    """Open what the first caller would wait for. A database that is away is met again by that caller."""
    await receive()
    await open_connections()
    await open_session()
    settle()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await close_connections()
    await send({"type": "lifespan.shutdown.complete"})
