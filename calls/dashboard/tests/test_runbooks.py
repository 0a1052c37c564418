"""Runbooks: every fault at its line, nothing typed is lost, nothing saved is gone."""

from __future__ import annotations

import pytest

from tenants.models import Customer, Runbook, RunbookRevision

GOOD = "customer_name: Acme Corp\np1_threshold: two people\n"
BAD = "customer_name: Acme Corp\nbusines_hours: Mon-Fri\nknown_systems: [a\n"
MISSPELT = "customer_name: Acme Corp\nbusines_hours: Mon-Fri\n"


@pytest.fixture
def book(acme: Customer) -> Runbook:
    return acme.runbook


@pytest.fixture
def path(book) -> str:
    return f"/dashboard/runbooks/{book.pk}"


def test_the_list_shows_every_runbook_and_its_revision(alice, acme, book):
    RunbookRevision.objects.create(
        tenant=acme.tenant, runbook=book, number=2, text="x", author="Bob", comment="less"
    )
    html = alice.get("/dashboard/runbooks").content.decode()
    for part in ("Acme Corp", "Default runbook", "Revision 2", "Bob", "less"):
        assert part in html


def test_the_list_asks_the_database_the_same_for_many(alice, northstar, django_assert_max_num_queries):
    for number in range(20):
        customer = Customer.objects.create(tenant=northstar, name=f"Customer {number}")
        runbook = Runbook.objects.create(tenant=northstar, customer=customer)
        RunbookRevision.objects.create(tenant=northstar, runbook=runbook, number=1, text="x")
    alice.get("/dashboard/runbooks")
    with django_assert_max_num_queries(4):
        alice.get("/dashboard/runbooks")


def test_the_editor_shows_the_text_in_force(alice, path):
    assert "business_hours: Mon-Fri 8a-6p CT" in alice.get(path).content.decode()


def test_saving_makes_a_revision_in_the_name_of_the_token(alice, book, path):
    answer = alice.post(
        path, {"text": GOOD.replace("\n", "\r\n"), "comment": "shorter", "based_on": "1"}, follow=True
    )
    revision = book.current
    assert (revision.number, revision.text) == (2, GOOD)
    assert (revision.author, revision.comment) == ("Alice's dashboard", "shorter")
    assert "Revision 2 is in force." in answer.content.decode()


@pytest.mark.parametrize("path_end", ["", "/check"])
def test_each_fault_is_told_at_its_line(alice, path, path_end):
    html = alice.post(path + path_end, {"text": MISSPELT}).content.decode()
    assert 'data-line="2"' in html
    assert "Line 2 · busines_hours" in html
    assert "business_hours?" in html


@pytest.mark.parametrize(
    "text", [BAD, MISSPELT, "", "- a list", "customer_name: \x07", "customer_name: \x00"]
)
def test_a_refused_text_stays_in_the_editor_and_out_of_force(alice, book, path, text):
    answer = alice.post(path, {"text": text, "comment": "my reason"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert book.revisions.count() == 1
    assert all(line.strip() in html for line in text.splitlines())
    assert "my reason" in html


def test_checking_saves_nothing(alice, book, path):
    assert "No fault found" in alice.post(f"{path}/check", {"text": GOOD}).content.decode()
    assert book.revisions.count() == 1


def test_an_edit_of_an_older_revision_is_told_not_lost(alice, book, path):
    alice.post(path, {"text": GOOD, "based_on": "1"})
    answer = alice.post(path, {"text": GOOD + "known_issues: [mine]\n", "based_on": "1"})
    assert answer.status_code == 409
    assert book.current.number == 2
    html = answer.content.decode()
    assert "known_issues: [mine]" in html
    assert 'name="based_on" value="2"' in html


def test_too_long_a_comment_is_refused_with_the_text_kept(alice, book, path):
    answer = alice.post(path, {"text": GOOD, "comment": "x" * 301})
    assert answer.status_code == 422
    assert "p1_threshold: two people" in answer.content.decode()
    assert book.revisions.count() == 1


def test_a_text_with_markup_stays_text(alice, path):
    html = alice.post(
        path, {"text": 'customer_name: "</textarea><script>x</script>"\nbad: 1\n'}
    ).content.decode()
    assert "</textarea><script>" not in html


def test_an_old_revision_is_shown_against_the_one_in_force(alice, book, path):
    alice.post(path, {"text": GOOD})
    html = alice.get(f"{path}/revisions/1").content.decode()
    assert "diff__line--gone" in html
    assert "diff__line--new" in html
    assert "Restore this revision" in html


def test_the_revision_in_force_offers_no_restore(alice, path):
    assert "Restore this revision" not in alice.get(f"{path}/revisions/1").content.decode()


def test_restoring_makes_a_new_revision_with_the_old_text(alice, book, path):
    first = book.current.text
    alice.post(path, {"text": GOOD})
    alice.post(f"{path}/revisions/1/restore")
    assert [revision.number for revision in book.revisions.all()] == [3, 2, 1]
    assert book.current.text == first
    assert book.current.comment == "Restored revision 1"


def test_restoring_what_would_be_refused_today_opens_it_in_the_editor(alice, acme, book, path):
    RunbookRevision.objects.create(tenant=acme.tenant, runbook=book, number=2, text=MISSPELT)
    alice.post(path, {"text": GOOD})
    answer = alice.post(f"{path}/revisions/2/restore")
    assert answer.status_code == 422
    assert "busines_hours: Mon-Fri" in answer.content.decode()
    assert book.current.number == 3


def test_a_revision_that_never_was_is_404(alice, path):
    assert alice.get(f"{path}/revisions/9").status_code == 404


def test_a_runbook_without_any_text_can_be_begun(alice, northstar):
    runbook = Runbook.objects.create(
        tenant=northstar, customer=Customer.objects.create(tenant=northstar, name="New")
    )
    path = f"/dashboard/runbooks/{runbook.pk}"
    assert alice.get(path).status_code == 200
    alice.post(path, {"text": GOOD, "based_on": "0"})
    assert [revision.number for revision in runbook.revisions.all()] == [1]
