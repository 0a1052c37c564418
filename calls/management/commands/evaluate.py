"""Measure triage on calls whose truth is known."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from integrations.anthropic.blocking import blocking_llm
from triage.evaluate import evaluate, load_calls


class Command(BaseCommand):
    help = "Runs calls with known truth through the kernel: P1s that reached a human, P3s that woke nobody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="one call a line, as JSON")
        parser.add_argument("--llm", choices=["offline", "anthropic"], default="offline")
        parser.add_argument(
            "--runbooks", type=Path, help="where the runbooks lie (default: runbooks/ beside the file)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["llm"] == "anthropic" and not settings.ANTHROPIC_API_KEY:
            raise CommandError("--llm anthropic needs ANTHROPIC_API_KEY.")
        path: Path = options["file"]
        try:
            calls = load_calls(path, options["runbooks"] or path.parent / "runbooks")
        except (OSError, ValueError) as exc:
            raise CommandError(f"{path}: {exc}") from exc
        report = evaluate(calls, blocking_llm() if options["llm"] == "anthropic" else None)
        self.stdout.write(report.table())
