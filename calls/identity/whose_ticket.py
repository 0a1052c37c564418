"""On whose account a ticket is written: a person only beside his own company."""

from __future__ import annotations

from calls.identity.known import Known
from calls.models import Call
from tenants.models import DirectoryNumber


def belongs(call: Call, known: Known) -> bool:
    """Whether the person behind the number works for the company that the ticket is written for."""
    if known.contact is None or known.company is None:
        return False
    if call.customer is None:
        return True
    named = call.customer.connectwise_company.casefold()
    if not named or named == str(known.company):
        return True
    codes = DirectoryNumber.objects.filter(tenant_id=call.tenant_id, company=known.company)
    return bool(named) and named in {
        code.casefold() for code in codes.values_list("company_code", flat=True).distinct()
    }
