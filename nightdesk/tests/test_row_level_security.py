"""Postgres refuses another tenant's rows, whatever the code asks for: what its catalogue says, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from celery import current_app
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls.dashboard.tests.makers import escalate, owe_ticket, page, say
from calls.models import Call, Page, Turn
from calls.row_task import RowTask
from nightdesk.testing.catalogue import (
    COMMON_NAMES,
    FUNCTIONS,
    LOOSE_KEYS,
    OPEN,
    POLICIES,
    SEEN_BY_WATCH,
    TABLES,
    VIEWS,
    ask,
)
from nightdesk.testing.roles import as_stranger
from tenants.grants import why_too_wide
from tenants.models import Customer, KnownNumber, Person, PhoneNumber, Tenant
from tenants.owner import as_owner
from tenants.roles import APP, DOORS, STAFF, WATCH
from tenants.scope import ScopeError, as_staff, as_tenant, as_watchdog, tenant_of
from tenants.tokens import issue_token

pytestmark = pytest.mark.django_db

SHARED_NAMES = {
    "tenants_phonenumber.number": "a dialled number names the tenant, so it rings at one MSP only",
    "tenants_apitoken.digest": "the hash of a secret; who hits it has the token",
    "tenants_tenant.slug": "given by our own staff, who see every tenant",
}
QUEUE_COLUMNS = {
    *(
        "tenant_id",
        "id",
        "due_at",
        "lease_until",
        "settled_at",
        "state",
        "created_at",
        "sent_at",
        "started_at",
    ),
    *("heard_at", "ended_at", "escalation_id", "call_id", "method", "sequence", "speaker", "time_zone"),
    "in_room",
}


@pytest.fixture
def catalogue(db: None) -> Iterator[Any]:
    with connection.cursor() as cursor:
        yield cursor


# What the catalogue says.


@pytest.mark.parametrize("narrow", [None, STAFF, WATCH])
def test_whoever_the_application_is_he_neither_owns_tables_nor_passes_by(narrow: str | None) -> None:
    with as_stranger(), transaction.atomic(), connection.cursor() as cursor:
        if narrow:
            cursor.execute(f"SET LOCAL ROLE {narrow}")
        assert why_too_wide(cursor) is None
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (narrow or APP,)


def test_the_owner_of_the_tables_would_be_found_too_wide(catalogue: Any) -> None:
    with as_owner() as owner, owner.cursor() as cursor:
        assert "bypasses" in str(why_too_wide(cursor))


def test_the_application_can_become_neither_the_owner_nor_the_doors(catalogue: Any) -> None:
    catalogue.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'tenants_tenant'")
    for role in (catalogue.fetchone()[0], DOORS):
        with as_stranger(), pytest.raises(DatabaseError), transaction.atomic():
            catalogue.execute(f"SET LOCAL ROLE {role}")


def test_every_table_with_a_tenant_is_protected(catalogue: Any) -> None:
    assert len(ask(catalogue, TABLES)) > 30
    assert ask(catalogue, OPEN) == [], (
        "Add Protect(…) of tenants/rls.py to the migration that makes the table."
    )


@pytest.mark.django_db(transaction=True)
def test_a_forgotten_table_would_be_noticed() -> None:
    with as_owner() as owner, transaction.atomic(), owner.cursor() as cursor:
        cursor.execute("CREATE TABLE calls_forgotten (id bigint, tenant_id uuid)")
        assert ask(cursor, OPEN) == [("calls_forgotten",)]
        transaction.set_rollback(True)


def test_a_row_is_seen_and_written_by_the_same_rule_and_by_nobody_else(catalogue: Any) -> None:
    for table, name, command, permissive, roles, seen, written, owner in ask(catalogue, POLICIES):
        assert permissive, table
        if name == "tenant":
            assert (command, roles) == ("*", [APP]), table
            assert seen == written, table
            assert "".join(seen.split()) == f"({owner}=(SELECTnd_tenant()ASnd_tenant))", table
        else:
            allowed = {"staff": ("*", [STAFF]), "watch": ("r", [WATCH]), "doors": ("r", [DOORS])}
            assert (command, roles) == allowed[name], f"{table}.{name}"


def test_no_row_can_point_at_another_tenants_row(catalogue: Any) -> None:
    assert ask(catalogue, LOOSE_KEYS) == []


def test_what_is_taken_at_one_tenant_is_free_at_the_next(catalogue: Any) -> None:
    assert {key for (key,) in ask(catalogue, COMMON_NAMES)} == set(SHARED_NAMES)


def test_the_watchdog_reads_queue_columns_and_nothing_else(catalogue: Any) -> None:
    seen = [name for (name,) in ask(catalogue, SEEN_BY_WATCH, WATCH)]
    assert "calls_page.due_at" in seen
    assert {name.partition(".")[2] for name in seen} <= QUEUE_COLUMNS


def test_what_runs_as_somebody_else_is_a_door_and_nothing_else(catalogue: Any) -> None:
    doors = ask(catalogue, FUNCTIONS)
    assert {name.partition("door_")[0] for name, *_ in doors} == {"nd_"}
    for name, owner, configured, everybody in doors:
        assert (owner, configured, everybody) == (DOORS, "search_path=public, pg_temp", False), name


def test_no_view_sees_more_than_who_asks(catalogue: Any) -> None:
    assert ask(catalogue, VIEWS) == []


# What it does.


def test_without_a_tenant_there_are_no_rows(northstar: Tenant, southpaw: Tenant) -> None:
    with as_stranger():
        assert set(_counts().values()) == {0}


def test_the_tenant_is_gone_when_its_block_is_left(northstar: Tenant, southpaw: Tenant) -> None:
    with as_stranger(), transaction.atomic():
        with as_tenant(northstar.pk):
            assert PhoneNumber.objects.get().tenant_id == northstar.pk
        assert not PhoneNumber.objects.exists()
        with as_tenant(southpaw.pk):
            assert PhoneNumber.objects.get().tenant_id == southpaw.pk


def test_an_undone_savepoint_does_not_bring_a_former_tenant_back(northstar: Tenant, southpaw: Tenant) -> None:
    with as_stranger(), transaction.atomic():
        with as_tenant(northstar.pk):
            assert Tenant.objects.get() == northstar
        with as_tenant(southpaw.pk), transaction.atomic():
            assert Tenant.objects.get() == southpaw
            transaction.set_rollback(True)
        with as_tenant(southpaw.pk):
            assert Tenant.objects.get() == southpaw
        assert not Tenant.objects.exists()


@pytest.mark.parametrize("wider", [as_staff, as_watchdog])
def test_what_began_for_one_tenant_cannot_go_on_as_more(northstar: Tenant, wider: Any) -> None:
    with as_tenant(northstar.pk), pytest.raises(ScopeError), wider():
        pass


def test_code_of_one_tenant_cannot_become_another(northstar: Tenant, southpaw: Tenant) -> None:
    with as_tenant(northstar.pk), pytest.raises(ScopeError), as_tenant(southpaw.pk):
        pass


@pytest.mark.parametrize("column", ["summary", "from_number", "caller_name"])
def test_the_watchdog_cannot_read_what_a_call_says(
    northstar: Tenant, make_call: Callable[..., Call], column: str
) -> None:
    call = make_call(northstar)
    with as_watchdog():
        assert tenant_of(Call, call.pk) == northstar.pk
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Call.objects.values_list(column, flat=True).get(pk=call.pk)


def test_the_watchdog_changes_nothing(northstar: Tenant, make_call: Callable[..., Call]) -> None:
    call = make_call(northstar)
    with as_watchdog(), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(state=Call.State.ENDED)


def test_a_row_cannot_be_given_to_or_made_for_somebody_else(
    northstar: Tenant, southpaw: Tenant, make_call: Callable[..., Call]
) -> None:
    mine = make_call(northstar)
    with as_tenant(northstar.pk):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Customer.objects.create(tenant=southpaw, name="Trojan Horses Ltd")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Call.objects.filter(pk=mine.pk).update(tenant=southpaw)


def test_a_row_cannot_be_hung_under_somebody_elses(
    northstar: Tenant, southpaw: Tenant, make_call: Callable[..., Call]
) -> None:
    """The key holds also for who knows the other one's id, and for staff."""
    theirs = make_call(southpaw)
    for scope in (as_tenant(northstar.pk), as_staff()):
        with scope, transaction.atomic():
            Turn.objects.create(
                tenant=northstar, call=theirs, sequence=1, speaker="caller", created_at=theirs.started_at
            )
            with pytest.raises(IntegrityError, match="foreign key"):
                connection.check_constraints()
            transaction.set_rollback(True)


