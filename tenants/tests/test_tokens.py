"""Bearer tokens are shown once, stored as digests, and worthless once expired or revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tenants.models import ApiToken, Tenant
from tenants.tokens import TokenError, find_token, issue_token, revoke_token

FIXED = "nd_live_" + "k3" * 12
NIGHT = "2026-11-21T03:00:00Z"


def test_issued_token_finds_its_tenant(northstar: Tenant) -> None:
    found = find_token(issue_token(northstar, "dashboard"))
    assert found is not None
    assert found.tenant == northstar


def test_issued_token_is_long_and_never_the_same(northstar: Tenant) -> None:
    first, second = issue_token(northstar, "one"), issue_token(northstar, "two")
    assert first != second
    assert first.startswith("nd_live_")
    assert len(first.removeprefix("nd_live_")) >= 22  # 128 bits in base64


def test_database_holds_no_token_in_plain(northstar: Tenant) -> None:
    plain = issue_token(northstar, "dashboard")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM tenants_apitoken t")
        (row,) = cursor.fetchone()
    assert plain not in row
    assert plain[16:] not in row
    assert plain[:16] in row


def test_tenant_comes_with_the_token(northstar: Tenant, django_assert_num_queries) -> None:
    plain = issue_token(northstar, "dashboard")
    find_token(plain)
    with django_assert_num_queries(2):  # whose it may be, and the token itself
        found = find_token(plain)
        assert found is not None
        assert found.tenant.slug == "northstar"


def test_fixed_token_is_accepted(northstar: Tenant) -> None:
    assert issue_token(northstar, "automation", token=FIXED) == FIXED
    assert find_token(FIXED) is not None


@pytest.mark.parametrize(
    "token", ["nd_live_short", "sk_live_" + "x" * 30, "nd_live_" + "x" * 19, "nd_live_" + "x y" * 10]
)
def test_weak_or_foreign_fixed_token_is_refused(northstar: Tenant, token: str) -> None:
    with pytest.raises(TokenError, match="nd_live_") as refusal:
        issue_token(northstar, "automation", token=token)
    assert token not in str(refusal.value)


def test_two_tenants_cannot_share_a_token(northstar: Tenant, southpaw: Tenant) -> None:
    issue_token(northstar, "automation", token=FIXED)
    with pytest.raises(TokenError, match="in use"):
        issue_token(southpaw, "automation", token=FIXED)


def test_name_is_used_once_per_tenant(northstar: Tenant, southpaw: Tenant) -> None:
    issue_token(northstar, "dashboard")
    issue_token(southpaw, "dashboard")
    with pytest.raises(TokenError, match="'dashboard' exists"):
        issue_token(northstar, "dashboard")


def test_revoked_token_is_worthless(northstar: Tenant) -> None:
    plain = issue_token(northstar, "dashboard")
    revoke_token(ApiToken.objects.get())
    assert find_token(plain) is None


def test_second_revocation_keeps_the_first_time(northstar: Tenant) -> None:
    issue_token(northstar, "dashboard")
    token = ApiToken.objects.get()
    revoke_token(token)
    first = ApiToken.objects.get().revoked_at
    revoke_token(token)
    assert ApiToken.objects.get().revoked_at == first


def test_token_expires(northstar: Tenant) -> None:
    with time_machine.travel(NIGHT, tick=False) as clock:
        plain = issue_token(northstar, "dashboard", expires_at=timezone.now() + timedelta(hours=1))
        assert find_token(plain) is not None
        clock.shift(timedelta(hours=1))
        assert find_token(plain) is None


def test_token_with_the_same_first_letters_is_another(northstar: Tenant) -> None:
    issue_token(northstar, "one", token=FIXED)
    assert find_token(FIXED[:-1] + "z") is None


def test_use_is_noted_at_most_once_a_minute(northstar: Tenant) -> None:
    plain = issue_token(northstar, "dashboard")
    with time_machine.travel(NIGHT, tick=False) as clock:
        find_token(plain)
        first = ApiToken.objects.get().last_used_at
        clock.shift(timedelta(seconds=59))
        find_token(plain)
        assert ApiToken.objects.get().last_used_at == first
        clock.shift(timedelta(seconds=1))
        find_token(plain)
        assert ApiToken.objects.get().last_used_at == timezone.now()


@given(st.text() | st.text().map(lambda tail: "nd_live_" + tail))
def test_no_bearer_text_is_too_strange(text: str) -> None:
    """Without database access: what is not a token is refused before any query."""
    from tenants.tokens import WELL_FORMED

    if not WELL_FORMED.fullmatch(text):
        assert find_token(text) is None
