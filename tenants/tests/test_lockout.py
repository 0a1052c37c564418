"""Guessing is slow, and whoever guesses on purpose locks nobody else out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings as SettingsWrapper

from tenants.lockout import (
    BY_ADDRESS,
    BY_BROWSER,
    BY_NAME,
    BY_PAIR,
    COOKIE,
    KEPT,
    begin_attempt,
    mark_browser,
    succeeded,
)
from tenants.models import FailedSignIns
from tenants.network import address_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def ask(address: str = "198.51.100.7", *, cookie: str = "", **headers: str) -> HttpRequest:
    request = RequestFactory().post("/dashboard/login", REMOTE_ADDR=address, headers=headers)
    if cookie:
        request.COOKIES[COOKIE] = cookie
    return request


def fail(
    times: int, name: str = "alice", address: str = "198.51.100.7", *, now: datetime = NOW, **more: Any
) -> int:
    """Try so often and return how many tries were let through."""
    return sum(not begin_attempt(ask(address, **more), name, now=now).is_refused for _ in range(times))


def known_browser(name: str = "alice") -> str:
    response = HttpResponse()
    mark_browser(response, name)
    return response.cookies[COOKIE].value


def test_one_address_may_guess_at_one_name_a_few_times() -> None:
    assert fail(50) == BY_PAIR.most


def test_the_door_opens_again_when_the_time_is_over() -> None:
    fail(10)
    refused = begin_attempt(ask(), "alice", now=NOW)
    assert refused.open_again_at == NOW + BY_PAIR.within
    assert not begin_attempt(ask(), "alice", now=NOW + BY_PAIR.within).is_refused


def test_waiting_is_not_made_longer_by_trying() -> None:
    fail(10)
    fail(10, now=NOW + BY_PAIR.within - timedelta(seconds=1))
    assert not begin_attempt(ask(), "alice", now=NOW + BY_PAIR.within).is_refused


def test_one_address_may_guess_at_many_names_only_so_often() -> None:
    assert sum(fail(1, f"name {number}") for number in range(100)) == BY_ADDRESS.most


def test_many_addresses_may_guess_at_one_name_only_so_often() -> None:
    assert sum(fail(1, "alice", f"198.51.100.{number}") for number in range(200)) == BY_NAME.most


def test_a_name_is_the_same_however_it_is_written() -> None:
    assert fail(3, "Alice") + fail(3, "alice ") + fail(3, "ALICE") == BY_PAIR.most


def test_an_attack_on_alices_name_does_not_lock_her_known_browser_out() -> None:
    cookie = known_browser()
    for number in range(200):
        fail(1, "alice", f"198.51.100.{number}")
    assert begin_attempt(ask("203.0.113.9"), "alice", now=NOW).is_refused
    assert not begin_attempt(ask("203.0.113.9", cookie=cookie), "alice", now=NOW).is_refused


def test_an_attack_from_behind_the_same_address_does_not_lock_her_known_browser_out() -> None:
    """As when a proxy in front hides all addresses behind its own."""
    cookie = known_browser()
    fail(100, "alice")
    assert not begin_attempt(ask(cookie=cookie), "alice", now=NOW).is_refused


def test_an_attack_on_alice_does_not_lock_out_bob_elsewhere() -> None:
    for number in range(200):
        fail(1, "alice", f"198.51.100.{number}")
    assert not begin_attempt(ask("203.0.113.9"), "bob", now=NOW).is_refused


def test_a_known_browser_does_not_guess_without_end_either() -> None:
    assert fail(50, cookie=known_browser()) == BY_BROWSER.most


@pytest.mark.parametrize("cookie", ["", "made up", known_browser("mallory"), known_browser() + "x"])
def test_a_mark_that_is_not_ours_or_not_this_names_counts_for_nothing(cookie: str) -> None:
    assert fail(50, cookie=cookie) == BY_PAIR.most


def test_success_forgets_what_the_same_person_failed_before() -> None:
    fail(BY_PAIR.most - 1)
    succeeded(begin_attempt(ask(), "alice", now=NOW))
    assert fail(50) == BY_PAIR.most


def test_success_with_ones_own_name_does_not_buy_more_guesses_at_others() -> None:
    let_through = 0
    for number in range(100):
        let_through += fail(1, f"name {number}")
        succeeded(begin_attempt(ask(), "mallory", now=NOW))
    assert let_through == BY_ADDRESS.most


def test_an_attacker_with_a_network_of_ipv6_addresses_is_one() -> None:
    assert sum(fail(1, f"n{n}", f"2001:db8::{n:x}") for n in range(60)) == BY_ADDRESS.most


def test_what_no_rule_looks_at_is_removed() -> None:
    fail(1, now=NOW - KEPT - timedelta(seconds=1))
    fail(1, "bob", "203.0.113.9")
    assert not FailedSignIns.objects.filter(since__lt=NOW - KEPT).exists()


def test_no_name_and_no_address_is_kept() -> None:
    fail(1, "alice@northstar.example")
    (row, *_) = FailedSignIns.objects.values_list("key", flat=True)
    assert "alice" not in row
    assert "198.51" not in row


@settings(max_examples=20)
@given(name=st.text(), address=st.text(max_size=60), cookie=st.text())
def test_nothing_that_a_stranger_sends_is_too_strange(name: str, address: str, cookie: str) -> None:
    tries = [begin_attempt(ask(address, cookie=cookie), name, now=NOW + timedelta(days=2)) for _ in range(40)]
    assert tries[-1].is_refused


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "1.1.1.1", "198.51.100.7"),
        (1, "1.1.1.1, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (1, "", "198.51.100.7"),
        (3, "203.0.113.5", "198.51.100.7"),
    ],
)
def test_of_the_forwarded_addresses_only_those_count_that_our_proxies_wrote(
    settings: SettingsWrapper, proxies: int, header: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert address_of(ask(**{"X-Forwarded-For": header} if header else {})) == address
