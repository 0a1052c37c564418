"""Forgetting one caller: everything by his number, here and at Twilio; and what only the owner can erase, listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from calls.models import Call, Delivery, Escalation, PrivacyJob, Recording
from calls.privacy.at_twilio import remove_all
from calls.privacy.mentions import erase_mentions
from calls.privacy.places import forget_caller, rows_of_number
from calls.privacy.steps import Step, Waits, add_result
from integrations.twilio.errors import TwilioError
from tenants.models import Person, PhoneNumber
from tenants.phone import e164

ON_THE_LINE = (
    "The caller is on the line, or somebody is being woken for him; the rest is erased when that is over."
)


class EraseError(ValueError):
    """A number cannot be erased; the message says why and what would do."""


def number_to_erase(tenant_id: UUID, written: str) -> str:
    """Return the number in E.164. Raise EraseError when it is none, or one of the tenant's own lines."""
    number = e164(written)
    if number is None:
        raise EraseError("Write the number with its country code, such as +15555550142.")
    if PhoneNumber.objects.filter(tenant_id=tenant_id, number=number).exists():
        raise EraseError("This is one of your own lines, not a caller's number.")
    return number


def calls_of(tenant_id: UUID, number: str) -> QuerySet[Call]:
    """The calls from a number. A line through SIP tells it in the middle of an address."""
    mine = Call.objects.filter(tenant_id=tenant_id)
    return mine.filter(Q(from_number=number) | Q(from_number__contains=f"{number}@")).order_by("started_at")


def total(job: PrivacyJob) -> int:
    return calls_of(job.tenant_id, job.subject).count() + 2


def steps(job: PrivacyJob) -> Iterator[Step]:
    """Call after call, then what belongs to the number itself, then what others said of it.

    Raise Waits when Twilio cannot be asked, or while the caller is being helped: the rest is done by then.
    """
    waits = ""
    for pk in list(calls_of(job.tenant_id, job.subject).values_list("pk", flat=True)):
        call = Call.objects.select_related("tenant", "escalation").get(pk=pk)
        if _is_under_way(call):
            waits = ON_THE_LINE
            continue
        try:
            left = remove_all(call)
        except TwilioError as exc:
            waits = f"Waiting for Twilio: {exc}"
            continue
        yield _forget(call, left)
    yield _forget_number
    yield _forget_mentions
    if waits:
        raise Waits(waits)


def _is_under_way(call: Call) -> bool:
    escalation = getattr(call, "escalation", None)
    is_paging = escalation is not None and escalation.state == Escalation.State.OPEN
    return call.ended_at is None or is_paging


def _forget(call: Call, left: list[str]) -> Step:
    def step(job: PrivacyJob) -> Mapping[str, int]:
        now = timezone.now()
        tickets = Delivery.objects.filter(call=call)
        add_result(job, "tickets", [_ticket(row) for row in tickets.exclude(external_id="")])
        add_result(job, "left_at_twilio", left)
        owed = tickets.filter(settled_at=None, external_id="").delete()[0]
        sounds = Recording.objects.filter(call=call, removed_at=None)
        stays = [row.pk for row in sounds if any(row.sid in line for line in left)]
        sounds.filter(pk__in=stays).update(kept_because="Twilio could not be asked; see the receipt.")
        removed = sounds.exclude(pk__in=stays).update(removed_at=now)
        counts = forget_caller(call.pk)
        Call.objects.filter(pk=call.pk).update(erased_at=now, words_removed_at=now)
        return {**counts, "recordings": removed, "tickets not written yet": owed}

    return step


def _forget_number(job: PrivacyJob) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for rows in rows_of_number(job.tenant_id, job.subject):
        name = str(rows.model._meta.verbose_name_plural)
        counts[name] = counts.get(name, 0) + rows.delete()[0]
    engineers = Person.objects.filter(Q(sms=job.subject) | Q(voice=job.subject), tenant_id=job.tenant_id)
    if names := list(engineers.values_list("name", flat=True)):
        job.result = {**job.result, "still_on_call": names}
    return counts


def _forget_mentions(job: PrivacyJob) -> Mapping[str, int]:
    return {"mentions in other calls": erase_mentions(job.tenant_id, job.subject)}


def _ticket(row: Delivery) -> dict[str, str]:
    return {"number": row.external_id, "url": row.external_url}