def test_raw_sql_reads_changes_and_deletes_nothing_of_another_tenant(
    northstar: Tenant, southpaw: Tenant, make_call: Callable[..., Call]
) -> None:
    call = make_call(southpaw)
    with as_tenant(northstar.pk), connection.cursor() as cursor:
        for attempt in (
            "SELECT * FROM calls_call WHERE id = %s OR true",
            "UPDATE calls_call SET summary = 'mine' WHERE id = %s OR true",
            "DELETE FROM calls_call WHERE id = %s OR true",
        ):
            cursor.execute(attempt, [call.pk])
            assert cursor.rowcount == 0, attempt
    call.refresh_from_db()
    assert call.summary == ""


def test_every_task_works_inside_the_tenant_of_its_row() -> None:
    current_app.loader.import_default_modules()
    ours = [task for name, task in current_app.tasks.items() if not name.startswith("celery.")]
    assert [task.name for task in ours if not isinstance(task, RowTask)] == []
    assert Page in {task.model for task in ours if isinstance(task, RowTask)}


def test_a_task_sees_its_own_tenants_rows_and_a_row_that_is_gone_is_no_work(
    northstar: Tenant, southpaw: Tenant, make_call: Callable[..., Call]
) -> None:
    seen: list[Tenant] = []
    calls = [make_call(northstar), make_call(southpaw)]

    @current_app.task(name="seen", base=RowTask, model=Call)
    def task(pk: UUID) -> None:
        seen.extend(Tenant.objects.all())

    with as_stranger():
        for pk in (*(call.pk for call in calls), UUID(int=0)):
            task.apply(args=(pk,), throw=True)
    assert seen == [northstar, southpaw]
    current_app.tasks.unregister("seen")


