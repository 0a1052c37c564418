"""Which addresses a tenant may name, and where the API answers for each."""

from __future__ import annotations

import socket

import pytest
import requests

from integrations.connectwise.address import parse_address
from integrations.errors import why_unconnected
from integrations.psa.errors import Misconfigured
from integrations.psa.network import PrivateAddress, PublicAdapter


@pytest.mark.parametrize(
    ("typed", "ui", "api"),
    [
        ("https://na.myconnectwise.net", "https://na.myconnectwise.net", "https://api-na.myconnectwise.net"),
        (
            "https://api-eu.myconnectwise.net/",
            "https://eu.myconnectwise.net",
            "https://api-eu.myconnectwise.net",
        ),
        (
            "https://staging.connectwisedev.com",
            "https://staging.connectwisedev.com",
            "https://api-staging.connectwisedev.com",
        ),
        ("https://psa.northstar.example", "https://psa.northstar.example", "https://psa.northstar.example"),
        ("https://psa.acme.example:8443", "https://psa.acme.example:8443", "https://psa.acme.example:8443"),
    ],
)
def test_cloud_answers_under_api_and_own_servers_do_not(typed, ui, api):
    address = parse_address(typed)

    assert (address.ui, address.api) == (ui, api)


@pytest.mark.parametrize(
    "typed",
    [
        "http://na.myconnectwise.net",
        "https://user:word@na.myconnectwise.net",
        "https://na.myconnectwise.net:22",
        "https://na.myconnectwise.net/v4_6_release",
        "https://na.myconnectwise.net?x=1",
        "https://10.0.0.5",
        "https://[::1]",
        "https://169.254.169.254",
        "https://intranet",
        "https://psa.local",
        "na.myconnectwise.net",
        "https://na.myconnectwise.net:port",
        "",
        "file:///etc/passwd",
    ],
)
def test_other_addresses_are_refused(typed, settings):
    settings.DEVELOPMENT = False

    with pytest.raises(Misconfigured) as refusal:
        parse_address(typed)

    assert refusal.value.permanent


@pytest.mark.parametrize("typed", ["http://127.0.0.1:8000/sandbox/connectwise", "sandbox"])
def test_this_machine_is_for_development_only(typed, settings):
    assert parse_address(typed).local

    settings.DEVELOPMENT = False
    with pytest.raises(Misconfigured):
        parse_address(typed)


def test_the_sandbox_is_a_word(settings):
    settings.SANDBOX_URL = "http://127.0.0.1:8123/sandbox"

    assert parse_address("sandbox").api == "http://127.0.0.1:8123/sandbox/connectwise"


def test_a_ticket_link_opens_the_record():
    link = parse_address("https://na.myconnectwise.net").ticket("north star", 12)

    assert link.startswith(
        "https://na.myconnectwise.net/v4_6_release/services/system_io/router/openrecord.rails?"
    )
    assert "recid=12" in link
    assert "companyName=north+star" in link


def test_a_name_that_leads_into_a_private_network_is_cut_off_at_connect_time():
    with socket.create_server(("127.0.0.1", 0)) as server, requests.Session() as session:
        session.trust_env = False
        session.mount("https://", PublicAdapter())
        with pytest.raises(requests.ConnectionError) as fault:
            session.get(f"https://localhost:{server.getsockname()[1]}/", timeout=2)

    assert isinstance(why_unconnected(fault.value), PrivateAddress)
