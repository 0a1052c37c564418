"""The part of ConnectWise's filter language that the stand-in understands; anything else is refused, not ignored."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q

from integrations.sandbox.connectwise.answers import Refusal

_FIELDS = {
    "id": "pk",
    "externalXRef": "external_ref",
    "closedFlag": "closed",
    "company/id": "company_id_number",
    "company/identifier": "company_identifier",
    "board/name": "board",
    "status/name": "status",
    "priority/name": "priority",
    "dateEntered": "created_at",
    "lastUpdated": "updated_at",
}
_OPERATORS = {"=": "", "<": "__lt", "<=": "__lte", ">": "__gt", ">=": "__gte"}
_COMPARISON = re.compile(
    r"""\s*(?P<field>[A-Za-z/]+)\s*
        (?:(?P<operator>!=|<=|>=|=|<|>)\s*(?:"(?P<text>[^"]*)"|\[(?P<time>[^\]]*)\]|(?P<bare>[A-Za-z0-9-]+))
          |\s+in\s*\((?P<list>[\d,\s]+)\))
        \s*""",
    re.VERBOSE,
)
_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


_PEOPLE = {"id": "pk", "inactiveFlag": "inactive", "lastUpdated": "updated_at"}
_DEVICES = {
    "id": "pk",
    "activeFlag": "active",
    "type/id": "type_id_number",
    "company/id": "company_id_number",
    "company/identifier": "company_identifier",
}
_SITES = {"id": "pk", "inactiveFlag": "inactive"}
_PHONE_LIKE = re.compile(
    r'communicationItems/value like "(?P<pattern>%[\d%]+%)" AND communicationItems/communicationType="Phone"'
)


def people(conditions: str, child_conditions: str) -> Q:
    """Turn the filters on contacts into a query; a number is found however it was typed around its groups."""
    query = _all(conditions, _PEOPLE)
    if not child_conditions:
        return query
    match = _PHONE_LIKE.fullmatch(child_conditions.strip())
    if match is None:
        raise Refusal(400, "ConnectWiseApi", f"childConditions are not understood: {child_conditions}")
    return query & Q(phone__regex=match["pattern"].strip("%").replace("%", ".*"))


def sites(conditions: str) -> Q:
    return _all(conditions, _SITES)


def devices(conditions: str) -> Q:
    return _all(conditions, _DEVICES)


def parse(conditions: str) -> Q:
    """Turn a `conditions` parameter into a query."""
    return _all(conditions, _FIELDS)


def _all(conditions: str, fields: dict[str, str]) -> Q:
    query = Q()
    for part in re.split(r"\s+and\s+", conditions.strip(), flags=re.IGNORECASE) if conditions.strip() else []:
        query &= _comparison(part, fields)
    return query


def _comparison(text: str, fields: dict[str, str]) -> Q:
    match = _COMPARISON.fullmatch(text)
    column = fields.get(match["field"]) if match else None
    if match is None or column is None:
        raise Refusal(400, "ConnectWiseApi", f"conditions are not understood: {text}")
    if match["list"]:
        return Q(**{f"{column}__in": [int(number) for number in match["list"].split(",") if number.strip()]})
    if match["operator"] == "!=":
        return ~Q(**{column: _value(match)})
    return Q(**{f"{column}{_OPERATORS[match['operator']]}": _value(match)})


def _value(match: re.Match[str]) -> Any:
    if match["time"] is not None:
        if not _TIME.fullmatch(match["time"]):
            raise Refusal(400, "ConnectWiseApi", f"Unsupported format applied to {match['field']}")
        return match["time"]
    if match["text"] is not None:
        return match["text"]
    bare = match["bare"].lower()
    if bare in ("true", "false"):
        return bare == "true"
    if not bare.lstrip("-").isdecimal():
        raise Refusal(400, "ConnectWiseApi", f"String literals must be quoted: {match['field']}")
    return int(bare)
