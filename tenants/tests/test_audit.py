"""The audit log: added to, never changed, and every hand that was on it shows."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants import audit
from tenants.audit import Kind
from tenants.audit.chain import Anchor, digest_of
from tenants.audit.events import forget_repeats
from tenants.audit.shorten import oldest_events, shorten
from tenants.models import AuditEvent, HouseEvent, Tenant
from tenants.owner import as_owner
from tenants.scope import as_staff


def tell(tenant: Tenant | None, times: int = 1) -> None:
    for n in range(times):
        audit.record(Kind.RUNBOOK_EDITED, tenant, actor="Alice's dashboard", target="Acme Corp", revision=n)


def tamper(sql: str) -> None:
    """What only the owner of the database can do: switch the guard off and write."""
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute("ALTER TABLE tenants_auditevent DISABLE TRIGGER audit_keep")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE tenants_auditevent ENABLE TRIGGER audit_keep")


def test_events_are_numbered_and_each_carries_the_digest_of_the_one_before(northstar: Tenant) -> None:
    tell(northstar, 3)
    events = list(AuditEvent.objects.filter(tenant=northstar).order_by("sequence"))
    assert [event.sequence for event in events] == [1, 2, 3]
    assert [event.previous for event in events] == ["", events[0].digest, events[1].digest]


def test_an_untouched_log_holds(northstar: Tenant) -> None:
    tell(northstar, 5)
    verdict = audit.verify(northstar.pk)
    assert (verdict.events, verdict.broken) == (5, None)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(actor=st.text(max_size=300), target=st.text(max_size=300), fact=st.text(max_size=50))
def test_any_text_is_hashed_alike_by_the_database_and_by_us(
    northstar: Tenant, actor: str, target: str, fact: str
) -> None:
    audit.record(Kind.DENIED, northstar, actor=actor, target=target, fact=fact)
    assert audit.verify(northstar.pk).broken is None


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE tenants_auditevent SET actor = 'nobody' WHERE sequence = 2",
        "UPDATE tenants_auditevent SET at = now() - interval '8 years' WHERE sequence = 2",
        "DELETE FROM tenants_auditevent WHERE sequence = 2",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_event(northstar: Tenant, deed: str) -> None:
    tell(northstar, 3)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(deed)
    assert audit.verify(northstar.pk).events == 3


def test_what_a_writer_claims_about_number_time_and_digest_is_ignored(northstar: Tenant) -> None:
    tell(northstar)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenants_auditevent"
            " (tenant_id, sequence, at, kind, actor, target, address, details, previous, digest)"
            " VALUES (%s, 99, '2001-01-01', 'login', 'Mallory', '', '', '{}', 'x', 'y')",
            [northstar.pk],
        )
    verdict = audit.verify(northstar.pk)
    assert (verdict.events, verdict.broken, verdict.anchor.sequence) == (2, None, 2)


@pytest.mark.parametrize(
    ("deed", "place", "why"),
    [
        ("UPDATE tenants_auditevent SET actor = 'Mallory' WHERE sequence = 3", 3, "altered"),
        ("UPDATE tenants_auditevent SET details = '[]' WHERE sequence = 4", 4, "altered"),
        ("UPDATE tenants_auditevent SET tenant_id = 'SOUTHPAW' WHERE sequence = 5", 5, "missing"),
        ("DELETE FROM tenants_auditevent WHERE sequence = 2", 2, "missing"),
        ("DELETE FROM tenants_auditevent WHERE sequence = 1", 1, "missing"),
        ("DELETE FROM tenants_auditevent WHERE sequence = 6", 6, "missing"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_first_broken_link_is_named(
    northstar: Tenant, southpaw: Tenant, deed: str, place: int, why: str
) -> None:
    tell(northstar, 6)
    noted = audit.anchor(northstar.pk)
    tamper(deed.replace("SOUTHPAW", str(southpaw.pk)))
    broken = audit.verify(northstar.pk, expect=noted).broken
    assert broken is not None
    assert broken.sequence == place
    assert why in broken.why


@pytest.mark.django_db(transaction=True)
def test_a_log_that_was_rewritten_from_the_beginning_does_not_match_a_noted_anchor(northstar: Tenant) -> None:
    tell(northstar, 3)
    noted = audit.anchor(northstar.pk)
    tamper("DELETE FROM tenants_auditevent")
    tell(northstar, 3)
    assert audit.verify(northstar.pk).broken is None
    broken = audit.verify(northstar.pk, expect=noted).broken
    assert broken is not None
    assert "rewritten" in broken.why


def test_each_tenant_has_a_chain_of_its_own_and_so_has_the_house(northstar: Tenant, southpaw: Tenant) -> None:
    for whose in (northstar, southpaw, None, northstar, None):
        tell(whose)
    with as_staff():
        counts = [audit.verify(whose).events for whose in (northstar.pk, southpaw.pk, None)]
    assert counts == [2, 1, 2]
    assert HouseEvent.objects.count() == 2


def test_the_same_refusal_again_is_counted_instead_of_written(
    northstar: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_repeats()
    for _ in range(50):
        audit.refused(Kind.DENIED, northstar, actor="Charlie's dashboard", target="/dashboard/calls/1")
    assert AuditEvent.objects.filter(tenant=northstar).count() == 1
    monkeypatch.setattr("tenants.audit.events.REPEATS_EVERY", 0.0)
    audit.refused(Kind.DENIED, northstar, actor="Charlie's dashboard", target="/dashboard/calls/1")
    newest = AuditEvent.objects.filter(tenant=northstar).first()
    assert newest is not None
    assert json.loads(newest.details) == {"repeats": 49}


def test_an_event_falls_with_the_deed_that_it_tells(northstar: Tenant) -> None:
    with transaction.atomic():
        tell(northstar)
        transaction.set_rollback(True)
    assert audit.anchor(northstar.pk) == Anchor(0, "")


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain(northstar: Tenant) -> None:
    def write(_: int) -> None:
        try:
            with transaction.atomic():
                tell(northstar, 5)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as writers:
        list(writers.map(write, range(12)))
    verdict = audit.verify(northstar.pk)
    assert (verdict.events, verdict.broken) == (60, None)


@pytest.mark.django_db(transaction=True)
def test_the_command_proves_every_log_and_fails_on_a_broken_one(
    northstar: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(northstar, 2)
    noted = audit.anchor(northstar.pk)
    call_command("audit", tenant="northstar", expect=noted)
    assert f"northstar: 2 events, unbroken; anchor {noted}" in capsys.readouterr().out
    tamper("UPDATE tenants_auditevent SET target = 'Beta' WHERE sequence = 1")
    with pytest.raises(SystemExit):
        call_command("audit")
    assert "northstar: broken at event 1: altered" in capsys.readouterr().out


def grow_old(tenant: Tenant, through: int) -> None:
    """Eight years pass for the first events; their digests are those of a log that was written then."""
    previous = ""
    for event in AuditEvent.objects.filter(tenant=tenant).order_by("sequence"):
        if event.sequence <= through:
            event.at = event.at.replace(year=event.at.year - 8, day=min(event.at.day, 28))
        event.previous = previous
        previous = digest_of(event, str(tenant.pk))
        tamper(
            f"UPDATE tenants_auditevent SET at = '{event.at.isoformat()}', previous = '{event.previous}',"
            f" digest = '{previous}' WHERE id = {event.pk}"
        )


@pytest.mark.django_db(transaction=True)
def test_after_seven_years_the_oldest_events_go_and_the_chain_still_holds(northstar: Tenant) -> None:
    tell(northstar, 5)
    grow_old(northstar, through=3)
    assert audit.verify(northstar.pk).broken is None
    assert shorten(northstar.pk, actor="nightly purge") == 3
    verdict = audit.verify(northstar.pk)
    assert (verdict.events, verdict.first, verdict.broken) == (3, 4, None)
    assert shorten(northstar.pk, actor="nightly purge") == 0


@pytest.mark.django_db(transaction=True)
def test_events_cut_off_without_a_word_in_the_log_are_noticed(northstar: Tenant) -> None:
    tell(northstar, 5)
    grow_old(northstar, through=3)
    oldest_events(northstar.pk).delete()
    broken = audit.verify(northstar.pk).broken
    assert broken is not None
    assert "the log begins at 4" in broken.why


@pytest.mark.django_db(transaction=True)
def test_an_old_event_behind_a_young_one_stays(northstar: Tenant) -> None:
    tell(northstar, 3)
    grow_old(northstar, through=1)
    tamper("UPDATE tenants_auditevent SET at = now() - interval '9 years' WHERE sequence = 3")
    assert shorten(northstar.pk, actor="nightly purge") == 1
