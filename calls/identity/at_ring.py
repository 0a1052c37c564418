"""The one look into our tables that a ringing call waits for, written out and prepared."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from calls.identity.memory import Earlier
from calls.steps import Steps
from calls.straight import Statement
from tenants.psa_companies import BY_CODE_FIRST, IS_COMPANY

MEMORY_COLUMNS = len(Earlier._fields)

WHO = f"""
    WITH listed AS (
        SELECT c.id, c.name, d.company, d.company_name, d.contact, d.contact_name
        FROM tenants_directorynumber d LEFT JOIN LATERAL (
            SELECT id, name FROM tenants_customer named
            WHERE named.tenant_id = d.tenant_id AND {IS_COMPANY}
            ORDER BY {BY_CODE_FIRST} LIMIT 1) c ON true
        WHERE d.tenant_id = $1 AND d.number = $2 LIMIT 50),
    known AS (
        SELECT c.id, c.name, NULL::bigint, '', NULL::bigint, ''
        FROM tenants_knownnumber k JOIN tenants_customer c ON c.id = k.customer_id
        WHERE k.tenant_id = $1 AND k.number = $2 LIMIT 50),
    earlier AS (
        SELECT started_at, first_words, disposition, category, language, reach FROM calls_call
        WHERE tenant_id = $1 AND from_number = $3 AND disposition <> '' AND erased_at IS NULL
            AND words_removed_at IS NULL AND ($4::bigint IS NULL OR customer_id = $4::bigint)
        ORDER BY started_at DESC LIMIT 3)
    SELECT NULL::timestamptz, '', '', '', '', '', listed.* FROM listed
    UNION ALL SELECT NULL, '', '', '', '', '', known.* FROM known
    UNION ALL SELECT earlier.*, NULL, '', NULL, '', NULL, '' FROM earlier
"""  # noqa: S608  nothing in it but text of ours
"""Rows of an entry have no time, rows of an earlier call nothing but the first six columns."""
TICKETS = """
    SELECT recent::text, open::text, p1s FROM calls_companyhistory WHERE tenant_id = $1 AND read_at > $4
        AND company = coalesce(
            (SELECT nullif(connectwise_company, '') FROM tenants_customer WHERE id = $2::bigint), $3)
"""


class Entry(NamedTuple):
    """One thing that a number may stand for: a person, a company, or a customer of ours."""

    customer: int | None
    customer_name: str | None = None
    company: int | None = None
    company_name: str = ""
    contact: int | None = None
    contact_name: str = ""

    @property
    def whose(self) -> tuple[int | None, int | None]:
        return (self.customer, None) if self.customer else (None, self.company)


def select_who(
    tenant_id: UUID, number: str, caller: str, customer_id: int | None
) -> Steps[tuple[list[Entry], list[Earlier]]]:
    """Return what a number (E.164) may stand for, and its last calls."""
    rows = yield Statement(WHO, [tenant_id, number, caller, customer_id])
    entries = [Entry(*row[MEMORY_COLUMNS:]) for row in rows if row[0] is None]
    return entries, [Earlier(*row[:MEMORY_COLUMNS]) for row in rows if row[0] is not None]


def select_tickets(
    tenant_id: UUID, customer_id: int | None, company: str, since: datetime
) -> Steps[tuple[list[str], list[str], int] | None]:
    """Return a company's closed and open tickets and its count of P1s, unless they were read before `since`."""
    rows = yield Statement(TICKETS, [tenant_id, customer_id, company, since])
    return next(((json.loads(recent), json.loads(still_open), p1s) for recent, still_open, p1s in rows), None)
