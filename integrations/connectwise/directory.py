"""Whom ConnectWise knows by telephone: its contacts, companies and sites, read page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from integrations.connectwise.client import ConnectWiseClient, Json
from integrations.connectwise.conditions import where
from integrations.psa.port import Company, Party
from tenants.phone import e164

CONTACT_FIELDS = "id,firstName,lastName,company,inactiveFlag,defaultPhoneNbr,communicationItems"
COMPANY_FIELDS = "id,identifier,name,phoneNumber,deletedFlag"
SITE_FIELDS = "id,name,phoneNumber,inactiveFlag"
NAME_LENGTH = 200


def people(client: ConnectWiseClient, region: str, *, since: datetime | None = None) -> Iterator[Party]:
    """Yield every contact, or those changed since a time, among them those that have become inactive."""
    conditions = where("lastUpdated", ">", since) if since else where("inactiveFlag", "=", False)
    for row in client.sweep("/company/contacts", conditions=conditions, fields=CONTACT_FIELDS):
        if party := _person(row, region):
            yield party


def companies(client: ConnectWiseClient, region: str, *, since: datetime | None = None) -> Iterator[Party]:
    """Yield every company, or those changed since a time, among them those that were deleted."""
    conditions = where("lastUpdated", ">", since) if since else where("deletedFlag", "=", False)
    for row in client.sweep("/company/companies", conditions=conditions, fields=COMPANY_FIELDS):
        if company := _company(row):
            numbers = _numbers([row.get("phoneNumber")], region)
            yield Party(company=company, numbers=numbers, is_gone=row.get("deletedFlag") is True)


def site_numbers(client: ConnectWiseClient, company: int, region: str) -> frozenset[str]:
    """Return the numbers of a company's sites; they can be read only company by company."""
    sites = client.rows(
        f"/company/companies/{company}/sites",
        conditions=where("inactiveFlag", "=", False),
        fields=SITE_FIELDS,
    )
    return _numbers([site.get("phoneNumber") for site in sites], region)


def people_of(client: ConnectWiseClient, number: str, region: str) -> list[Party]:
    """Ask for the contacts with this number (E.164). What comes back is compared by us: the search finds too much."""
    groups = _groups(number)
    if not groups:
        return []
    rows = client.get(
        "/company/contacts",
        conditions=where("inactiveFlag", "=", False),
        childConditions=f'communicationItems/value like "%{"%".join(groups)}%"'
        ' AND communicationItems/communicationType="Phone"',
        fields=CONTACT_FIELDS,
        pageSize=50,
    )
    found = [_person(row, region) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [party for party in found if party and number in party.numbers]


def _groups(number: str) -> list[str]:
    """Cut a number as people write it, so that bare and punctuated ones are found alike. Digits only, ours."""
    digits = "".join(character for character in number if character.isascii() and character.isdigit())
    if number.startswith("+1") and len(digits) == 11:
        return [digits[1:4], digits[4:7], digits[7:]]
    return [digits[-9:-6], digits[-6:-3], digits[-3:]] if len(digits) >= 9 else []


def _person(row: Json, region: str) -> Party | None:
    """A contact without a company tells nothing about whose ticket it is."""
    company = _company(row.get("company"))
    if company is None or not isinstance(row.get("id"), int):
        return None
    items = row.get("communicationItems")
    phones = [
        item.get("value")
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict) and item.get("communicationType") == "Phone"
    ]
    return Party(
        company=company,
        contact=row["id"],
        name=_text(f"{row.get('firstName') or ''} {row.get('lastName') or ''}"),
        numbers=_numbers([*phones, row.get("defaultPhoneNbr")], region),
        is_gone=row.get("inactiveFlag") is True,
    )


def _company(row: Any) -> Company | None:
    if not isinstance(row, dict) or not isinstance(row.get("id"), int):
        return None
    return Company(id=row["id"], code=_text(row.get("identifier"))[:100], name=_text(row.get("name")))


def _text(value: Any) -> str:
    return " ".join(str(value or "").split())[:NAME_LENGTH]


def _numbers(written: list[Any], region: str) -> frozenset[str]:
    """Numbers stand there as people typed them: ten bare digits, brackets, dashes, extensions."""
    return frozenset(filter(None, (e164(str(text), region) for text in written if text)))
