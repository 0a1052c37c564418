"""How the offline triager decides: the policy's grounds first, then what plainly can wait, then the one question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from triage import patterns as p
from triage.dispositions import is_no_call_for_us, is_out_of_scope
from triage.filing import confirmed, disposition_of, trying
from triage.findings import Finding, findings
from triage.history import run_of_p1s
from triage.judgement import judge
from triage.language import Language, language_of
from triage.learned.judge import numbers_to_dial, worry
from triage.learned.signs import signs
from triage.masking import mask
from triage.offline.phrases import Voice
from triage.offline.topics import topic_of
from triage.policy import settle
from triage.runbook import Runbook
from triage.situation import Situation
from triage.types import Action, CallContext, Decision, Disposition, Priority, Turn
from triage.words import tokens

MOST_QUESTIONS = 2
CALM, CALM_AFTER_ASKING = -0.55, -0.3
"""Worry at which a call is a ticket at once, and after the caller had the chance to say more."""
WORRY = (0.8, -0.05, -0.1)
"""Worry that wakes somebody at the first, second and third thing the caller says."""
WORRY_AT_HANG_UP = -0.08
DOUBT = 0.0
"""Worry above which a fix, a known issue, a wrong number or a matter out of scope is not taken for just that."""
MOST_HELLOS = 2
MOST_GREETING_WORDS = 3


def decide_offline(
    turns: Sequence[Turn],
    runbook: Runbook,
    *,
    context: CallContext | None = None,
    now: datetime,
    hung_up: bool = False,
) -> Decision:
    """Decide with no model at all, by the same policy that stands above one."""
    situation, grounds = judge(turns, runbook, now)
    grounds = grounds or run_of_p1s(situation, context)
    name = (context.caller_name if context else None) or runbook.caller_name
    case = _Case(situation, Voice(situation.hearing, name, runbook.customer_name), hung_up)
    proposal = case.escalate("") if grounds else case.decide()
    return settle(proposal, situation, grounds or case.doubts(proposal), hung_up=hung_up)


class _Case:
    """One call at one moment, and the answers that fit it."""

    def __init__(self, situation: Situation, voice: Voice, hung_up: bool) -> None:
        self.situation = situation
        self.hearing = situation.hearing
        self.runbook = situation.runbook
        self.voice = voice
        self.hung_up = hung_up
        self.topic = topic_of(self.hearing.said)
        self.worry = worry(situation)
        self.asked = max(0, self.hearing.turns_taken - 1)

    def decide(self) -> Decision:
        """Return the first answer that fits, from the plainest to the least certain."""
        if not tokens(self.hearing.said):
            return self._silence()
        if self.worry <= DOUBT and confirmed(self.situation):
            return self.resolve("the caller confirmed that it works")
        if self.worry <= DOUBT and (answer := self._not_tonight()):
            return answer
        if self.hung_up:
            return self._cut_off()
        if self.worry <= (CALM if self.asked == 0 else CALM_AFTER_ASKING):
            return self._wait()
        return self._unsure()

    def _not_tonight(self) -> Decision | None:
        """Return the answer to what is plainly not for tonight; words alone do not make it so when the call worries."""
        if is_no_call_for_us(self.hearing):
            return self.resolve("no call for us")
        if why := is_out_of_scope(self.hearing, self.runbook):
            return self._not_ours(why)
        if trying(self.situation):
            return self.resolve("the caller will try it")
        if self.situation.known_issue:
            return self.resolve("a known issue that is being handled", self.voice.known())
        return None

    def _cut_off(self) -> Decision:
        if self.worry >= WORRY_AT_HANG_UP:
            return self.escalate(f"cut off, and worrying: {', '.join(signs(self.situation)[:4])}")
        return self.resolve("the caller hung up; nothing that cannot wait")

    def _silence(self) -> Decision:
        if self.hung_up or self.hearing.turns_taken > MOST_HELLOS:
            return self.resolve("nobody spoke")
        return self.ask(self.voice.ask_hello(), "nothing was said")

    def _not_ours(self, why: str) -> Decision:
        if self.asked == 0 and not self.hung_up and p.MORE_TO_COME.search(self.hearing.said):
            return self.ask(self.voice.ask_open(), why)
        return self.escalate("")

    def _wait(self) -> Decision:
        live = self.hearing.live
        first = self.asked == 0 and not self.hung_up
        if first and not self.topic and len(tokens(self.hearing.said)) <= MOST_GREETING_WORDS:
            return self.ask(self.voice.ask_open(), "only a greeting until now")
        if first and self.topic and self.topic.hint and p.HARD.search(live) and not p.REQUEST.search(live):
            return self.ask(self.voice.ask_hint(self.topic), "one person's trouble; a hint may solve it")
        if first and self._speaks_another_language():
            return self.ask(self.voice.ask_scope(None), "said in another language; how many are affected?")
        return self.resolve("one person's inconvenience or a request; it can wait")

    def _speaks_another_language(self) -> bool:
        """Whether the topics and hints, which know two languages, cannot have been heard."""
        return language_of(self.hearing.said) not in {None, Language.ENGLISH, Language.SPANISH}

    def _unsure(self) -> Decision:
        """Ask who is affected; the longer it stays unclear, the less it takes to wake somebody."""
        if self.worry >= self._enough():
            return self.escalate(f"unclear, and worrying: {', '.join(signs(self.situation)[:4])}")
        if self.asked >= MOST_QUESTIONS:
            return self._wait()
        return self.ask(*self._question())

    def _enough(self) -> float:
        """Return the worry that wakes somebody now. Who may be in danger is not asked on: he is to hear of 911 at once."""
        if numbers_to_dial(self.situation):
            return WORRY_AT_HANG_UP
        return WORRY[min(self.asked, len(WORRY) - 1)]

    def _question(self) -> tuple[str, str]:
        if _SUSPICIOUS.search(self.hearing.live):
            return self.voice.ask_opened(), "a suspicious message; was it opened?"
        if self.asked:
            return self.voice.ask_again(), "has work stopped?"
        if not self.topic and not p.HARD.search(self.hearing.live):
            return self.voice.ask_open(), "the matter is not clear yet"
        return self.voice.ask_scope(self.topic), "how many are affected?"

    def doubts(self, proposal: Decision) -> tuple[Finding, ...]:
        """Return what an escalation rests on whose grounds did not stand: words of an outage, or else the doubt alone."""
        if proposal.action is not Action.ESCALATE:
            return ()
        if self.worry <= DOUBT and is_out_of_scope(self.hearing, self.runbook):
            return ()
        told = tuple(finding for finding in findings(self.situation) if not finding.dial)
        return told or (Finding("unclear", proposal.reason or "unclear", Priority.P2, "unclear"),)

    def ask(self, words: str, reason: str) -> Decision:
        return Decision(action=Action.GATHER, speech=words, reason=reason)

    def resolve(self, reason: str, words: str = "") -> Decision:
        disposition = disposition_of(self.situation)
        return Decision(
            action=Action.RESOLVE,
            speech=words or self.voice.resolve(disposition, self.topic),
            ticket_body=self._ticket(_OUTCOME[disposition]),
            disposition=disposition,
            reason=reason,
        )

    def escalate(self, reason: str) -> Decision:
        return Decision(
            action=Action.ESCALATE,
            speech="",
            ticket_body=self._ticket("Outcome: handed to a human."),
            reason=reason,
            disposition=Disposition.OPEN_PAGED,
        )

    def _ticket(self, outcome: str) -> str:
        """Return what was said and what became of it, readable even when its lines run together."""
        said = [utterance.raw.strip() for utterance in self.hearing.utterances if utterance.raw.strip()]
        lines = [f"Customer: {self.runbook.customer_name}."]
        lines += [f'Caller said: "{mask(words)}"' for words in said] or ["The caller said nothing."]
        return "\n".join([*lines, outcome])


_OUTCOME = {
    Disposition.CLOSED: "Outcome: the caller confirmed that it works.",
    Disposition.PENDING_VERIFICATION: "Outcome: the caller will try a fix; please verify in the morning.",
    Disposition.NO_ACTION: "Outcome: no action needed.",
    Disposition.MORNING_TICKET: "Outcome: waits for the morning.",
    Disposition.OUT_OF_SCOPE: "Outcome: for the office team.",
    Disposition.OPEN_PAGED: "Outcome: handed to a human.",
}
_SUSPICIOUS = p.compiled(
    (r"suspicious|phish\w*|weird email|strange email|fishy|sketchy|looks fake|correo raro",)
)
