"""What a caller should not have said: after the call it is in no table, no text, no ticket, no log and no prompt."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.db import connection as database
from django.utils import timezone

from calls.escalation.pages import send_page
from calls.models import Delivery, Page
from calls.tests.conftest import Phone
from calls.tickets import deliver
from integrations.anthropic.tests.fake_model import FakeModel
from integrations.conftest import connection, sandbox
from integrations.sandbox import background
from integrations.sandbox.models import Note, Text
from tenants.models import ConnectWiseConnection, Customer

__all__ = ["connection", "sandbox"]

OUTAGE = "The server is down and nobody here can work."
CARD = ("4929", "1746", "3850", "2718")
SPOKEN = ("four nine two nine", "one seven four six", "three eight five oh", "two seven one eight")


@dataclass(frozen=True)
class Told:
    """What is said, turn by turn; what of it must be gone, and whether even the first question may not have had it."""

    said: tuple[str, ...]
    gone: tuple[str, ...]
    at_once: bool = True


KINDS = {
    "a card": Told(("My card is 4929 1746 3850 2718.",), CARD),
    "a card, digit by digit": Told((f"It's {' '.join(SPOKEN)}",), SPOKEN),
    "a card in two breaths": Told(("My card number is 4929 1746", "and then 3850 2718"), CARD),
    "a card in two halves": Told(("4929 1746", "3850 2718"), CARD),
    "a card in two spoken halves": Told((" ".join(SPOKEN[:2]), " ".join(SPOKEN[2:])), SPOKEN),
    "a card in four turns": Told(CARD, CARD, at_once=False),
    "a card beside the matter": Told(("My screen flickers, 4929 17", "46 3850 2718"), CARD, at_once=False),
    "una tarjeta": Told(("Mi tarjeta es cuatro nueve dos nueve uno siete", "cuatro seis tres ocho cinco cero dos siete uno ocho"),
                        ("cuatro nueve dos nueve", "tres ocho cinco cero")),
    "a social security number": Told(("My social is 219-09-9183.",), ("9183", "219-09")),
    "a social in three turns": Told(("my social is 219", "09", "9183"), ("9183",)),
    "a spoken social": Told(("my social security number", "two one nine oh nine nine one eight three"), ("nine one eight",)),
    "a password": Told(("My password is Tulip99 and it fails.",), ("Tulip99",)),
    "a password after a breath": Told(("My password is", "Tulip99"), ("Tulip99",), at_once=True),
    "a password, spelled": Told(("The password is Tulip", "nine nine exclamation point"), ("Tulip", "exclamation")),
}  # fmt: skip


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What is written to the log, as operators read it."""
    root = logging.getLogger()
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(next(known.formatter for known in root.handlers if known.name == "stderr"))
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


@pytest.fixture
def desk(sandbox: str, settings: Any) -> str:
    """NightDesk's own doors beside the sandbox's."""
    settings.ROOT_URLCONF = "nightdesk.urls"
    return sandbox


@pytest.fixture
def phone(desk: str, acme: Customer, connection: ConnectWiseConnection) -> Phone:
    return Phone()


def play(phone: Phone, said: tuple[str, ...]) -> None:
    """A whole call: the words, then an outage, the engineer paged, the caller gone, the ticket written."""
    phone.dial()
    for words in (*said, OUTAGE):
        if phone.is_connected:
            phone.say(words)
    phone.hang_up()
    Page.objects.update(due_at=timezone.now())
    for page in Page.objects.all():
        send_page(page.pk)
    for delivery in Delivery.objects.all():
        deliver(delivery.pk)
    background.settle()


def everything_kept() -> dict[str, str]:
    """Every text in every table of the database, by its place."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY')"
        )
        places = cursor.fetchall()
        kept = {}
        for table, column in places:
            cursor.execute(f'SELECT string_agg("{column}"::text, chr(10)) FROM "{table}"')
            kept[f"{table}.{column}"] = cursor.fetchone()[0] or ""
    assert kept["calls_turn.text"], "nothing of the call can be seen"
    return kept


def found_in(texts: dict[str, str], gone: tuple[str, ...]) -> list[tuple[str, str]]:
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(piece)}(?!\w)" for piece in gone), re.IGNORECASE)
    return [(place, hit.group()) for place, text in texts.items() for hit in pattern.finditer(text)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("told", KINDS.values(), ids=KINDS)
def test_a_secret_is_nowhere_after_the_call(
    phone: Phone, model: FakeModel, log: StringIO, told: Told
) -> None:
    play(phone, told.said)

    assert Text.objects.filter(inbound=False).exists(), "nobody was paged"
    assert Note.objects.filter(text__contains="removed]").exists(), "the ticket has no transcript"
    prompts = [str(asked) for asked in model.asked]
    asked_with_it = prompts if told.at_once else prompts[len(told.said) - 1 :]
    texts = everything_kept() | {"log": log.getvalue(), "prompts": "\n".join(asked_with_it)}
    assert found_in(texts, told.gone) == []


@pytest.mark.django_db(transaction=True)
def test_without_a_model_it_is_the_same(phone: Phone, log: StringIO) -> None:
    play(phone, KINDS["a card in two halves"].said)
    assert found_in(everything_kept() | {"log": log.getvalue()}, CARD) == []


@pytest.mark.django_db(transaction=True)
def test_what_the_model_repeated_before_it_could_know_goes_too(phone: Phone, model: FakeModel) -> None:
    model.replies = {
        "first": {
            "action": "resolve",
            "speech": "I heard 4929 17, I have noted that. Anything else?",
            "ticket_body": "The caller gave the number 4929 17.",
            "page_target": None,
            "problem": "gave 4929 17",
        }
    }
    phone.dial()
    phone.say("My screen flickers, it is 4929 17")
    assert "4929" in phone.call.turns.get(sequence=2).twiml, "the model's words were not kept at all"
    model.replies = {}
    phone.say("46 3850 2718")
    assert found_in(everything_kept(), CARD) == []


def test_a_caller_who_hangs_up_after_the_second_half_leaves_nothing(phone: Phone) -> None:
    """Also when the desk died before it could answer."""
    phone.dial()
    call = phone.call
    for sequence, words in ((1, "it is 4929 17"), (3, "46 3850 2718")):
        call.turns.create(
            tenant=call.tenant, sequence=sequence, speaker="caller", text=words, created_at=timezone.now()
        )
    phone.hang_up()
    assert found_in(everything_kept(), CARD) == []


def test_an_error_in_the_middle_of_a_turn_logs_no_word_of_it(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("calls.conversation.ahead.decide", fail)
    phone.dial()
    phone.say("My card is 4929 1746 3850 2718, and my screen flickers")
    assert "out of order" in log.getvalue()
    assert "flickers" not in log.getvalue()
