"""On whose account a ticket is written: a person only beside his own company."""

from __future__ import annotations

from calls.identity.known import Known
from calls.models import Call
from tenants.models import DirectoryNumber
from tenants.psa_companies import customer_of


def belongs(call: Call, known: Known) -> bool:
    """Whether the person behind the number works for the company that the ticket is written for."""
    if known.contact is None or known.company is None:
        return False
    if call.customer is None:
        return True
    if not call.customer.connectwise_company:
        return True
    rows = DirectoryNumber.objects.filter(tenant_id=call.tenant_id, company=known.company)
    codes = ["", *rows.values_list("company_code", flat=True).distinct()]
    return any(customer_of([call.customer], code, known.company) for code in codes)
