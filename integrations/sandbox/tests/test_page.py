"""The sandbox's page, its mailbox, and who may not see either."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from integrations.email.send import send_mail
from integrations.sandbox.mailbox import keep, mailbox_server
from integrations.sandbox.models import Fault, Mail, Note, OptOut, PhoneCall, Text, Ticket
from integrations.sandbox.tests import urls

pytestmark = [pytest.mark.urls("integrations.sandbox.tests.urls"), pytest.mark.django_db]


def a_ticket() -> Ticket:
    return Ticket.objects.create(
        login_company="northstar",
        summary="Server <down>",
        company_id_number=250,
        company_identifier="AcmeCorp",
        board="Service Desk",
        status="New",
        priority="Priority 1 - Critical",
    )


def a_call(**changes: Any) -> PhoneCall:
    facts = {
        "sid": "CA1",
        "account_sid": "AC1",
        "sender": "+1",
        "recipient": "+2",
        "url": "x",
        "status": "ringing",
    }
    return PhoneCall.objects.create(**facts | changes)


def a_text() -> Text:
    return Text.objects.create(
        sid="SM1", account_sid="AC1", sender="+15555550199", recipient="+15555550100", body="Down"
    )


def test_an_empty_sandbox_says_so(client):
    page = client.get("/sandbox/").content.decode()

    for words in ("No ticket yet", "No phone rang yet", "No text yet", "No mail yet"):
        assert words in page


def test_everything_that_arrived_is_shown_and_escaped(client):
    Note.objects.create(ticket=a_ticket(), place="internal", text="Because")
    a_call(heard=["Press 1."], menu="x", status="in-progress")
    a_text()
    keep("a@x.example", ["b@x.example"], b"Subject: Wake up\n\nThe server is down.\n")

    page = client.get("/sandbox/").content.decode()

    for words in ("Server &lt;down&gt;", "Because", "Press 1.", "Down", "Wake up", "The server is down."):
        assert words in page
    assert 'value="#"' in page


def test_no_inline_script_or_style_stands_on_the_page(client):
    a_ticket(), a_call(), a_text()

    page = client.get("/sandbox/").content.decode()

    assert "style=" not in page
    assert "<script>" not in page
    assert " on" + "click=" not in page


def test_the_list_is_sent_again_only_when_it_changed(client):
    page = client.get("/sandbox/")
    seen = page.context["version"]
    assert client.get("/sandbox/arrived", {"seen": seen}).status_code == 204

    a_ticket()

    fresh = client.get("/sandbox/arrived", {"seen": seen})
    assert fresh.status_code == 200
    assert b"<html" not in fresh.content


CHANGES: dict[str, Callable[[], object]] = {
    "note": lambda: Note.objects.create(ticket=Ticket.objects.get(), place="internal", text="x"),
    "answer": lambda: PhoneCall.objects.update(status="in-progress"),
    "words": lambda: PhoneCall.objects.update(heard=["Press 1."]),
    "mail": lambda: Mail.objects.create(recipient="x@y.example"),
    "fault": lambda: Fault.objects.create(kind=Fault.Kind.TWILIO_DOWN),
    "opt-out": lambda: OptOut.objects.create(number="+1"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_noticed(client, change):
    a_ticket(), a_call()
    seen = client.get("/sandbox/").context["version"]

    CHANGES[change]()

    assert client.get("/sandbox/").context["version"] != seen


@pytest.mark.parametrize("kind", Fault.Kind.values)
def test_faults_are_switched_on_and_off(client, kind):
    client.post("/sandbox/faults", {"kind": kind})
    assert Fault.is_on(Fault.Kind(kind))

    client.post("/sandbox/faults", {"kind": kind})
    assert not Fault.objects.exists()


def test_a_number_opts_out_and_in(client):
    client.post("/sandbox/opt-out", {"number": "+15555550100"})
    assert OptOut.objects.get().number == "+15555550100"

    client.post("/sandbox/opt-out", {"number": "+15555550100"})
    assert not OptOut.objects.exists()


def test_a_person_replies_to_a_text_on_the_page(sandbox, client, settings):
    settings.SANDBOX_ACCOUNT_SID = "AC1"
    text = a_text()

    client.post(f"/sandbox/texts/{text.pk}/reply", {"body": "4711"})

    assert urls.received[-1].params["Body"] == "4711"
    assert urls.received[-1].signed


def test_a_person_handles_a_call_on_the_page(sandbox, client, settings):
    settings.SANDBOX_ACCOUNT_SID = "AC1"
    menu = (
        '<Response><Gather action="https://desk.example/twilio/key"><Say>Press 1.</Say></Gather></Response>'
    )
    urls.answers["page"] = menu
    call = a_call(url="https://desk.example/twilio/page")

    for what in ({"do": "answer"}, {"do": "press", "digits": "1"}):
        client.post(f"/sandbox/calls/{call.pk}", what)

    call.refresh_from_db()
    assert call.heard == ["Press 1.", "→ 1"]
    assert call.status == "completed"


def test_forms_need_their_token():
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/sandbox/faults", {"kind": "twilio_down"}).status_code == 403
    assert not Fault.objects.exists()


PATHS = [
    "/sandbox/",
    "/sandbox/arrived",
    "/sandbox/connectwise/login/companyinfo/northstar",
    "/sandbox/connectwise/v4_6_release/apis/3.0/system/info",
    "/sandbox/connectwise/v4_6_release/services/system_io/router/openrecord.rails",
    "/sandbox/twilio/2010-04-01/Accounts/AC1/Messages.json",
    "/sandbox/twilio/2010-04-01/Accounts/AC1/Calls.json",
]


@pytest.mark.parametrize("path", PATHS)
def test_outside_development_nothing_is_there(client, settings, path):
    settings.DEVELOPMENT = False

    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/sandbox/texts/1/reply", "/sandbox/calls/1", "/sandbox/opt-out", "/sandbox/faults"]
)
def test_outside_development_nothing_is_done(client, settings, path):
    settings.DEVELOPMENT = False

    assert client.post(path, {"kind": "twilio_down", "number": "+1"}).status_code == 404
    assert not Fault.objects.exists()


def test_whoever_comes_through_the_public_address_sees_nothing(client):
    assert client.get("/sandbox/", headers={"host": "desk.example"}).status_code == 404
    assert client.get("/sandbox/", headers={"host": "127.0.0.1"}).status_code == 200


# The mailbox


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.django_db(transaction=True)
def test_a_mail_sent_by_the_real_client_is_kept(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    server = mailbox_server(settings.EMAIL_PORT)
    server.start()
    try:
        send_mail(to="mike@northstar.example", subject="Acme · P1", body="Größe: 3\nhttps://desk.example/x")
    finally:
        server.stop()

    mail = Mail.objects.get()
    assert (mail.recipient, mail.subject) == ("mike@northstar.example", "Acme · P1")
    assert mail.body == "Größe: 3\nhttps://desk.example/x"


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"Content-Type: multipart/mixed\n\n", b"Subject: =?x?q?=\n\nbody"]
)
def test_a_strange_mail_is_kept_all_the_same(content):
    keep("", ["x@y.example"], content)

    assert Mail.objects.get().recipient == "x@y.example"


@pytest.mark.slow
def test_the_mailbox_ends_when_told():
    port = free_port() - 25
    environment = os.environ | {"PORT": str(port), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "sandbox_mail"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "Mailbox on 127.0.0.1" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
