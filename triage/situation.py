"""What was heard beside what the runbook says about it today: known issues, thresholds, trifles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from triage import patterns as p
from triage.hearing import Hearing
from triage.matching import known_issue_met, matched_rule, meaning_of, quiet_rules, waking_rules
from triage.runbook import Runbook
from triage.scope import Scope
from triage.thresholds import Threshold, read_threshold


@dataclass(frozen=True)
class Situation:
    """A call and its runbook, as they stand now."""

    hearing: Hearing
    runbook: Runbook
    threshold: Threshold
    known_issue: str | None
    """A known issue that explains the call; None when there is none, or when it got worse."""
    today: date

    def is_trivial(self, text: str) -> bool:
        return is_trivial(self.runbook, text)

    @property
    def is_ones_own_trifle(self) -> bool:
        """Whether it is one person's thing, and that person's work can wait."""
        live = self.hearing.live
        if self.hearing.scope is not Scope.ONE or p.CRITICAL_ROLE.search(live):
            return False
        return p.OWN_THING.search(live) is not None or self.is_trivial(live)


def read_situation(hearing: Hearing, runbook: Runbook, now: datetime) -> Situation:
    issue = known_issue_met(runbook, hearing.live) if hearing.live else None
    if issue and is_more_than(issue, hearing):
        issue = None
    return Situation(hearing, runbook, read_threshold(runbook.p1_threshold, now), issue, now.date())


def is_more_than(issue: str, hearing: Hearing) -> bool:
    """Whether the caller tells more, or worse, than a known issue describes."""
    live = hearing.live
    if p.MORE_THAN_KNOWN.search(live) or p.CONSEQUENCE.search(live):
        return True
    about_many = meaning_of(issue.lower()).asks_for_many
    return not about_many and any(p.EVERYBODY.search(s) and p.HARD.search(s) for s in hearing.sentences)


@lru_cache(maxsize=4_096)
def is_trivial(runbook: Runbook, text: str) -> bool:
    """Whether a text is about a trifle, by everybody's vocabulary or by this customer's quiet rules."""
    if p.BUSINESS_SYSTEMS.search(text) or _WHOLE_SITE.search(text) or p.CONSEQUENCE.search(text):
        return False
    if matched_rule(waking_rules(runbook), text, enough=0.99):
        return False
    if p.TRIVIAL_THING.search(text):
        return True
    met = matched_rule(quiet_rules(runbook), text, enough=1.0)
    return met is not None and not meaning_of(met[1]).subjects <= _NEVER_TRIVIAL


_WHOLE_SITE = p.compiled((r"servers?|internet|network|everything",))
_NEVER_TRIVIAL = frozenset(
    {"password", "laptop", "slow", "login", "email", "internet", "phones", "files", "howto"}
)
"""A quiet rule on passwords or laptops means one person's; everybody's at once is an outage."""


def with_its_subject(sentences: Sequence[str], place: int) -> str:
    """Return a sentence behind the one that names what it is about ("it still shows an error": the printer)."""
    first = place
    while first > 0 and not _names_a_thing(sentences[first]):
        first -= 1
    return sentences[place] if first == place else f"{sentences[first]} . {sentences[place]}"


def _names_a_thing(sentence: str) -> bool:
    return not _PRONOUN.match(sentence) and any(things.search(sentence) for things in _THINGS)


_THINGS = (p.IMPORTANT_THINGS, p.TRIVIAL_THING, p.PERSONAL_THING, p.BUSINESS_SYSTEMS, p.SITE_SYSTEMS)
_PRONOUN = re.compile(r"(?:it|this|that|they|the light|y)\b")
