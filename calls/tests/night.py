"""A night on the sandbox's phones: a caller, the engineers who are rung, and the desk between them, over HTTP."""

from __future__ import annotations

from datetime import timedelta

from django.db import close_old_connections
from django.utils import timezone

from calls.bridge.errands import run_errand
from calls.escalation.pages import send_page
from calls.models import Bridge, Call, Errand, Escalation, EscalationEvent, Page
from calls.tests.conftest import ACME_NUMBER, DANA
from integrations.sandbox import background
from integrations.sandbox.models import PhoneCall, Text
from integrations.sandbox.twilio import phones

MIKE, COLE = "+15555550100", "+15555550101"
OUTAGE = "The server is down, everyone is locked out since four o'clock."


class Night:
    """What people do with their phones, and what the desk does because of it. Only the watchdog's clock is ours."""

    def __init__(self, sender: str = DANA) -> None:
        self.line = phones.dial_in(sender, ACME_NUMBER)
        phones.speak(self.line, OUTAGE)
        self.line.refresh_from_db()

    @property
    def call(self) -> Call:
        return Call.objects.select_related("tenant", "customer").get(sid=self.line.sid)

    @property
    def escalation(self) -> Escalation:
        return Escalation.objects.get(call__sid=self.line.sid)

    @property
    def bridge(self) -> Bridge:
        return Bridge.objects.get(escalation__call__sid=self.line.sid)

    def wait_in_the_room(self) -> None:
        """The caller has nothing to add."""
        phones.say_nothing(self.line)

    def page(self, person: str) -> Page:
        found = self.escalation.pages.filter(person_name=person).order_by("step").first()
        assert found is not None
        return found

    def wake(self, person: str) -> PhoneCall:
        """Send the page that is this person's, and return his ringing phone."""
        page = self.page(person)
        Page.objects.filter(pk=page.pk, state=Page.State.DUE).update(method="voice", due_at=timezone.now())
        send_page(page.pk)
        page.refresh_from_db()
        return PhoneCall.objects.get(sid=page.provider_id)

    def text(self, person: str) -> Text:
        """Send the page that is this person's as a text, and return it as it arrived."""
        Page.objects.filter(pk=self.page(person).pk).update(method="sms")
        send_page(self.page(person).pk)
        return Text.objects.get(sid=self.page(person).provider_id)

    def time_is_up(self) -> None:
        """The tenant's limit has passed."""
        past = timezone.now() - timedelta(seconds=1)
        Bridge.objects.filter(pk=self.bridge.pk).update(limit_at=past)
        Errand.objects.filter(escalation=self.escalation, kind=Errand.Kind.OFFER).update(due_at=past)
        self.errands()

    def errands(self) -> None:
        """Do what is due, as the watchdog does."""
        for errand in Errand.objects.due(timezone.now()):
            run_errand(errand.pk)
        background.settle()

    def heard(self, phone: PhoneCall | None = None) -> str:
        """The last thing that was heard on a line, the caller's unless another is named."""
        line = phone or self.line
        line.refresh_from_db()
        return str(line.heard[-1])

    def happened(self) -> list[str]:
        """What was written down about the escalation, in its order."""
        close_old_connections()
        told = EscalationEvent.objects.filter(escalation_id=self.escalation.pk).order_by("id")
        return list(told.values_list("kind", flat=True))
