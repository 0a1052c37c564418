"""How many devices are under care, by the configurations that ConnectWise holds."""

from __future__ import annotations

from integrations.connectwise.bodies import is_same, reference
from integrations.connectwise.client import ConnectWiseClient
from integrations.connectwise.conditions import all_of, one_of, where, whose
from tenants.models import ConnectWiseConnection


def count(client: ConnectWiseClient, connection: ConnectWiseConnection, company: str | None) -> int:
    """Count active configurations of the types that the tenant counts, or of every type when it named none.

    A role that hides types from the API member makes the count too small. A company that cannot be named has none.
    """
    conditions = [where("activeFlag", "=", True)]
    if company is not None:
        of_company = whose(company)
        if of_company is None:
            return 0
        conditions.append(of_company)
    if connection.device_types:
        types = _ids(client, connection.device_types)
        if not types:
            return 0
        conditions.append(one_of("type/id", types))
    return client.count("/company/configurations", all_of(*conditions))


def _ids(client: ConnectWiseClient, named: list[str]) -> list[int]:
    """Types are named by name or id; a name is looked up, because foreign text belongs in no filter."""
    wanted = [reference(name) for name in named]
    ids = [one["id"] for one in wanted if "id" in one]
    names = [one for one in wanted if "id" not in one]
    if names:
        rows = client.rows("/company/configurations/types", fields="id,name")
        ids += [row["id"] for row in rows if any(is_same(row, one) for one in names)]
    return sorted(ids)
