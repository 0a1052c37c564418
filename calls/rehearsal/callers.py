"""Who calls, played: somebody known, somebody of two companies, a company that is misheard, a bad quarter, a night
without the PSA. The sandbox's ConnectWise is filled first, and the directory reads it as it reads a real one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.utils import timezone

from calls.models import Call, CompanyHistory, Delivery, DirectorySync, Turn
from calls.rehearsal.night import LOOK_EVERY, PATIENCE, Night, NothingHappened
from integrations.sandbox.models import Contact, Fault, Ticket
from tenants.models import ConnectWiseConnection, Customer, DirectoryNumber, PhoneNumber

T = TypeVar("T")
Show = Callable[[str], None]
LEE, KIM, STRANGER, PAT = "+15555550177", "+15555550178", "+15555550179", "+15555550180"
NIGHT_OF = 50
VOUCHED_FOR = "TN-Validation-Passed-A"


class Rehearsal:
    """A tenant with two customers or more and a line for all of them; the demonstration tenant has both."""

    def __init__(self, show: Show) -> None:
        self.show = show
        shared = PhoneNumber.objects.filter(customer=None).select_related("tenant").first()
        if shared is None:
            raise NothingHappened("There is no number that serves every customer. `make run` brings one.")
        self.line, self.tenant = shared.number, shared.tenant
        named = Customer.objects.filter(tenant=self.tenant).exclude(connectwise_company="").order_by("pk")
        self.first, self.second = named[:2]
        self.login = ConnectWiseConnection.objects.get(tenant=self.tenant).company

    def dial(self, sender: str, *, attested: str = "", is_told: bool = True) -> Night:
        def tell(at: datetime, who: str, what: str) -> None:
            if is_told:
                self.show(f"{at:%H:%M:%S}  {who:<12} {what}")

        return Night(to=self.line, sender=sender, tell=tell, attested=attested)

    def lists(self, number: str, first: str, last: str, *customers: Customer) -> None:
        """Put a person into ConnectWise, as staff do, and let the directory read it."""
        for customer in customers:
            Contact.objects.get_or_create(
                login_company=self.login,
                first_name=first,
                last_name=last,
                company_identifier=customer.connectwise_company,
                defaults={"phone": f"({number[2:5]}) {number[5:8]}-{number[8:]}"},
            )
        DirectorySync.objects.filter(tenant=self.tenant).update(
            due_at=timezone.now(), changed_since=None, whole_at=None
        )
        known = DirectoryNumber.objects.filter(tenant=self.tenant, number=number)
        until(lambda: known.count() == len(customers), f"the directory to read {first}'s number")

    def until_written(self, night: Night) -> None:
        """The clock of what is owed is turned to now; the worker does the rest."""
        owed = Delivery.objects.filter(call=night.call)
        until(owed.exists, "a ticket to be owed")
        owed.filter(settled_at=None).update(due_at=timezone.now())
        until(lambda: not owed.filter(settled_at=None).exists(), "the ticket to be written")

    def tell_tickets(self, *nights: Night) -> None:
        """Show the tickets that came out, as they stand in ConnectWise."""
        self.show("")
        written = Delivery.objects.filter(call__in=[night.call for night in nights]).exclude(external_id="")
        for number in sorted({int(one) for one in written.values_list("external_id", flat=True)}):
            ticket = Ticket.objects.get(pk=number)
            whose = ticket.contact_name or ticket.contact_phone
            self.show(f"#{ticket.pk} {ticket.summary}")
            self.show(f"   {ticket.company_identifier} · {whose} · {ticket.priority} · {ticket.status}")
            for note in ticket.notes.all():
                self.show(f"   {note.get_place_display()}: {' '.join(note.text.split())[:140]}")


def until(done: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not done():
        if time.monotonic() > end:
            raise NothingHappened(
                f"Waited {patience:.0f} s for {what}. Is `make run` up, and its watchdog with it?"
            )
        time.sleep(LOOK_EVERY)


def known_caller(desk: Rehearsal) -> None:
    """Lee is known; the second time he calls, his carrier vouches for him, and he is asked after his printer."""
    desk.lists(LEE, "Lee", "Whitfield", desk.second)
    before = desk.dial(LEE)
    before.say("The label printer prints blank pages. It can wait until the morning.")
    before.hang_up()
    desk.until_written(before)
    again = desk.dial(LEE, attested=VOUCHED_FOR)
    again.say("Yes, the label printer again: it prints blank pages now and then. The morning is fine.")
    again.hang_up()
    desk.until_written(again)
    desk.tell_tickets(before, again)


def two_companies(desk: Rehearsal) -> None:
    """Kim works for two customers: nobody is guessed, he is asked."""
    desk.lists(KIM, "Kim", "Ito", desk.first, desk.second)
    night = desk.dial(KIM)
    night.say("My mouse is not working. It is only me.")
    night.say(desk.second.name)
    night.hang_up()
    desk.until_written(night)
    desk.tell_tickets(night)


def misheard_company(desk: Rehearsal) -> None:
    """Nobody knows the number, and the company's name is heard badly: it is confirmed once."""
    night = desk.dial(STRANGER)
    night.say("Hi, my monitor flickers, it is only me and it can wait.")
    night.say(misheard(desk.first.name))
    night.say("Yes, that's right.")
    night.hang_up()
    desk.until_written(night)
    desk.tell_tickets(night)


