"""The connection to the PSA, to read."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from calls.api.documented import answers
from calls.api.serializers.psa import PsaFacts
from calls.api.views.base import TenantView
from calls.connecting import findings_of, state_of
from calls.models import Delivery
from integrations.connectwise.probe import is_working
from tenants.models import ConnectWiseConnection


class PsaDetail(TenantView):
    """Whether tickets reach the PSA. Nothing is asked over there: this is what the last test and count said."""

    @extend_schema(
        operation_id="psa", tags=["Tenant"], summary="The connection to the PSA", responses=answers(PsaFacts)
    )
    def get(self, request: Request) -> Response:
        state = state_of(self.tenant.pk)
        found = findings_of(state)
        mine = ConnectWiseConnection.objects.filter(tenant=self.tenant).first()
        owed = Delivery.objects.filter(tenant=self.tenant, settled_at=None)
        facts = {
            "psa": self.tenant.get_psa_display(),
            "connected": mine is not None,
            "site": mine.url if mine else "",
            "company": mine.company if mine else "",
            "works": is_working(found) if found else None,
            "tested_at": state.tested_at,
            "findings": [one._asdict() for one in found],
            "lists_read_at": state.offers_read_at,
            "endpoints": state.devices,
            "endpoints_read_at": state.devices_read_at,
            "tickets_waiting": owed.count(),
            "tickets_stuck": owed.filter(state=Delivery.State.STUCK).count(),
        }
        return Response(PsaFacts(facts).data)
