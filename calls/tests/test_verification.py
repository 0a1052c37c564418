"""A number is verified by who reads or hears the code that was sent there, and a code cannot be made a nuisance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from calls import verification
from calls.tests.conftest import Phone
from calls.verification import MOST_TRIES, CodeError, check_code, digits_of, send_code
from integrations.twilio import rest
from integrations.twilio.errors import BadDestination
from tenants.models import NumberCode, Tenant, VerifiedNumber

MIKE = "+15555550100"
NOORS = "+15555550177"  # not vouched for by anybody


class Twilio:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.calls: list[str] = []

    def send_sms(self, tenant: Tenant, **facts: Any) -> str:
        self.texts.append(facts["body"])
        return "SM1"

    def place_call(self, tenant: Tenant, **facts: Any) -> str:
        self.calls.append(facts["url"])
        return "CA1"


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    there = Twilio()
    with patch.object(verification, "rest", there):
        yield there


def code_in(words: str) -> str:
    found = re.search(r"\b\d{6}\b", words)
    assert found, words
    return found[0]


def send(tenant: Tenant, number: str = MIKE, method: str = "sms") -> None:
    send_code(tenant, number, method=method, by="Alice", now=timezone.now())


def check(tenant: Tenant, typed: str, number: str = MIKE) -> VerifiedNumber:
    return check_code(tenant, number, typed, by="Alice", now=timezone.now())


def test_the_code_of_a_text_verifies_the_number(northstar: Tenant, twilio: Twilio) -> None:
    send(northstar)
    row = check(northstar, code_in(twilio.texts[0]))
    assert (row.number, row.how, row.verified_by) == (MIKE, "code by text message", "Alice")


def test_a_call_reads_the_code_to_that_number_alone(northstar: Tenant, twilio: Twilio) -> None:
    send(northstar, method="voice")
    path = twilio.calls[0].split("//", 1)[1].split("/", 1)[1]
    called = Phone(to=MIKE, sender="+15555550198")
    words = called.post(f"/{path}").content.decode()
    digits = ". ".join(digits_of(NumberCode.objects.get()))
    assert digits in words
    assert digits not in Phone(to="+15555550101", sender="+15555550198").post(f"/{path}").content.decode()
    assert check(northstar, digits_of(NumberCode.objects.get())).how == "code by phone call"


def test_a_wrong_code_verifies_nothing(northstar: Tenant, twilio: Twilio) -> None:
    send(northstar, NOORS)
    wrong = f"{(int(code_in(twilio.texts[0])) + 1) % 10**6:06d}"
    with pytest.raises(CodeError, match="not the code"):
        check(northstar, wrong, NOORS)
    assert not VerifiedNumber.objects.filter(number=NOORS).exists()


def test_a_code_cannot_be_guessed_by_trying(northstar: Tenant, twilio: Twilio) -> None:
    send(northstar)
    for _ in range(MOST_TRIES):
        with pytest.raises(CodeError, match="not the code"):
            check(northstar, "nonsense")
    with pytest.raises(CodeError, match="too often"):
        check(northstar, code_in(twilio.texts[0]))


def test_a_code_is_good_for_ten_minutes(northstar: Tenant, twilio: Twilio) -> None:
    send(northstar)
    later = timezone.now() + timedelta(minutes=10, seconds=1)
    with pytest.raises(CodeError, match="send one first"):
        check_code(northstar, MIKE, code_in(twilio.texts[0]), by="Alice", now=later)


def test_of_two_codes_the_newest_counts(northstar: Tenant, twilio: Twilio) -> None:
    send(northstar)
    send(northstar)
    if code_in(twilio.texts[0]) != code_in(twilio.texts[1]):
        with pytest.raises(CodeError):
            check(northstar, code_in(twilio.texts[0]))
    assert check(northstar, code_in(twilio.texts[1])).number == MIKE


def test_three_codes_an_hour_and_no_more(northstar: Tenant, twilio: Twilio) -> None:
    for _ in range(3):
        send(northstar)
    with pytest.raises(CodeError, match="wait"):
        send(northstar)
    send(northstar, number="+15555550101")
    assert len(twilio.texts) == 4


def test_another_tenants_code_is_not_ours(northstar: Tenant, southpaw: Tenant, twilio: Twilio) -> None:
    send(northstar)
    with pytest.raises(CodeError):
        check(southpaw, code_in(twilio.texts[0]))


@pytest.mark.parametrize("number", ["+19005550100", "+881612345678", "nobody"])
def test_a_premium_a_satellite_and_no_number_get_no_code(
    northstar: Tenant, twilio: Twilio, number: str
) -> None:
    with pytest.raises(CodeError):
        send(northstar, number=number)
    assert not twilio.texts


def test_a_premium_number_never_leaves_the_house_whoever_asks(northstar: Tenant) -> None:
    with pytest.raises(BadDestination, match="premium rate"):
        rest.place_call(northstar, to="+19005550100", sender=MIKE, url="", callback_url="")
    with pytest.raises(BadDestination, match="satellite"):
        rest.send_sms(northstar, to="+881612345678", sender=MIKE, body="", callback_url="")