def misheard(name: str) -> str:
    """As a speech recognition might have it: Acme is acne."""
    first, _, rest = name.partition(" ")
    return f"{first[:-2]}ne {rest}" if first.endswith("me") else f"{first[:-1]} {rest}"


def three_p1s(desk: Rehearsal) -> None:
    """The company had three P1s in the last quarter: its business system wakes somebody though one person is hit."""
    _put_p1s(desk, 3)
    desk.lists(PAT, "Pat", "Moreno", desk.first)
    night = desk.dial(PAT)
    until(lambda: Call.objects.get(pk=night.call.pk).known.get("p1s", 0) >= 3, "the company's history")
    night.say("Sage accounting is down for me, I cannot post invoices. It is only me.")
    for turn in Turn.objects.filter(call=night.call, speaker="agent").exclude(decision=None):
        decision = turn.decision or {}
        desk.show(f"decided: {decision.get('action')} {decision.get('priority')}: {decision.get('reason')}")
    night.hang_up()
    desk.until_written(night)
    desk.tell_tickets(night)


def _put_p1s(desk: Rehearsal, wanted: int) -> None:
    name = ConnectWiseConnection.objects.get(tenant=desk.tenant).priority.get("P1", "")
    code = desk.first.connectwise_company
    for week in range(wanted):
        then = timezone.now() - timedelta(days=14 * (week + 1))
        ticket, _ = Ticket.objects.get_or_create(
            login_company=desk.login,
            company_identifier=code,
            summary=f"ERP database stopped, week {week + 1}",
            defaults={
                "company_id_number": 0,
                "board": "Service Desk",
                "status": "Closed",
                "closed": True,
                "closed_at": then,
                "priority": name,
            },
        )
        Ticket.objects.filter(pk=ticket.pk).update(created_at=then)
    CompanyHistory.objects.filter(tenant=desk.tenant).delete()  # what was read minutes ago is not read again


def maintenance(desk: Rehearsal) -> None:
    """Fifty calls while ConnectWise is down for the whole night: all wait, and each has one ticket afterwards."""
    fault, _ = Fault.objects.get_or_create(kind=Fault.Kind.CONNECTWISE_DOWN, scope=desk.login)
    try:
        nights = [_short_call(desk, number) for number in range(NIGHT_OF)]
        owed = Delivery.objects.filter(call__in=[night.call for night in nights])
        until(lambda: owed.count() == NIGHT_OF, "every call to owe its ticket")
        waiting = owed.filter(settled_at=None).count()
        desk.show(
            f"{NIGHT_OF} calls, ConnectWise down: {waiting} tickets pending, {NIGHT_OF - waiting} written"
        )
    finally:
        fault.delete()
    desk.show("ConnectWise is back; the clock of what is owed is turned to now.")
    owed.filter(settled_at=None).update(due_at=timezone.now())
    until(lambda: not owed.filter(settled_at=None).exists(), "the night's tickets", patience=240)
    references = [f"nightdesk:{night.call.sid}" for night in nights]
    written = list(Ticket.objects.filter(external_ref__in=references).values_list("external_ref", flat=True))
    desk.show(f"{len(set(written))} calls have a ticket, {len(written) - len(set(written))} have two")


def _short_call(desk: Rehearsal, number: int) -> Night:
    night = desk.dial(f"+1555555{2000 + number}", is_told=False)
    night.say(f"This is about desk {number}: the keyboard is sticky, it can wait until the morning.")
    night.say(desk.first.name)
    night.hang_up()
    return night


CALLERS: dict[str, Callable[[Rehearsal], None]] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (known_caller, two_companies, misheard_company, three_p1s, maintenance)
}
