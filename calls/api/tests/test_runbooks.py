"""Runbooks over the API: the same checks as in the editor."""

from __future__ import annotations

from typing import Any

import pytest

GOOD = "customer_name: Acme Corp\np1_threshold: two people\n"
MISSPELT = "customer_name: Acme Corp\nbusines_hours: Mon-Fri\n"


@pytest.fixture
def book(acme):
    return acme.runbook


@pytest.fixture
def path(book):
    return f"/api/v1/runbooks/{book.pk}"


def test_the_list_tells_the_revision_in_force(alice, acme, book, path):
    alice.put(path, {"text": GOOD}, format="json")
    rows = {row["id"]: row for row in alice.get("/api/v1/runbooks").json()["results"]}
    assert rows[book.pk] == {"id": book.pk, "customer": {"id": acme.pk, "name": "Acme Corp"}, "revision": 2}
    assert [row["revision"] for row in rows.values() if row["customer"] is None] == [1]


def test_a_runbook_comes_with_its_text_and_etag(alice, book, path):
    answer = alice.get(path)
    assert answer.json()["text"] == book.current.text
    assert answer["ETag"] == '"1"'


def test_saving_puts_a_new_revision_into_force(alice, book, path):
    answer = alice.put(path, {"text": GOOD, "comment": "shorter"}, format="json")
    assert (answer.status_code, answer.json()["revision"], answer["ETag"]) == (200, 2, '"2"')
    assert (book.current.author, book.current.comment) == ("Alice's dashboard", "shorter")


def test_saving_the_same_again_changes_nothing(alice, book, path):
    alice.put(path, {"text": GOOD}, format="json")
    assert alice.put(path, {"text": GOOD}, format="json").json()["revision"] == 2


def test_a_refused_text_names_line_column_field_and_what_would_be_right(alice, book, path):
    answer = alice.put(path, {"text": MISSPELT}, format="json")
    told = answer.json()
    assert answer.status_code == 400
    assert told["detail"]
    assert told["faults"][0] | {"message": ""} == {
        "line": 2,
        "column": 1,
        "field": "busines_hours",
        "message": "",
        "severity": "error",
    }
    assert "business_hours" in told["faults"][0]["message"]
    assert told["text"][0].startswith("line 2, column 1: busines_hours")
    assert book.revisions.count() == 1


def test_an_edit_of_an_older_revision_is_412(alice, book, path):
    alice.put(path, {"text": GOOD}, format="json", headers={"If-Match": '"1"'})
    answer = alice.put(path, {"text": GOOD + "# x"}, format="json", headers={"If-Match": '"1"'})
    assert answer.status_code == 412
    assert book.current.number == 2


def test_an_if_match_that_is_none_is_400(alice, path):
    assert alice.put(path, {"text": GOOD}, format="json", headers={"If-Match": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": None}, "text"),
        ({"text": ["a"]}, "text"),
        ({"text": "a\x00"}, "text"),
        ({"text": 7}, "text"),
        ({"text": GOOD, "comment": True}, "comment"),
        ({"text": GOOD, "comment": "x" * 301}, "comment"),
    ],
)
def test_a_field_that_is_not_right_is_named(alice, book, path, body, field):
    answer = alice.put(path, body, format="json")
    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert isinstance(answer.json()[field], list)
    assert book.revisions.count() == 1


def test_half_a_character_is_refused(alice, path):
    answer = alice.put(path, b'{"text": "a\\ud800"}', content_type="application/json")
    assert answer.status_code == 400
    assert isinstance(answer.json()["text"], list)


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"[" * 100_000, b"\xff", b'{"text": NaN}'])
@pytest.mark.parametrize("method", ["put", "post"])
def test_a_body_that_is_no_json_object_is_400(alice, path, method, body):
    path = path if method == "put" else "/api/v1/runbooks/validate"
    answer = getattr(alice, method)(path, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_body_of_another_kind_is_415(alice, path, kind):
    answer = alice.put(path, b"text=x", content_type=kind)
    assert answer.status_code == 415
    assert answer.json()["detail"]


def test_a_body_beyond_the_limit_is_413(alice, path, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = alice.put(path, {"text": "#" * 1000}, format="json")
    assert answer.status_code == 413
    assert "1000 bytes" in answer.json()["detail"]


def test_a_check_tells_faults_and_saves_nothing(alice, book):
    def check(text: str) -> dict[str, Any]:
        answer: dict[str, Any] = alice.post("/api/v1/runbooks/validate", {"text": text}, format="json").json()
        return answer

    assert check(GOOD) == {"valid": True, "faults": []}
    refused = check(MISSPELT)
    assert not refused["valid"]
    assert refused["faults"][0]["line"] == 2
    assert not check("")["valid"]
    assert book.revisions.count() == 1


def test_revisions_come_newest_first_and_each_can_be_read(alice, book, path):
    first = book.current.text
    alice.put(path, {"text": GOOD}, format="json")
    listed = alice.get(f"{path}/revisions").json()["results"]
    assert [revision["number"] for revision in listed] == [2, 1]
    assert "text" not in listed[0]
    assert alice.get(f"{path}/revisions/1").json()["text"] == first
    assert alice.get(f"{path}/revisions/3").status_code == 404
