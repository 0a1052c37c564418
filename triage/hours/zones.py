"""Time zones as people write them, and the country whose holidays go with one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

SHORT_NAMES = {
    "America/New_York": "et est edt eastern",
    "America/Chicago": "ct cst cdt central",
    "America/Denver": "mt mst mdt mountain",
    "America/Los_Angeles": "pt pst pdt pacific",
    "America/Anchorage": "akt akst akdt alaska",
    "Pacific/Honolulu": "ht hst hawaii",
    "America/Phoenix": "az arizona",
    "Europe/London": "bst",
    "UTC": "utc gmt",
    "CET": "cet cest",
    "EET": "eet eest",
}
"""EST in an office's hours means the clock on its wall, so it follows daylight saving like ET; GMT does not."""

KEY_OF = {short: key for key, shorts in SHORT_NAMES.items() for short in shorts.split()}

US_KEYS = frozenset(key for key in SHORT_NAMES if key.startswith(("America/", "Pacific/")))

OFFSET = re.compile(r"(?:utc|gmt)\s*([+-])\s*(\d{1,2})(?::?00)?", re.IGNORECASE)


@lru_cache(maxsize=512)
def zone_key(written: str) -> str | None:
    """The IANA key for an abbreviation, a whole-hour offset or an IANA name; None when there is no such zone."""
    name = " ".join(written.split())
    if key := KEY_OF.get(name.lower()):
        return key
    if offset := OFFSET.fullmatch(name):
        # The tz database counts Etc/GMT zones westwards: UTC+2 is Etc/GMT-2.
        sign = "-" if offset[1] == "+" else "+"
        name = f"Etc/GMT{sign}{int(offset[2])}"
    if is_zone(name):
        return name
    return {known.lower(): known for known in available_timezones()}.get(name.lower())


def is_zone(key: str) -> bool:
    """Whether the tz database holds this key."""
    try:
        ZoneInfo(key)
    except (KeyError, ValueError, OSError):
        return False
    return True


@lru_cache(maxsize=512)
def country_of(key: str) -> str | None:
    """The two-letter country of a zone, or None for one that no country owns, such as UTC."""
    if key in US_KEYS or key.startswith("US/"):
        return "US"
    return "CA" if key.startswith("Canada/") else _countries().get(key)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    rows = (line.split("\t") for line in _zone_table() if not line.startswith("#"))
    return {row[2].strip(): row[0] for row in rows if len(row) > 2}


def _zone_table() -> Iterator[str]:
    """The lines of the tz database's zone.tab, from the system or from the package tzdata."""
    for folder in TZPATH:
        if (table := Path(folder) / "zone.tab").is_file():
            yield from table.read_text().splitlines()
            return
    try:
        yield from files("tzdata").joinpath("zoneinfo/zone.tab").read_text().splitlines()
    except (ModuleNotFoundError, OSError):
        return
