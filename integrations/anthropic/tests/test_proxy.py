"""A house that lets nobody out but by its proxy: the environment names it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from integrations.anthropic import decider
from integrations.anthropic.tests.fake_model import GATHER, FakeModel


def ask() -> Any:
    return json.loads(async_to_sync(decider.ask)("You answer.", "Help.").text)


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_model_is_asked_by_way_of_the_proxy(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("http_proxy", model.url)
    settings.ANTHROPIC_BASE_URL = "http://model.invalid"
    assert ask() == GATHER
    assert model.headers[0]["Host"] == "model.invalid"


def test_an_address_that_is_excepted_is_asked_directly(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert ask() == GATHER
