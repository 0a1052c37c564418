"""The audit on a million escalations: an auditor that is switched off because it is slow audits nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from calls.auditor.late import LOOK_SECONDS, look
from calls.due import due_next
from calls.models import Call, Escalation, Page
from tenants.models import Tenant
from tenants.owner import as_owner

ROWS = 1_000_000
# Years of nights: acknowledged, exhausted, and a handful that is open now. What the calls were is not looked at.
YEARS = """
    SET LOCAL session_replication_role = replica;
    INSERT INTO calls_escalation (id, tenant_id, call_id, state, reason, target, started_at, acknowledged_at,
        acknowledged_by, acknowledged_how, nth_tonight, notes)
    SELECT n, %(tenant)s, gen_random_uuid(), CASE n %% 10 WHEN 0 THEN 'exhausted' ELSE 'acknowledged' END, '', '',
        now() - n * interval '1 minute', now(), 'Mike Reyes', 'key', 1, '[]'
    FROM generate_series(1000, %(rows)s + 999) n;
    INSERT INTO calls_page (tenant_id, escalation_id, step, ring, wait, person_name, method, address, state,
        provider_id, due_at, sent_at, settled_at, attempts, error, caution)
    SELECT %(tenant)s, n, 1, 1, '3 minutes', 'Mike Reyes', 'sms', '+15555550100', 'accepted', 'SM' || n,
        now() - n * interval '1 minute', now() - n * interval '1 minute', now() - n * interval '1 minute', 1, '', ''
    FROM generate_series(1000, %(rows)s + 999) n;
    SET LOCAL session_replication_role = origin;
    ANALYZE calls_escalation, calls_page;
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_audit_and_a_look_for_due_pages_stay_far_below_their_limit(
    northstar: Tenant, make_call: Callable[..., Call]
) -> None:
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(YEARS, {"tenant": northstar.pk, "rows": ROWS})
    begun = timezone.now() - 2 * timedelta(minutes=1)
    late = Escalation.objects.create(tenant=northstar, call=make_call(northstar), started_at=begun)
    Page.objects.create(
        tenant=northstar, escalation=late, step=1, person_name="Dana Cole", method="voice", due_at=begun
    )
    now = timezone.now()
    assert [found.escalation_id for found in look(now).late] == [late.pk]
    assert _seconds(lambda: look(now)) < LOOK_SECONDS / 10
    assert _seconds(lambda: due_next(Page, now=now, late=now, most=8, limit=8)) < LOOK_SECONDS / 10


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
