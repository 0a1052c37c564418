"""Short ways to write a conversation down."""

from __future__ import annotations

from triage.types import Speaker, Turn


def caller(text: str) -> Turn:
    return Turn(Speaker.CALLER, text)


def agent(text: str) -> Turn:
    return Turn(Speaker.AGENT, text)
