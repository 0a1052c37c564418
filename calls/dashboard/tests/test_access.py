"""Who comes in: the holder of a living token, to his own tenant and to nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from calls.dashboard.tests.makers import Maker
from tenants.models import ApiToken, Customer, Runbook, Tenant
from tenants.tokens import revoke_token

PAGES = ["/dashboard", "/dashboard/", "/dashboard/night", "/dashboard/runbooks"]


def paths_of(call, runbook) -> list[tuple[str, str]]:
    book = f"/dashboard/runbooks/{runbook.pk}"
    return [
        ("get", f"/dashboard/calls/{call.pk}"),
        ("get", book),
        ("post", book),
        ("post", f"{book}/check"),
        ("get", f"{book}/revisions/1"),
        ("post", f"{book}/revisions/1/restore"),
    ]


def csrf(client: Client, path: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).content.decode())
    assert found
    return found[1]


def sign_in(client: Client, token: str, **more: str):
    form = {"token": token, "csrfmiddlewaretoken": csrf(client, "/dashboard/login"), **more}
    return client.post("/dashboard/login", form)


@pytest.mark.parametrize("path", PAGES)
def test_alice_reads_her_pages_with_the_header_alone(alice, path):
    assert alice.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_without_a_token_a_script_gets_401(db, path):
    answer = Client().get(path)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", PAGES)
def test_without_a_token_a_browser_is_sent_to_the_door(db, browser, path):
    answer = browser.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dashboard/login?next=%2Fdashboard")


def test_another_tenants_things_do_not_exist_for_charlie(charlie, northstar, acme, make_call: Maker):
    for method, path in paths_of(make_call(northstar), acme.runbook):
        assert getattr(charlie, method)(path).status_code == 404, path


def test_charlies_lists_show_nothing_of_alices(charlie, northstar, acme, make_call: Maker):
    make_call(northstar, customer=acme, first_words="the vault is open")
    table = charlie.get("/dashboard").content.decode()
    assert "vault" not in table
    assert "Acme" not in table + charlie.get("/dashboard/runbooks").content.decode()


def test_charlie_cannot_filter_by_alices_customer(charlie, southpaw, acme, make_call: Maker):
    make_call(southpaw, first_words="ours")
    assert "ours" in charlie.get("/dashboard", {"customer": acme.pk}).content.decode()


@pytest.mark.parametrize("scheme", ["Bearer nd_live_wrong_wrong_wrong_wrong", "Bearer", "Bearer "])
def test_a_wrong_token_is_401_even_for_a_browser(db, scheme):
    client = Client(headers={"Authorization": scheme, "Accept": "text/html"})
    assert client.get("/dashboard").status_code == 401


@pytest.mark.parametrize("ended", ["revoked", "expired"])
def test_a_token_that_ended_is_401(alice, ended):
    end(ApiToken.objects.get(), ended)
    assert alice.get("/dashboard").status_code == 401


@pytest.mark.parametrize("ended", ["revoked", "expired"])
def test_a_session_ends_with_its_token(browser, alice_token, ended):
    sign_in(browser, alice_token)
    assert browser.get("/dashboard").status_code == 200
    end(ApiToken.objects.get(), ended)
    assert browser.get("/dashboard").status_code == 302


def end(token: ApiToken, how: str) -> None:
    if how == "revoked":
        revoke_token(token)
    else:
        ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def test_a_pasted_token_opens_the_page_that_was_wanted(browser, alice_token):
    answer = sign_in(browser, alice_token, next="/dashboard/runbooks")
    assert answer["Location"] == "/dashboard/runbooks"
    assert "Northstar IT" in browser.get("/dashboard").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_door_leads_nowhere_else(browser, alice_token, elsewhere):
    assert sign_in(browser, alice_token, next=elsewhere)["Location"] == "/dashboard"


def test_the_session_holds_no_token(browser, alice_token):
    sign_in(browser, alice_token)
    assert alice_token not in str(dict(browser.session))


def test_signing_in_changes_the_session_key(browser, alice_token):
    browser.session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = planted = browser.session.session_key
    sign_in(browser, alice_token)
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != planted


def test_a_wrong_token_is_told_at_the_door(browser, db):
    answer = sign_in(browser, "nd_live_wrong_wrong_wrong_wrong")
    assert answer.status_code == 401
    assert "This token is not known" in answer.content.decode()


def test_signing_out_closes_the_door(browser, alice_token):
    sign_in(browser, alice_token)
    browser.post("/dashboard/logout", {"csrfmiddlewaretoken": csrf(browser, "/dashboard")})
    assert browser.get("/dashboard").status_code == 302


def test_a_form_from_elsewhere_is_refused_in_a_session(browser, alice_token, acme):
    sign_in(browser, alice_token)
    answer = browser.post(f"/dashboard/runbooks/{acme.runbook.pk}", {"text": "customer_name: X"})
    assert answer.status_code == 403
    assert acme.runbook.revisions.count() == 1


def test_a_script_needs_no_form_token(alice_token, acme):
    script = Client(headers={"Authorization": f"Bearer {alice_token}"}, enforce_csrf_checks=True)
    answer = script.post(f"/dashboard/runbooks/{acme.runbook.pk}", {"text": "customer_name: X"})
    assert answer.status_code == 302
    assert acme.runbook.revisions.count() == 2


def test_a_refresh_after_the_session_ended_sends_the_page_to_the_door(db):
    page = "https://desk.example/dashboard/runbooks/7"
    answer = Client(headers={"HX-Request": "true", "HX-Current-URL": page}).post(
        "/dashboard/runbooks/7/check"
    )
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/dashboard/login?next=%2Fdashboard%2Frunbooks%2F7"


def test_pages_stay_out_of_caches(alice):
    answer = alice.get("/dashboard")
    assert "no-store" in answer["Cache-Control"]
    assert "HX-Request" in answer["Vary"]


def test_the_root_leads_to_the_calls(client):
    assert client.get("/")["Location"] == "/dashboard"


def test_a_malformed_id_is_404(alice):
    assert alice.get("/dashboard/calls/none").status_code == 404
    assert alice.get("/dashboard/runbooks/99999999999999999999999").status_code == 404


def test_everything_of_a_page_is_allowed_by_its_policy(alice, northstar: Tenant):
    """Nothing inline, nothing from elsewhere: the policy would keep the browser from using it."""
    Customer.objects.create(tenant=northstar, name="Brightwater")
    book = Runbook.objects.get(tenant=northstar)
    for path in (*PAGES, f"/dashboard/runbooks/{book.pk}", f"/dashboard/runbooks/{book.pk}/revisions/1"):
        answer = alice.get(path)
        html = answer.content.decode()
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|=\"https?://", html), path
