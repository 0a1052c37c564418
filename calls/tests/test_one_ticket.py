"""Whatever happens to the answers, a call has one ticket: time-outs, resets, proxies' pages, workers that die.

`NIGHTDESK_TICKET_RUNS=500 pytest -s calls/tests/test_one_ticket.py` plays as many calls on each PSA and
tells what happened.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
import structlog
from django.db.models import F
from django.utils import timezone

from calls import tickets
from calls.deliveries import owe_ticket
from calls.models import Call, Delivery
from integrations.conftest import connection, halo, sandbox
from integrations.psa.choice import psa_of
from integrations.psa.port import Psa
from integrations.sandbox.models import Fault, Note, Ticket
from integrations.tests.bad_line import BadLine, Mishap, bad_line
from tenants.models import Tenant

__all__ = ["connection", "halo", "sandbox"]
log = structlog.get_logger(__name__)
pytestmark = pytest.mark.django_db(transaction=True)
RUNS = int(os.environ.get("NIGHTDESK_TICKET_RUNS", "20"))
PATIENCE, SILENCE = 1.0, 1.3  # seconds
MOST_ATTEMPTS = 30
MISHAPS = [mishap for mishap in Mishap if mishap is not Mishap.NONE]
OFTEN = [1 if mishap is Mishap.SILENT else 3 for mishap in MISHAPS]  # it takes the time that we wait


class Killed(BaseException):
    """The worker is gone, as with `kill -9`: nothing of it runs any more."""


@pytest.fixture(params=["connectwise", "halo"])
def line(request: pytest.FixtureRequest, sandbox: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[BadLine]:
    """Northstar's line to its PSA, whose search shows a new ticket only after a minute."""
    which = request.param
    psa = request.getfixturevalue({"connectwise": "connection"}.get(which, which))
    Fault.objects.create(kind=Fault.Kind.CONNECTWISE_LAGS, scope="northstar")
    monkeypatch.setattr(tickets, "psa_of", partial(psa_of, timeout=(1.0, PATIENCE)))
    monkeypatch.setattr(tickets, "_spare", lambda delivery, now: None)
    with bad_line(sandbox, silence=SILENCE) as line:
        psa.url = f"{line.url}/sandbox/{which}"
        psa.save()
        yield line


def let_pass(wait: timedelta) -> None:
    """Let time go by, for our rows as for theirs."""
    for field in ("due_at", "lease_until", "quiet_until"):
        Delivery.objects.filter(**{f"{field}__isnull": False}).update(**{field: F(field) - wait})
    Ticket.objects.update(created_at=F("created_at") - wait)


def until_due(delivery: Delivery) -> None:
    now = timezone.now()
    due = max(delivery.due_at, delivery.lease_until or delivery.due_at)
    if due > now:
        let_pass(due - now)


def work_until_done(delivery: Delivery, line: BadLine) -> int:
    """Work the delivery off as the watchdog does. Return the number of attempts."""
    for attempt in range(MOST_ATTEMPTS):
        delivery.refresh_from_db()
        if delivery.settled_at is not None:
            return attempt
        line.settle()
        until_due(delivery)
        try:
            tickets.deliver(delivery.pk)
        except Killed:
            continue
    raise AssertionError(f"Not delivered after {MOST_ATTEMPTS} attempts: {delivery.error}")


def test_no_call_has_two_tickets_and_none_is_without(
    line: BadLine, northstar: Tenant, make_call: Callable[..., Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: Counter[str] = Counter()
    for seed in range(RUNS):
        chance = random.Random(seed)

        def mishap(method: str, path: str, chance: random.Random = chance) -> Mishap:
            writes = method == "POST" and not path.endswith("/auth/token")
            spoilt = chance.random() < (0.5 if writes else 0.1)
            what = chance.choices(MISHAPS, OFTEN)[0] if spoilt else Mishap.NONE
            happened[f"{method} {what}"] += 1
            return what

        def die_now_and_then(place: object, chance: random.Random = chance) -> None:
            if chance.random() < 0.2:
                happened["killed"] += 1
                raise Killed

        line.plan = mishap
        monkeypatch.setattr(tickets, "crash_point", die_now_and_then)
        call = make_call(northstar, sid=f"CA{seed:032x}", first_words="the printer is on fire")
        delivery = owe_ticket(call, now=timezone.now())
        happened["attempts"] += work_until_done(delivery, line)

    assert happened["killed"]
    assert sum(happened[f"POST {mishap}"] for mishap in MISHAPS) >= RUNS // 2
    of_call = Counter(Ticket.objects.values_list("external_ref", flat=True))
    log.info("tickets_counted", calls=RUNS, tickets=len(of_call), **dict(sorted(happened.items())))
    assert of_call == {f"nightdesk:CA{seed:032x}": 1 for seed in range(RUNS)}
    notes = Counter(Note.objects.values_list("ticket", "text"))
    assert [text for (_, text), times in notes.items() if times > 1] == []


def test_a_worker_that_stood_still_writes_nothing_when_another_has_the_ticket(
    line: BadLine, northstar: Tenant, make_call: Callable[..., Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = owe_ticket(make_call(northstar), now=timezone.now())

    def stand_still(tenant: Tenant) -> Psa | None:
        let_pass(tickets.LEASE)
        assert Delivery.objects.claim(delivery.pk, now=timezone.now(), lease=tickets.LEASE)
        return psa_of(tenant)

    monkeypatch.setattr(tickets, "psa_of", stand_still)
    tickets.deliver(delivery.pk)
    assert not Ticket.objects.exists()
