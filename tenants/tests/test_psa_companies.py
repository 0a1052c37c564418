"""Which customer a company is: the same answer from Postgres, while it rings, and from Python, in the background."""

from __future__ import annotations

import pytest
from django.db import connection

from tenants.models import Customer
from tenants.psa_companies import IS_COMPANY, customer_of


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("named", "code", "number", "is_it"),
    [
        ("AcmeCorp", "acmecorp", 7, True),
        ("250", "AcmeCorp", 250, True),
        ("AcmeCorp", "Acme", 7, False),
        ("250", "AcmeCorp", 2500, False),
        ("", "", 7, False),
        ("7", "", 7, True),
    ],
)
def test_both_spellings_of_the_rule_agree(named: str, code: str, number: int, is_it: bool) -> None:
    rows = "(SELECT %s AS connectwise_company) named, (SELECT %s AS company_code, %s::bigint AS company) d"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {IS_COMPANY} FROM {rows}", (named, code, number))
        assert cursor.fetchone() == (is_it,)
    assert (customer_of([Customer(connectwise_company=named)], code, number) is not None) is is_it
