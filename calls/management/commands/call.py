"""Call the desk from the terminal."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.panel import Panel

from calls.models import Call, Delivery
from calls.simulator import HANGUP, SILENCE, Heard, ServerSilent, SimulatedCall
from tenants.models import PhoneNumber
from tenants.scope import as_staff

console = Console(highlight=False)
SCENES = (
    *("bridged", "by-text", "refused", "voicemail", "dropped", "unanswered"),
    *("known-caller", "two-companies", "misheard-company", "three-p1s", "maintenance"),
)
SETTLE_SECONDS = 12.0


class Command(BaseCommand):
    help = (
        "Plays a caller against the running server. Without --speech or --script you speak yourself: "
        f"type a sentence, [1] for a key, {SILENCE} or an empty line for silence, {HANGUP} or Ctrl-D to hang up."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", metavar="N", help="the number to call (default: the first that has a customer)"
        )
        parser.add_argument(
            "--from", dest="sender", metavar="N", default="+15555550142", help="the caller's number"
        )
        parser.add_argument(
            "--script", metavar="FILE", type=Path, help="a text file, one utterance a line, # for remarks"
        )
        parser.add_argument(
            "--speech", metavar="TEXT", action="append", default=[], help="an utterance; may be repeated"
        )
        parser.add_argument(
            "--mode", choices=["gather"], default="gather", help="how Twilio listens (gather: webhooks)"
        )
        parser.add_argument(
            "--place", metavar="P", default="", help="where the caller's number is at home: US-CA, DE"
        )
        parser.add_argument(
            "--play",
            metavar="SCENE",
            choices=SCENES,
            help=f"play caller and engineers on the sandbox's phones: {', '.join(SCENES)}",
        )
        parser.add_argument(
            "--real-time", action="store_true", help="with --play: wait as long as a night would"
        )
        parser.add_argument("--quiet", action="store_true", help="print nothing but the outcome")

    @as_staff()
    def handle(self, *args: Any, **options: Any) -> None:
        if options["play"]:
            _play_night(options)
            return
        lines = [*_script(options["script"]), *options["speech"]]
        call = SimulatedCall(
            to=options["to"] or _first_number(), sender=options["sender"], place=options["place"]
        )
        try:
            _play(call, iter(lines) if lines else _typed(), echo=not options["quiet"], typed=not lines)
        except ServerSilent as exc:
            raise CommandError(str(exc)) from exc
        _show_outcome(call)


def _play_night(options: dict[str, Any]) -> None:
    """Play a scene on the sandbox's phones, and show what is on record of it."""
    if not settings.DEVELOPMENT or not settings.TWILIO_API_URL.startswith(settings.SANDBOX_URL):
        raise CommandError(
            "A night is played on the sandbox's phones only: unset TWILIO_ACCOUNT_SID and set DEBUG=1."
        )
    from calls.rehearsal.night import NothingHappened
    from calls.rehearsal.play import play
    from integrations.sandbox.twilio.webhooks import WebhookFailed

    try:
        play(
            options["play"],
            to=options["to"] or _first_number(),
            sender=options["sender"],
            in_real_time=options["real_time"],
            show=lambda line: console.print(line, markup=False, soft_wrap=True),
        )
    except (NothingHappened, WebhookFailed) as exc:
        raise CommandError(str(exc)) from exc


def _script(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise CommandError(f"{path} cannot be read: {exc}") from exc
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _first_number() -> str:
    row = PhoneNumber.objects.order_by("customer__name", "number").first()
    if row is None:
        raise CommandError("No number is set up yet. Run `make run`, or `manage.py onboard FILE.yaml`.")
    return row.number


def _typed() -> Iterator[str]:
    while True:
        try:
            yield console.input("[bold cyan]you[/]  › ").strip() or SILENCE
        except (EOFError, KeyboardInterrupt):
            console.print()
            return


def _play(call: SimulatedCall, lines: Iterator[str], *, echo: bool, typed: bool) -> None:
    if echo:
        console.print(f"[dim]Calling {call.to} from {call.sender} · {call.sid}[/]")
    heard = _timed(call.dial, echo=echo)
    for said in lines:
        if heard.action is None or said == HANGUP:
            break
        if echo and not typed:
            console.print(f"[bold cyan]you[/]  › {said}")
        action = heard.action
        heard = _timed(lambda said=said, action=action: call.answer(action, said), echo=echo)
    call.hang_up()
    if echo:
        console.print("[dim]— the line is closed —[/]")


def _timed(ask: Any, *, echo: bool) -> Heard:
    started = time.perf_counter()
    heard: Heard = ask()
    if echo:
        spent = f"[dim]{(time.perf_counter() - started) * 1000:.0f} ms[/]"
        console.print(f"[bold green]desk[/] › {' '.join(heard.words)} {spent}")
        for number in heard.dials:
            console.print(f"[dim]       dialling {number}[/]")
    return heard


def _show_outcome(played: SimulatedCall) -> None:
    call = Call.objects.filter(sid=played.sid).first()
    if call is None:
        raise CommandError(_why_not_kept(played.to))
    _wait_until_settled(call)
    call.refresh_from_db()
    console.print(
        Panel(
            "\n".join(_outcome(call)),
            title=f"{call.priority} · {call.get_disposition_display()}",
            title_align="left",
        )
    )


def _why_not_kept(number: str) -> str:
    if PhoneNumber.objects.filter(number=number).exists():
        return "The desk answered, but the call is not on record: the server's log says why."
    known = PhoneNumber.objects.order_by("number").values_list("number", flat=True)[:5]
    return f"No MSP has the number {number}, so no call was kept. Try --to {' or '.join(known) or '… after onboarding one'}."


def _wait_until_settled(call: Call) -> None:
    """Give the worker a moment, so that the ticket's number can be shown."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline and _pending(call):
        time.sleep(0.2)


def _pending(call: Call) -> bool:
    owed = call.deliveries.filter(settled_at=None, error="").exists()
    escalation = getattr(Call.objects.select_related("escalation").get(pk=call.pk), "escalation", None)
    first = escalation.pages.order_by("step").first() if escalation else None
    return owed or (first is not None and first.sent_at is None and not first.error)


def _outcome(call: Call) -> Iterator[str]:
    yield call.summary or call.first_words or "Nothing was said."
    escalation = getattr(call, "escalation", None)
    for page in escalation.pages.all() if escalation else []:
        when = (
            f"due {page.due_at:%H:%M:%S} UTC"
            if page.state == page.State.DUE
            else page.get_state_display().lower()
        )
        yield f"page    {page.step}. {page.person_name} by {page.method}: {when} {page.error}".rstrip()
    if escalation is None:
        yield "page    nobody was woken"
    yield f"ticket  {_ticket(call.deliveries.filter(kind=Delivery.Kind.TICKET).first())}"
    yield f"call    {settings.PUBLIC_URL}/dashboard/calls/{call.pk}"


def _ticket(delivery: Delivery | None) -> str:
    if delivery is None:
        return "none"
    if delivery.external_id:
        return f"#{delivery.external_id} {delivery.external_url} {delivery.warning}".rstrip()
    return f"pending {delivery.error}".rstrip()
