"""What a decider wrote, made fit to be spoken and filed: no number, address or text of ours leaves through it.

A decider proposes words. Whatever in them could send a caller or an engineer somewhere, a number, a link, an address,
must have been said by the caller himself, or it goes. So does whatever recites the instructions or the runbook.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from triage.language import Language, callers_language
from triage.masking import digit_runs
from triage.prompt import INSTRUCTIONS
from triage.runbook import Runbook
from triage.spoken import fixed_words
from triage.spoken_digits import runs
from triage.types import CallContext, Decision, Speaker, Turn

EMERGENCY = frozenset({"911", "988"})
LONGEST_SPOKEN_NUMBER = 4
"""Digits that may be spoken without the caller having said them: an error code, a time, a year."""
LONGEST_FILED_NUMBER = 6
LEAST_OF_A_PHONE = 7
"""Digits of a number that may be a part of one that was said: without its country or area."""
RECITED = 8
"""Words in a row that are no chance: so many of the instructions' own make a sentence a recital."""
RECITED_RUNBOOK = 6

_TAGS = re.compile(r"<[^<>]{0,300}>")
_MARKUP = re.compile(r"[*_#`~|<>{}\[\]\\^]+")
_SENTENCE = re.compile(r"(?<=[.!?。])\s+|\n+")
_TOP = r"com|net|org|io|gov|edu|co|us|info|biz|app|dev|me|tv|xyz|site|online|support|help|cloud|ru|cn|de|fr|es|uk|br|mx|it|pt"
_PLACES = re.compile(
    rf"(?:https?|ftp|tel|mailto|sms)\s?:\s?\S+|\bwww\b[. ]\S+|[\w.+-]+\s?@\s?[\w-]+\S*|\b[\w-]+\.(?:{_TOP})\b[^\s,;]*"
    r"|\b\w+(?: dot \w+)* (?:dot|punto|point|ponto|punkt) (?:com|net|org|io|gov|edu|co|info|biz|app)\b"
    r"|\b\w+ (?:at|arroba|arobase|chiocciola) \w+ (?:dot|punto|point|ponto|punkt) \w+\b"
    r"|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b|\\\\\w+",
    re.IGNORECASE,
)
_DIAL = re.compile(
    r"\b(?:call|dial|text|phone|ring|number is|llam\w+|marque\w*|appel\w*|composez|w[aä]hl\w+|ruf\w*|lig(?:ar|a|am|o|ue|uem)|disque|chiam\w+)\b",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"\b(?:engineer|technician|tech|someone|somebody|team|colleague|they|he|she|we|ingeniero|t[eé]cnico|alguien)\b.{0,60}?"
    r"\b(?:in|within|en|dentro de|before|by) (?:\w+[ -]){0,4}?(?:minutes?|hours?|minutos?|horas?|o'?clock|[ap]\.?m)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’_-][^\W_]+)*")
_MARK = re.compile(r"[\w-]{5,}")
REMOVED = {"place": "[address removed]", "number": "[number removed]"}


def guarded(
    decision: Decision, turns: Sequence[Turn], runbook: Runbook, context: CallContext | None = None
) -> Decision:
    """Return a decider's decision with its words reduced to what may be spoken, and never to none."""
    ear = _Heard(tuple(turns), runbook, context or CallContext())
    told = decision.told
    if told:
        told = replace(
            told, problem=ear.filed(told.problem), since=ear.filed(told.since), tried=ear.filed(told.tried)
        )
    words = ear.speakable(decision.speech)
    if decision.speech and not words:
        language = callers_language(turns) or Language.ENGLISH
        words = fixed_words(decision, language)
    return replace(decision, speech=words, ticket_body=ear.filed(decision.ticket_body), told=told)


