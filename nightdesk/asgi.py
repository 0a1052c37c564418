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

from django.core.handlers.asgi import ASGIHandler  # noqa: E402

from calls.conversation.statements import plan_statements  # noqa: E402
from calls.threads import warm_up  # noqa: E402
from calls.voice.lines import remember_all  # noqa: E402
from nightdesk.webhooks import WebhookHandler  # noqa: E402

pages = ASGIHandler()
webhooks = WebhookHandler()
warm_up(plan_statements, once=remember_all)
# What is loaded by now stays: the collector need not walk through it in the middle of a turn.
gc.collect()
gc.freeze()


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http" and scope["path"].startswith("/twilio/"):
        await webhooks(scope, receive, send)
    elif scope["type"] == "http":
        await pages(scope, receive, send)
