"""Which customer a company of the PSA is: a customer names its company by code, in any case, or by id."""

from __future__ import annotations

from collections.abc import Iterable

from tenants.models.customers import Customer

BY_CODE_FIRST = "lower(named.connectwise_company) = lower(d.company_code) DESC"
IS_COMPANY = """named.connectwise_company <> '' AND
    (lower(named.connectwise_company) = lower(d.company_code) OR named.connectwise_company = d.company::text)"""
"""The rule as Postgres reads it: `named` is a customer, `d` a row of the directory. A code wins over an id."""


def customer_of(customers: Iterable[Customer], code: str, number: int) -> Customer | None:
    """Return the customer that names this company."""
    named = {one.connectwise_company.casefold(): one for one in customers if one.connectwise_company}
    return named.get(code.casefold()) or named.get(str(number))
