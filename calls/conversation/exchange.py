"""One exchange of a conversation: what was heard last, and everything before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile

from calls.identity.context import context_of
from calls.models import Call
from triage import Action, CallContext, Runbook, Speaker
from triage import Turn as Utterance
from triage.language import Language, callers_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One exchange before it is answered. `answer` is set when this request was answered before.

    `company_named` is the customer that the caller named just now. Answers that only did that are not among `turns`.
    """

    call: Call
    exchange: int
    runbook: Runbook
    turns: tuple[Utterance, ...] = ()
    digits: str = ""
    last_action: str = ""
    answer: str = ""
    in_progress: bool = False
    company_named: str = ""

    @property
    def said(self) -> str:
        return self.turns[-1].text if self.turns and self.turns[-1].speaker is Speaker.CALLER else ""

    @property
    def silences(self) -> int:
        """How many times in a row nothing was heard, this time included."""
        return self._in_a_row(lambda text: not text)

    @property
    def presses(self) -> int:
        """How many times in a row a key was pressed, this time included."""
        return self._in_a_row(lambda text: text.startswith("(pressed"))

    def _in_a_row(self, holds: Callable[[str], bool]) -> int:
        said = [turn.text for turn in self.turns if turn.speaker is Speaker.CALLER]
        return sum(1 for _ in takewhile(holds, reversed(said)))

    @property
    def is_settled(self) -> bool:
        """Whether something was decided before this exchange."""
        return self.last_action in (Action.RESOLVE, Action.ESCALATE)

    @property
    def context(self) -> CallContext:
        """What is known of the caller beside his words."""
        return context_of(self.call)

    @property
    def language(self) -> Language | None:
        """What the caller speaks; None while nothing shows it."""
        return callers_language(self.turns)

    @property
    def spoken(self) -> tuple[Utterance, ...]:
        """The conversation without the silences, as the kernel reads it."""
        return tuple(turn for turn in self.turns if turn.text)
