"""Where a tenant's ConnectWise is: the address that staff use and the one that the API answers on."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from integrations.connectwise.errors import NAME
from integrations.psa import network

CLOUD = (".myconnectwise.net", ".connectwisedev.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(network.Address):
    """`ui` answers companyinfo as well."""

    def ticket(self, company: str, number: int) -> str:
        """Return the link that opens a ticket in the browser of a member of staff."""
        query = {"locale": "en_US", "recordType": "ServiceFv", "recid": number, "companyName": company}
        return f"{self.ui}/v4_6_release/services/system_io/router/openrecord.rails?{urlencode(query)}"


def parse_address(url: str) -> Address:
    """Read the address of a connection. Raise Misconfigured for one that onboarding would refuse as well."""
    url = network.usable_url(url, psa=NAME, stand_in="connectwise")
    parts = urlsplit(url)
    if parts.scheme == "http":
        return Address(ui=url, api=url, local=True)
    host = parts.netloc.lower()
    if not (parts.hostname or "").endswith(CLOUD):
        return Address(ui=f"https://{host}", api=f"https://{host}")
    name = host.removeprefix(
        "api-"
    )  # cloud answers API calls under this name only; staff may have typed either
    return Address(ui=f"https://{name}", api=f"https://api-{name}")
