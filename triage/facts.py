"""What ticket, page, dashboard and API tell of a call: the decider's claims where they hold, the caller's words elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from triage import patterns as p
from triage.categories import category_of
from triage.hearing import Hearing, listen
from triage.language import Language, callers_language
from triage.masking import digit_runs, mask, mask_turns
from triage.runbook import Runbook
from triage.scope import Scope
from triage.spoken_digits import runs
from triage.types import Action, CallContext, Decision, Speaker, Told, Turn
from triage.words import normalise

LONGEST_FACT = 200

_SINCE = p.compiled(
    (
        r"since (?:about |around |before |after )?(?:last night|this morning|noon|midnight|yesterday|lunch|\d{1,2}(?: ?(?:am|pm))?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: (?:am|pm|oclock|thirty|fifteen))?)|(?:for |about |around )?(?:a|an|half an|one|two|three|four|five|ten|fifteen|twenty|thirty|forty|\d+) (?:minutes?|hours?|days?)(?: ago| now)?",
        r"desde (?:hace (?:\w+ ){1,2}?(?:minutos?|horas?|dias?)|anoche|ayer|hoy|esta (?:manana|tarde|noche)|las? \w+(?: y media| de la (?:manana|tarde|noche))?)",
        r"hace (?:\w+ ){1,2}?(?:minutos?|horas?|dias?|rato)",
        r"depuis (?:hier|ce matin|ce soir|midi|minuit|(?:une|deux|trois|\d+) (?:minutes?|heures?|jours?)|\w+ heures?)",
        r"seit (?:gestern|heute(?: \w+)?|(?:einer|zwei|drei|\d+) (?:minuten|stunden?|tagen)|\w+ uhr)",
        r"desde (?:ontem|hoje|as \w+|esta (?:manha|noite))|ha (?:uma|duas|\d+) (?:horas?|minutos?|dias?)",
        r"da (?:ieri|stamattina|stasera|(?:un|due|tre|\d+) (?:ora|ore|minuti|giorni))",
    )
)
_TRIED = re.compile(
    r"\b(?:tried|re-?started|re-?booted|unplugged|power[- ]?cycled|reset|re-?installed|swapped|replaced|logged out"
    r"|(?:turned|switched|shut) (?:it|them|everything|the \w+) (?:off|down)|checked the|cleared|plugged (?:it|them) (?:back )?in"
    r"|reinici(?:é|e|amos|ado|aron)|apag(?:ué|amos|ado)|intent(?:é|amos)|prob(?:é|amos)|redémarré|essayé|neu ?gestartet|neugestartet"
    r"|versucht|reiniciei|reiniciamos|tentei|riavviat\w|provato)\b",
    re.IGNORECASE,
)
_NOT_TRIED = re.compile(
    r"\b(?:not|never|no|nobody|haven't|hasn't|didn't|don't|nicht|nie|pas|non|não|nunca|tampoco)\b|n[’']t\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?;])\s+")
_NAME = re.compile(
    r"\b(?i:this is|my name is|me llamo|mi nombre es|habla|soy|je m['’]appelle|ich hei(?:ß|ss)e|hier ist|meu nome é|mi chiamo)"
    r" (?!(?:The|A|An|It|I|My|Our|No|Not|Just|About|From|El|La|Un|Una)\b)(?P<name>[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+)?)"
)
_REACH = re.compile(
    r"\b(?:call|reach|ring|text|my (?:cell|mobile|number|phone)|call[- ]?back|direct|tel[eé]fono|celular|ll[aá]m\w+|n[uú]mero"
    r"|rappel\w+|portable|handy|r[uü]ckruf|erreich\w+|telefone|celular|richiam\w+|cellulare)\b",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"\b(?:ext(?:ension)?\.?|extensión|anexo|poste|durchwahl|ramal|interno)\s+(?=\S)", re.IGNORECASE
)
_OPENING = re.compile(
    r"(?:^|(?<=[.!?,;]))\s*(?:hi|hello|hey|hola|good (?:morning|evening)|buenas (?:noches|tardes)|yeah|um+|uh+|well|so|okay|ok)\b[\s,.!?]*"
    r"|\b(?:this is|my name is) [\w'-]+(?: [\w'-]+)?(?: (?:from|at|with|over at) [\w'&-]+(?: [\w'&-]+)?)?\s*[,.]\s*",
    re.IGNORECASE,
)
_COUNTS = {
    "couple": 2,
    "dozen": 12,
    "half a dozen": 6,
    "docena": 12,
    "douzaine": 12,
    "dutzend": 12,
    "dúzia": 12,
}


def with_facts(
    decision: Decision, turns: Sequence[Turn], runbook: Runbook, context: CallContext | None = None
) -> Decision:
    """Return a decision that settles a call with all that is known about it; a question is returned as it is."""
    if decision.action is Action.GATHER:
        return decision
    return replace(decision, told=facts_of(decision, turns, runbook, context))


def facts_of(
    decision: Decision, turns: Sequence[Turn], runbook: Runbook, context: CallContext | None = None
) -> Told:
    """Gather the facts: what a decider claimed, checked; what it left open, from the caller's own words, masked."""
    told = decision.told or Told()
    hearing = listen(turns, runbook)
    said = _said(turns)
    problem = told.problem or _quoted(without_opening(_matter(said)), turns) or decision.reason
    return Told(
        problem=_fact(problem),
        category=told.category or category_of(decision, " ".join(said), runbook.known_systems),
        people=_people(told.people, hearing, said),
        scope="" if hearing.scope is Scope.UNKNOWN else hearing.scope.value,
        since=_fact(told.since or since_in(hearing.live)),
        tried=_fact(told.tried or _tried(said)),
        reach=reach_of(turns, runbook, context),
        language=language_name(turns),
    )


