"""Browsers and scripts of our people."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def alice(alice_token: str) -> Client:
    """Alice's script: the token in every request."""
    return Client(headers={"Authorization": f"Bearer {alice_token}"})


@pytest.fixture
def charlie(charlie_token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {charlie_token}"})


@pytest.fixture
def browser() -> Client:
    """Somebody's browser that nobody has signed in with yet, and that checks forms as a real one is checked."""
    return Client(headers={"Accept": "text/html,*/*;q=0.8"}, enforce_csrf_checks=True)
