"""Integrators of our two MSPs."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient


def integrator(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


@pytest.fixture
def alice(alice_token: str) -> APIClient:
    return integrator(alice_token)


@pytest.fixture
def charlie(charlie_token: str) -> APIClient:
    return integrator(charlie_token)