# Two tenants at work, in any order.

WORK: dict[str, Callable[[Tenant, str, Callable[..., Call]], object]] = {
    "calls": lambda mine, name, call: say(call(mine, sid=name), 1, "caller", name),
    "pages": lambda mine, name, call: page(escalate(call(mine, sid=name))),
    "owes a ticket": lambda mine, name, call: owe_ticket(call(mine, sid=name)),
    "signs a customer": lambda mine, name, call: KnownNumber.objects.create(
        tenant=mine, number="+15555550142", customer=Customer.objects.create(tenant=mine, name=name)
    ),
    "hires": lambda mine, name, call: Person.objects.create(tenant=mine, name=name),
    "makes a token": lambda mine, name, call: issue_token(mine, name),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.tuples(st.booleans(), st.sampled_from(sorted(WORK))), max_size=12))
def test_whatever_two_tenants_write_each_sees_his_own_and_together_they_see_all(
    northstar: Tenant, southpaw: Tenant, make_call: Callable[..., Call], deeds: list[tuple[bool, str]]
) -> None:
    with transaction.atomic():
        for number, (whose, deed) in enumerate(deeds):
            mine = northstar if whose else southpaw
            with as_tenant(mine.pk):
                WORK[deed](mine, f"CA{number:032x}", make_call)
        written = _written()
        for tenant in (northstar, southpaw):
            with as_tenant(tenant.pk):
                assert _counts() == {table: owners.get(tenant.pk, 0) for table, owners in written.items()}
        assert sum(sum(owners.values()) for owners in written.values()) > len(deeds)
        transaction.set_rollback(True)


def _counts() -> dict[str, int]:
    """How many rows of each table with a tenant can be seen from here."""
    with connection.cursor() as cursor:
        return {table: ask(cursor, f"SELECT count(*) FROM {table}")[0][0] for table, _ in ask(cursor, TABLES)}


@as_staff()
def _written() -> dict[str, dict[UUID, int]]:
    """How many rows of each table are there, by tenant."""
    question = "SELECT {owner}, count(*) FROM {table} GROUP BY 1"
    with connection.cursor() as cursor:
        return {
            table: dict(ask(cursor, question.format(owner=owner, table=table)))
            for table, owner in ask(cursor, TABLES)
        }
