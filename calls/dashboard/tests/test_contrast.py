"""The colours can be read: WCAG 2.2 AA asks for 4.5 to 1 between text and ground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

READ = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "sunken"), ("ink", "p3"), ("ink", "bad-soft"), ("ink", "good-soft"),
    ("ink-soft", "paper"), ("ink-soft", "surface"), ("ink-soft", "sunken"), ("ink-soft", "bad-soft"),
    ("ink-soft", "p3"), ("ink-soft", "good-soft"),
    ("link", "paper"), ("link", "surface"), ("link", "bad-soft"),
    ("main-ink", "main"), ("night-ink", "night"), ("night-soft", "night"),
    ("p1-ink", "p1"), ("p2-ink", "p2"), ("p3-ink", "p3"), ("p4-ink", "p4"),
    ("good", "surface"), ("good", "paper"), ("good", "good-soft"), ("live", "surface"),
    ("warn", "surface"), ("warn", "paper"), ("warn", "warn-soft"),
    ("bad", "surface"), ("bad", "paper"), ("bad", "bad-soft"),
]  # fmt: skip


def colours(scheme: str) -> dict[str, str]:
    css = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
    light, dark = css.split("@media", 1)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found | (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READ)
def test_text_can_be_read_on_its_ground(scheme, text, ground):
    known = colours(scheme)
    lighter, darker = sorted((luminance(known[text]), luminance(known[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
