"""The link in a page: opened half asleep, on a phone, without a login, by the person who was paged and for one call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from calls.bridge.errands import run_errand
from calls.escalation.links import PAGE_LIVES, link_to, sound_of
from calls.models import Call, Errand, Escalation, EscalationEvent, Page, Recording
from calls.tests.conftest import ACME_NUMBER, DANA, Phone
from integrations.twilio import rest
from integrations.twilio.recordings import Sound
from tenants.models import Tenant

MIKE = "+15555550100"


@pytest.fixture
def paged(phone: Phone) -> Page:
    """An outage was called in, the caller waits in the room, and Mike's page has left."""
    phone.dial()
    phone.say("The server is down, everyone is locked out since four o'clock.")
    phone.stay_silent()
    now = timezone.now()
    first = Page.objects.order_by("step")[0]
    Page.objects.filter(pk=first.pk).update(state=Page.State.ACCEPTED, sent_at=now, settled_at=now)
    return Page.objects.select_related("escalation__call").get(pk=first.pk)


def path_of(page: Page) -> str:
    return "/p/" + link_to(page).rpartition("/p/")[2]


def opened(page: Page) -> str:
    answer = Client().get(path_of(page))
    assert answer.status_code == 200
    return answer.content.decode()


def pressed(page: Page, button: str) -> str:
    answer = Client(enforce_csrf_checks=True).post(path_of(page), {"do": button}, follow=True)
    assert answer.redirect_chain == [(path_of(page), 302)]
    return str(answer.content.decode())


def escalation_of(page: Page) -> Escalation:
    return Escalation.objects.get(pk=page.escalation_id)


@pytest.mark.parametrize(
    "told",
    [
        "Acme Corp",
        "P1",
        "locked out",
        "since four",
        DANA,
        "server down OR",
        "WiFi in the lobby",
        "Nobody has it yet",
        "waiting on the line",
        "I have it",
        "Pass it on",
    ],
)
def test_it_tells_all_that_is_known(paged: Page, told: str) -> None:
    shown = opened(paged)
    assert told in shown.replace("&#x27;", "'"), shown


def test_opening_it_takes_nothing(paged: Page) -> None:
    """Carriers and mail filters open links before people do."""
    opened(paged)
    opened(paged)
    assert escalation_of(paged).state == Escalation.State.OPEN
    assert EscalationEvent.objects.filter(kind="link_opened", page_id=paged.pk).count() == 1


def test_i_have_it_takes_the_call_with_name_and_time(paged: Page) -> None:
    assert "It is yours" in pressed(paged, "take")
    taken = escalation_of(paged)
    assert (taken.acknowledged_by, taken.acknowledged_how) == (paged.person_name, "signed link")
    assert taken.acknowledged_at


def test_his_phone_is_rung_for_the_caller_who_waits(paged: Page) -> None:
    assert "Your phone rings" in pressed(paged, "take")
    errand = Errand.objects.get(kind=Errand.Kind.CONNECT)
    with patch.object(rest, "place_call", return_value="CA" + "5" * 32) as placed:
        run_errand(errand.pk)
    assert placed.call_args.kwargs["to"] == MIKE


def test_pass_it_on_wakes_the_next_person(paged: Page) -> None:
    assert "You passed it on" in pressed(paged, "pass")
    following = Page.objects.filter(escalation_id=paged.escalation_id, state=Page.State.DUE).order_by("step")
    assert following[0].person_name != paged.person_name
    assert following[0].due_at <= timezone.now()


def test_who_is_too_late_is_told_who_has_it(paged: Page) -> None:
    second = Page.objects.exclude(person_name=paged.person_name).order_by("step")[0]
    pressed(paged, "take")
    shown = pressed(second, "take")
    assert f"{paged.person_name} has it" in shown
    assert "<button" not in shown
    assert escalation_of(paged).acknowledged_by == paged.person_name


@pytest.mark.parametrize("button", ["pass", "ring"])
def test_a_button_of_a_page_that_is_stale_does_nothing(paged: Page, button: str) -> None:
    second = Page.objects.exclude(person_name=paged.person_name).order_by("step")[0]
    pressed(paged, "take")
    Errand.objects.all().delete()
    pressed(second, button)
    assert escalation_of(paged).acknowledged_by == paged.person_name
    assert not Errand.objects.exists()