def since_in(text: str) -> str:
    """Return the words of a normalised text that tell since when it has been so, or ""."""
    found = _SINCE.search(text)
    return found.group() if found else ""


def without_opening(text: str) -> str:
    """Return an utterance without greeting and name, unless nothing else is in it."""
    stripped = " ".join(_OPENING.sub(" ", _OPENING.sub(" ", text).strip()).split()).strip(" ,.;")
    return f"{stripped[:1].upper()}{stripped[1:]}" if len(stripped.split()) > 1 else text.strip()


def _said(turns: Sequence[Turn]) -> list[str]:
    return [turn.text for turn in mask_turns(turns) if turn.speaker is Speaker.CALLER and turn.text.strip()]


def _fact(text: str) -> str:
    line = " ".join(mask(text).split())
    return line if len(line) <= LONGEST_FACT else line[: LONGEST_FACT - 1].rstrip() + "…"


def _matter(said: Sequence[str]) -> str:
    """Return what the caller said that tells most: the longest utterance that names trouble, else the longest."""
    return max(said, key=lambda text: (_names_trouble(text), len(text)), default="")


@lru_cache(maxsize=2_048)
def _names_trouble(text: str) -> bool:
    plain = normalise(text)
    return p.HARD.search(plain) is not None or p.STOPPED_WORK.search(plain) is not None


def language_name(turns: Sequence[Turn]) -> str:
    """Return what the caller speaks, in English, or "" when it is English or nothing shows it."""
    language = callers_language(turns)
    return language.english_name if language and language is not Language.ENGLISH else ""


def _quoted(words: str, turns: Sequence[Turn]) -> str:
    """A caller's foreign words are marked as his own: whoever reads them expects English."""
    language = language_name(turns)
    return f'({language}) "{words}"' if words and language else words


def _people(claimed: int | None, hearing: Hearing, said: Sequence[str]) -> int | None:
    """Return how many are hit; a decider's count stands when the caller said that number."""
    if claimed is not None and (claimed == hearing.people or claimed in _numbers(said)):
        return claimed
    return hearing.people if hearing.scope.is_many else None


def _numbers(said: Sequence[str]) -> set[int]:
    text = " ".join(said).lower()
    return {int(digits) for digits in digit_runs(text) if len(digits) <= 6} | {
        count for word, count in _COUNTS.items() if word in text
    }


def _tried(said: Sequence[str]) -> str:
    """Return the caller's sentences about what was tried, at most two."""
    sentences = [sentence.strip() for text in said for sentence in _SENTENCES.split(text)]
    return " ".join(list(dict.fromkeys(filter(_tells_of_trying, sentences)))[:2])


def _tells_of_trying(sentence: str) -> bool:
    hit = _TRIED.search(sentence)
    return hit is not None and _NOT_TRIED.search(sentence[: hit.start()]) is None


def reach_of(turns: Sequence[Turn], runbook: Runbook, context: CallContext | None = None) -> str:
    """Tell how to reach the caller: his name, the number he gave, the one he calls from, his extension."""
    said = _said(turns)
    known = ((context.caller_name if context else None) or runbook.caller_name or "").split("(")[0].strip()
    named = next((hit["name"] for text in said if (hit := _NAME.search(text))), "")
    calls_from = (context.caller_number if context else None) or ""
    given = _number_given(said)
    if given and "".join(c for c in calls_from if c.isdigit()).endswith(given[-10:]):
        given = ""
    extension = _extension(said)
    numbers = [f"{_grouped(given)} (given)" if given else "", calls_from]
    return _fact(", ".join(filter(None, (known or named, *numbers, extension and f"extension {extension}"))))


def _number_given(said: Sequence[str]) -> str:
    """Return the last number that the caller gave as his own, as digits."""
    found = ""
    for text in said:
        for run in runs(text):
            about_calling = _REACH.search(text[max(0, run.start - 60) : run.start]) is not None
            if len(run.digits) in (10, 11) or (len(run.digits) == 7 and about_calling):
                found = run.digits
    return found


def _extension(said: Sequence[str]) -> str:
    for text in reversed(said):
        for hit in _EXTENSION.finditer(text):
            after = next((run for run in runs(text) if run.start == hit.end()), None)
            if after and 2 <= len(after.digits) <= 6:
                return after.digits
    return ""


def _grouped(digits: str) -> str:
    if len(digits) < 10:
        return f"{digits[:3]}-{digits[3:]}"
    return f"{digits[:-10]}{'-' if digits[:-10] else ''}{digits[-10:-7]}-{digits[-7:-4]}-{digits[-4:]}"
