"""`manage.py onboard FILE.yaml`: create or update one tenant from a file."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from rich.console import Console
from rich.text import Text

from integrations.connectwise.onboarding import resolve
from tenants.onboarding import FileFault, OnboardingError, Outcome, Report, onboard

LOOKS = {
    Outcome.CREATED: ("+", "green"),
    Outcome.CHANGED: ("~", "yellow"),
    Outcome.UNCHANGED: ("=", "dim"),
    Outcome.KEPT: ("·", "cyan"),
}


class Command(BaseCommand):
    help = "Create or update one tenant from a file. Running it twice changes nothing; with a fault nothing changes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.yaml")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            report = onboard(file, resolve)
        except OnboardingError as refusal:
            self._tell_faults(refusal.faults)
            count = sum(told.fault.is_error for told in refusal.faults)
            raise CommandError(f"nothing was changed: {count} fault{'s'[: count != 1]} in {file}.") from None
        except IntegrityError:
            raise CommandError(
                "nothing was changed: somebody else changed the same rows. Run it again."
            ) from None
        self._tell_faults(report.warnings)
        self._tell(report)

    def _tell(self, report: Report) -> None:
        out = _console(self.stdout)
        for change in report.changes:
            mark, style = LOOKS[change.outcome]
            line = Text.assemble(
                (f"{mark} {change.outcome:<9} ", style), (f"{change.kind:<12}", "bold"), change.name
            )
            out.print(line.append(f"  ({change.note})" if change.note else "", "dim"), soft_wrap=True)
        out.print(Text(_sum_of(report), "bold"), soft_wrap=True)
        if report.vouched:
            told = f"Verified on the word of this file: {', '.join(report.vouched)}"
            out.print(Text(told, "dim"), soft_wrap=True)
        if report.token:
            out.print(Text("Dashboard token, shown this once:"), soft_wrap=True)
            out.print(Text(report.token, "bold green"), soft_wrap=True)

    def _tell_faults(self, faults: tuple[FileFault, ...]) -> None:
        err = _console(self.stderr)
        for told in faults:
            err.print(Text(str(told), "red" if told.fault.is_error else "yellow"), soft_wrap=True)


def _console(stream: Any) -> Console:
    return Console(file=cast(IO[str], stream), highlight=False)


def _sum_of(report: Report) -> str:
    name = report.tenant.slug
    if report.nothing_changed:
        return f"{name}: nothing changed."
    counts = Counter(change.outcome for change in report.changes)
    return (
        f"{name}: "
        + ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
        + "."
    )