def test_the_caller_who_hung_up_is_dialled_for_him(paged: Page, phone: Phone) -> None:
    phone.hang_up()
    assert "The caller has hung up" in opened(paged)
    assert "Your phone rings" in pressed(paged, "ring")
    assert escalation_of(paged).acknowledged_by == paged.person_name
    errand = Errand.objects.get(kind=Errand.Kind.CONNECT)
    with patch.object(rest, "place_call", return_value="CA" + "5" * 32) as placed:
        run_errand(errand.pk)
    assert placed.call_args.kwargs["to"] == MIKE
    mike = Phone(to=MIKE, sender=ACME_NUMBER, sid="CA" + "5" * 32)
    mike.action = f"/twilio/voice/page?page={paged.pk}"
    assert "Press 1 to call back" in mike.stay_silent()
    dialled = mike.post(mike.action, Digits="1").content.decode()
    assert f"<Number>{DANA}</Number>" in dialled
    assert f'callerId="{ACME_NUMBER}"' in dialled


def test_pressed_three_times_it_rings_once(paged: Page, phone: Phone) -> None:
    phone.hang_up()
    for _ in range(3):
        pressed(paged, "ring")
    assert Errand.objects.filter(kind=Errand.Kind.CONNECT).count() == 1


@pytest.mark.parametrize("number", ["anonymous", "+881612345678"])
def test_a_number_that_must_not_be_dialled_has_no_button(paged: Page, phone: Phone, number: str) -> None:
    phone.hang_up()
    Call.objects.update(from_number=number)
    assert 'value="ring"' not in opened(paged)


def test_a_forged_link_opens_nothing(paged: Page) -> None:
    good = path_of(paged)
    forged = good[:-1] + ("0" if good[-1] != "0" else "1")
    answer = Client().post(forged, {"do": "take"})
    assert answer.status_code == 404
    assert "This link is closed" in answer.content.decode()
    assert escalation_of(paged).state == Escalation.State.OPEN


def test_a_link_of_one_page_is_not_another_ones(paged: Page) -> None:
    tenant, pk, until, signature = path_of(paged).removeprefix("/p/").split(".")
    other = f"/p/{tenant}.{int(pk, 16) + 1:x}.{until}.{signature}"
    assert Client().get(other).status_code == 404


def test_it_closes_after_half_a_day(paged: Page) -> None:
    path = path_of(paged)
    with patch("calls.by_link.views.timezone.now", return_value=timezone.now() + PAGE_LIVES):
        assert Client().get(path).status_code == 404


def test_it_is_kept_by_nobody_on_the_way(paged: Page) -> None:
    answer = Client().get(path_of(paged))
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer.content.decode()
    assert not answer.cookies


@pytest.fixture
def message(northstar: Tenant, make_call: Any) -> Recording:
    return Recording.objects.create(
        tenant=northstar,
        call=make_call(northstar),
        sid="RE" + "7" * 32,
        account_sid="AC" + "0" * 32,
        source=Recording.Source.MESSAGE,
        seconds=12,
        recorded_at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("wanted", "status", "heard"),
    [
        ("", 200, b"0123456789"),
        ("bytes=2-4", 206, b"234"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-2", 206, b"89"),
    ],
)
def test_a_message_is_played_through_us(message: Recording, wanted: str, status: int, heard: bytes) -> None:
    path = sound_of(message, now=timezone.now())
    with patch("calls.by_link.views.fetch_sound", return_value=Sound(b"0123456789", "audio/x-wav")):
        answer = Client().get(path, headers={"Range": wanted} if wanted else {})
    assert (answer.status_code, answer.content) == (status, heard)
    assert answer["Accept-Ranges"] == "bytes"


def test_a_sounds_address_lives_for_minutes(message: Recording) -> None:
    path = sound_of(message, now=timezone.now() - timedelta(minutes=6))
    assert Client().get(path).status_code == 404


def test_a_removed_sound_is_not_fetched(message: Recording) -> None:
    path = sound_of(message, now=timezone.now())
    Recording.objects.update(removed_at=timezone.now())
    assert Client().get(path).status_code == 404