@dataclass(frozen=True)
class _Heard:
    """What the caller said himself, and what is ours and stays ours."""

    turns: tuple[Turn, ...]
    runbook: Runbook
    context: CallContext

    @cached_property
    def said(self) -> str:
        words = [turn.text for turn in self.turns if turn.speaker is Speaker.CALLER]
        return " ".join([*words, *self.runbook.known_systems, self.runbook.customer_name]).lower()

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number that the caller said, and the one that he calls from, as digits."""
        said = (run for turn in self.turns if turn.speaker is Speaker.CALLER for run in digit_runs(turn.text))
        return frozenset((*said, "".join(c for c in self.context.caller_number or "" if c.isdigit())))

    def speakable(self, text: str) -> str:
        """Return the sentences that may be spoken, without markup; of a recital, none."""
        plain = _audible(_TAGS.sub(" ", text))
        if self._recites(plain):
            return ""
        kept = (sentence for sentence in _SENTENCE.split(plain) if self._may_say(sentence))
        spoken = (" ".join(_MARKUP.sub(" ", sentence).split()) for sentence in kept)
        return " ".join(sentence for sentence in spoken if _WORD.search(sentence))

    def filed(self, text: str) -> str:
        """Return a text for the ticket, with places and numbers that nobody said taken out of it."""
        text = _PLACES.sub(lambda hit: hit.group() if self._was_said(hit.group()) else REMOVED["place"], text)
        for run in dict.fromkeys(_LONG_NUMBER.findall(text)):
            digits = "".join(c for c in run if c.isdigit())
            if len(digits) > LONGEST_FILED_NUMBER and not self._is_known(digits):
                text = text.replace(run, REMOVED["number"])
        for spoken in reversed(runs(text)):
            if len(spoken.digits) > LONGEST_FILED_NUMBER and not self._is_known(spoken.digits):
                text = text[: spoken.start] + REMOVED["number"] + text[spoken.end :]
        return text

    def _may_say(self, sentence: str) -> bool:
        places = (hit.group() for hit in _PLACES.finditer(sentence))
        if not all(self._was_said(place) for place in places) or not self._numbers_are_his(sentence):
            return False
        if _PROMISE.search(sentence) and not sentence.endswith("?"):
            return False
        return not self._names_ours(sentence)

    def _numbers_are_his(self, sentence: str) -> bool:
        sends = _DIAL.search(sentence) is not None
        for digits in digit_runs(sentence):
            short = len(digits) <= (1 if sends else LONGEST_SPOKEN_NUMBER)
            if not short and not self._is_known(digits):
                return False
        return True

    def _is_known(self, digits: str) -> bool:
        if digits in EMERGENCY or digits in self.numbers:
            return True
        return len(digits) >= LEAST_OF_A_PHONE and any(digits in number for number in self.numbers)

    def _was_said(self, words: str) -> bool:
        return words.lower().strip(" .,;:!?") in self.said

    def _recites(self, text: str) -> bool:
        words = _words(text)
        if _rows(words, RECITED) & _instruction_rows():
            return True
        return bool(_rows(words, RECITED_RUNBOOK) & _runbook_rows(self.runbook, self.context))

    def _names_ours(self, sentence: str) -> bool:
        ours = _names_of(self.runbook) | _odd_words(self.runbook, self.context)
        return any(name in sentence.lower() and name not in self.said for name in ours)


_LONG_NUMBER = re.compile(r"\+?\d[\d\s().\-–/]{5,}\d")


def _audible(text: str) -> str:
    """Leave out what no voice can say: controls, hidden characters, pictures."""
    return "".join(c if c in " \n" or unicodedata.category(c) not in _SILENT else " " for c in text)


_SILENT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"})


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))


def _rows(words: tuple[str, ...], length: int) -> frozenset[tuple[str, ...]]:
    return frozenset(words[at : at + length] for at in range(len(words) - length + 1))


@lru_cache(maxsize=1)
def _instruction_rows() -> frozenset[tuple[str, ...]]:
    return _rows(_words(INSTRUCTIONS), RECITED)


@lru_cache(maxsize=512)
def _runbook_rows(runbook: Runbook, context: CallContext) -> frozenset[tuple[str, ...]]:
    return frozenset().union(
        *(_rows(_words(line), RECITED_RUNBOOK) for line in _secret_lines(runbook, context))
    )


@lru_cache(maxsize=512)
def _odd_words(runbook: Runbook, context: CallContext) -> frozenset[str]:
    """Words that nobody says by chance: codes and marks that stand in the instructions, the rules or a ticket."""
    texts = [INSTRUCTIONS.split("Reply with one")[1], *_secret_lines(runbook, context)]
    return frozenset(word.lower() for text in texts for word in _MARK.findall(text) if _is_odd(word))


def _is_odd(word: str) -> bool:
    has_digit, has_letter = any(c.isdigit() for c in word), any(c.isalpha() for c in word)
    return "_" in word or (has_digit and has_letter) or (word.isalpha() and word.isupper())


@lru_cache(maxsize=512)
def _names_of(runbook: Runbook) -> frozenset[str]:
    targets = (rule.target or "" for rule in runbook.escalation_rules)
    return frozenset(target.lower() for target in targets if len(target) > 3)


def _secret_lines(runbook: Runbook, context: CallContext) -> tuple[str, ...]:
    """What is never read to a caller. Known issues may be told; they are his own."""
    rules = (f"{rule.trigger} {rule.target or ''}" for rule in runbook.escalation_rules)
    tickets = (*runbook.recent_tickets, *context.recent_tickets, *context.notes)
    return (*rules, *runbook.out_of_scope_phrases, runbook.p1_threshold or "", *tickets)
