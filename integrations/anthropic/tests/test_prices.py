"""What an answer cost, from one list of prices, and never a guess."""

from __future__ import annotations

import pytest

from integrations.anthropic.prices import PRICES, Usage, cost
from integrations.anthropic.request import request_body


def test_every_kind_of_token_has_its_price() -> None:
    usage = Usage(input=1_000_000, output=100_000, cache_write=1_000_000, cache_read=1_000_000)
    assert cost("claude-haiku-4-5", usage) == pytest.approx(1.00 + 0.50 + 1.25 + 0.10)


def test_a_dated_name_is_the_same_model() -> None:
    assert cost("claude-haiku-4-5-20251001", Usage(input=1000)) == cost("claude-haiku-4-5", Usage(input=1000))


@pytest.mark.parametrize("name", ["claude-haiku-9", "", "claude-haiku", "gpt"])
def test_a_model_without_a_price_costs_nothing_that_could_be_known(name: str) -> None:
    assert cost(name, Usage(input=1000, output=1000)) is None


def test_reading_the_cache_is_cheaper_and_writing_it_dearer_than_plain_input() -> None:
    assert all(price.cache_read < price.input < price.cache_write for price in PRICES.values())


def test_instructions_and_runbook_end_with_a_mark_for_the_cache() -> None:
    body = request_body("m", "Be brief.\n\n<runbook>\ncustomer: Acme\n</runbook>", "Help.")
    assert [part["text"] for part in body["system"]] == [
        "Be brief.\n",
        "<runbook>\ncustomer: Acme\n</runbook>",
    ]
    assert all(part["cache_control"] == {"type": "ephemeral"} for part in body["system"])


def test_instructions_without_a_runbook_are_one_part() -> None:
    assert [part["text"] for part in request_body("m", "Be brief.", "Help.")["system"]] == ["Be brief."]


def test_the_action_comes_first_and_the_ticket_last_so_that_speech_can_start_early() -> None:
    schema = request_body("m", "s", "u")["output_config"]["format"]["schema"]
    assert list(schema["properties"])[:2] == ["action", "speech"]
