"""Who speaks to Postgres: the application, staff and the watchdog as narrow roles. The owner only migrates."""

from __future__ import annotations

APP = "nightdesk_app"
"""What web, worker, watchdog, commands and tests are. It owns nothing and sees the rows of one tenant at a time."""

STAFF = "nightdesk_staff"
"""What a transaction of our own staff becomes: every tenant's rows. Nobody logs in as it."""

WATCH = "nightdesk_watch"
"""What the watchdog becomes to see what is due: the queue columns of every tenant, to read."""

DOORS = "nightdesk_doors"
"""Owns the look-ups that happen before a tenant is known. Nobody can become it."""
