"""Measure triage on calls whose truth is known, play scenarios, and show what a change would decide differently."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from integrations.anthropic.blocking import blocking_llm
from triage.evaluate import (
    Report,
    Told,
    changes,
    evaluate,
    holds_scenarios,
    load_calls,
    load_scenarios,
    read_told,
    run_scenario,
    told_by,
    write_told,
)
from triage.types import LLM

DECIDERS = ("offline", "anthropic")


class Command(BaseCommand):
    help = (
        "Runs calls with known truth through the kernel: P1s that reached a human, P3s that woke nobody, and the "
        "calls that went wrong. Runs scenario files as well; exits 1 when one of them is not met."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", help="calls or scenarios: .jsonl, .yaml, or a folder"
        )
        parser.add_argument("--llm", choices=DECIDERS, default="offline")
        parser.add_argument(
            "--runbooks",
            type=Path,
            help="where the runbooks lie (default: runbooks/ beside the file or above it)",
        )
        parser.add_argument(
            "--save", type=Path, metavar="RESULT", help="keep what was decided, to compare later"
        )
        parser.add_argument(
            "--compare",
            nargs=2,
            metavar=("A", "B"),
            help="show the decisions that changed; A and B are files kept by --save, or offline, or anthropic",
        )
        parser.add_argument("--brief", action="store_true", help="leave out the calls that went wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._run(options)
        except (OSError, ValueError) as exc:
            raise CommandError(f"{options['file'] or ''}: {exc}") from exc

    def _run(self, options: dict[str, Any]) -> None:
        if options["compare"]:
            before, after = (_told(name, options) for name in options["compare"])
            self.stdout.write(changes(before, after))
        elif holds_scenarios(_file(options)):
            self._play_scenarios(options)
        else:
            self._measure(options)

    def _measure(self, options: dict[str, Any]) -> None:
        calls = load_calls(_file(options), options["runbooks"])
        report = Report(evaluate(calls, _decider(options["llm"])))
        if options["save"]:
            write_told(options["save"], told_by(report.outcomes))
        self.stdout.write(report.table())
        if not options["brief"] and (mistakes := report.mistakes()):
            self.stdout.write("\n" + mistakes)

    def _play_scenarios(self, options: dict[str, Any]) -> None:
        model = _decider(options["llm"])
        verdicts = [
            run_scenario(scenario, name, llm)
            for scenario in load_scenarios(_file(options))
            for name, llm in ({"anthropic": model} if model else scenario.deciders).items()
        ]
        for verdict in verdicts:
            self.stdout.write(str(verdict))
        if wrong := sum(bool(verdict.faults) for verdict in verdicts):
            raise CommandError(f"{wrong} of {len(verdicts)} are not met.")
        self.stdout.write(f"All {len(verdicts)} are met.")


def _file(options: dict[str, Any]) -> Path:
    path: Path | None = options["file"]
    if path is None:
        raise CommandError("Which calls? Name a .jsonl or .yaml file, or a folder of them.")
    return path


def _decider(name: str) -> LLM | None:
    if name == "offline":
        return None
    if not settings.ANTHROPIC_API_KEY:
        raise CommandError("--llm anthropic needs ANTHROPIC_API_KEY.")
    return blocking_llm()


def _told(name: str, options: dict[str, Any]) -> tuple[Told, ...]:
    if name not in DECIDERS:
        return read_told(Path(name))
    return told_by(evaluate(load_calls(_file(options), options["runbooks"]), _decider(name)))
