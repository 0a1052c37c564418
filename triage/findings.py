"""What stands out in a call, each thing with a name and a reason: the grounds of every decision made by code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from triage import patterns as p
from triage.hearing import Hearing, Scope, product_names, scope_of
from triage.matching import known_issue_met, matched_rule, meaning_of, quiet_rules, waking_rules
from triage.runbook import Runbook
from triage.thresholds import Threshold, read_threshold
from triage.types import Priority

MOST_CALLER_TURNS = 12
"""After so many turns a caller has earned a human."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One ground for waking somebody. `kind` says what sort of rule answers it; `dial` is a number to name."""

    name: str
    reason: str
    priority: Priority = Priority.P1
    kind: str = ""
    dial: str = ""


@dataclass(frozen=True)
class Situation:
    """What was heard, beside what the runbook says about it today."""

    hearing: Hearing
    runbook: Runbook
    threshold: Threshold
    known_issue: str | None
    """A known issue that explains the call, None when there is none or when it got worse."""


def read_situation(hearing: Hearing, runbook: Runbook, now: datetime) -> Situation:
    threshold = read_threshold(runbook.p1_threshold, now)
    issue = known_issue_met(runbook, hearing.live) if hearing.live else None
    if issue and _is_more_than(issue, hearing):
        issue = None
    return Situation(hearing, runbook, threshold, issue)


_MORE = p.compiled(
    (
        r"(?:is|are|was) (?:not|nothing like) (?:just |only )?(?:that|this|it|the (?:usual|known|same|normal|regular|old)|like (?:that|usual|before))(?! (?:fine|ok|bad))",
        r"this (?:is not|is different|time)|not (?:just|only)|(?:more|worse|bigger) than (?:a|just|that|usual|the usual|before|normal)|(?:much |way |a lot |gotten |getting |got )worse|different from|unlike|well now|now (?:\w+ ){0,3}?(?:will not|can not|does not|do not|is (?:down|dead|out|gone|not)|are (?:down|dead|out|gone|not))|besides that|on top of (?:that|it)|but (?:now|today|tonight|this)|now (?:it is |the |they are |we )?(?:\w+ )?(?:all|every|whole|nobody|no one|none|can not|completely|totally|also|too|both|three|four|five|six)|(?:completely|totally|entirely|fully) (?:down|out|dead|gone|offline)|as well|instead of|usually|normally|no es (?:eso|lo mismo)|peor",
    )
)


def _is_more_than(issue: str, hearing: Hearing) -> bool:
    live = hearing.live
    if _MORE.search(live):
        return True
    if p.CONSEQUENCE.search(live):
        return True
    about_many = meaning_of(issue.lower()).asks_for_many
    return not about_many and any(p.EVERYBODY.search(s) and p.HARD.search(s) for s in hearing.sentences)


def findings(situation: Situation) -> tuple[Finding, ...]:
    """Return every ground for waking somebody, the gravest first."""
    found: dict[str, Finding] = {}
    for check in _CHECKS:
        for finding in check(situation):
            found.setdefault(finding.name, finding)
    return tuple(found.values())


def _life_and_safety(situation: Situation) -> Iterator[Finding]:
    live = situation.hearing.live
    if p.SELF_HARM.search(live):
        yield Finding(
            "self_harm", "the caller speaks of harming himself or somebody", kind="life", dial="988"
        )
    if p.is_affirmed(p.LIFE, live):
        yield Finding("life", "somebody's life or health is in danger", kind="life", dial="911")
    if p.is_affirmed(p.FIRE, live):
        yield Finding("fire", "fire, smoke or a burning smell", kind="fire", dial="911")


def _premises(situation: Situation) -> Iterator[Finding]:
    live = situation.hearing.live
    if p.is_affirmed(p.WATER, live):
        yield Finding("water", "water close to equipment", kind="water")
    if p.is_affirmed(p.HEAT, live):
        yield Finding("heat", "heat or an alarm where the equipment stands", kind="heat")
    if p.is_affirmed(p.SAFETY, live) and not _is_ones_own_trifle(situation):
        yield Finding("safety", "a control that people's safety depends on has failed", kind="safety")
    if p.is_affirmed(p.CLIMATE, live):
        yield Finding("climate", "goods that must stay cold or warm are at risk", kind="climate")
    if p.is_affirmed(p.DOORS, live) and situation.hearing.scope is not Scope.ONE:
        yield Finding("doors", "doors or cameras no longer protect the building", kind="doors")


def _security(situation: Situation) -> Iterator[Finding]:
    live = situation.hearing.live
    if not (p.is_affirmed(p.SECURITY, live) or p.SECURITY_PLAIN.search(live)):
        return
    if p.NOT_FALLEN_FOR.search(live) and not _GRAVE_SECURITY.search(p.NOT_FALLEN_FOR.sub(" ", live)):
        return
    yield Finding("security", "signs of a security incident", kind="security")


_GRAVE_SECURITY = p.compiled(
    (
        r"ransom\w*|encrypted|hacked|breach\w*|stolen|stole|malware|moving by itself|wired?|transfer\w*|gave|typed|entered|code|codes|bitcoin|but (?:\w+ ){0,4}?(?:did|clicked|opened)|one of (?:us|our)|(?:she|he|someone|jenny) (?:clicked|opened)",
    )
)


def _data_loss(situation: Situation) -> Iterator[Finding]:
    hearing = situation.hearing
    if situation.known_issue or hearing.scope is Scope.ONE:
        return
    if p.is_affirmed(p.DATA_LOSS, hearing.live) and not p.TRIVIAL_THING.search(hearing.live):
        yield Finding("data_loss", "shared data is missing or has gone back in time", kind="data_loss")


def _outages(situation: Situation) -> Iterator[Finding]:
    hearing = situation.hearing
    if situation.known_issue:
        return
    if _hits_many(situation):
        yield Finding("many_down", "several people or a whole site cannot work", kind="outage")
    if _site_system_down(situation):
        yield Finding("system_down", "a system that the whole site stands on is down", kind="outage")
    if p.CONSEQUENCE.search(hearing.live) and _has_trouble(situation) and not _is_ones_own_trifle(situation):
        yield Finding("business_stopped", "the customer's business stands still", kind="outage")


def _hits_many(situation: Situation) -> bool:
    hearing = situation.hearing
    if (
        hearing.people
        and hearing.people < situation.threshold.people
        and not p.EVERYBODY.search(hearing.live)
    ):
        return False
    sentences = hearing.sentences
    for place, sentence in enumerate(sentences):
        if not _is_grave(situation, sentence, with_its_subject(sentences, place)):
            continue
        around = " . ".join(sentences[max(0, place - 1) : place + 2])
        if scope_of(around).is_many and hearing.scope_from(place) is not Scope.ONE:
            return True
    return False


def _is_grave(situation: Situation, sentence: str, about: str) -> bool:
    """Whether work stops in this sentence, over something that is no trifle."""
    if not (p.HARD.search(sentence) or p.STOPPED_WORK.search(sentence)):
        return False
    return not is_trivial(situation.runbook, about)


def with_its_subject(sentences: Sequence[str], place: int) -> str:
    """Return a sentence behind the one that names what it is about ("it still shows an error": the printer)."""
    first = place
    while first > 0 and (
        _PRONOUN.match(sentences[first]) or not any(t.search(sentences[first]) for t in _THINGS)
    ):
        first -= 1
    return sentences[place] if first == place else f"{sentences[first]} . {sentences[place]}"


_THINGS = (p.IMPORTANT_THINGS, p.TRIVIAL_THING, p.PERSONAL_THING, p.BUSINESS_SYSTEMS, p.SITE_SYSTEMS)
_PRONOUN = re.compile(r"(?:it|this|that|they|the light|y)\b")
_DOWN_NEAR = p.compiled(
    (
        r"(?:is|are|was|went|has|have|just|all|gone|been|goes|keeps|looks|seems|appears|still)? ?(?:\w+ ){0,3}?(?:down|dead|out(?! of)|offline|unreachable|unavailable|crashed|crashing|gone|(?<!fell )(?<!came )(?<!took )(?<!day )off(?! (?:by|center))|not (?:respond\w*|com\w*|work\w*|reachable|up|there|boot\w*|start\w*|turn\w*)|will not (?:boot|start|come|turn)|stopped|quit|died|froze|frozen|tripped|blinking red|caid[oa]s?|no (?:funciona\w*|sirve\w*|responde\w*|hay)|muert[oa]s?|se cayo)",
    )
)
_SITE_DOWN = p.compiled(
    (
        r"(?:lost|no|without|losing|se cayo|se cayeron|se fue|no hay|no tenemos|sin) (?:\w+ ){0,2}?(?:internet|network|power|phones?|phone service|dial tone|email|servers?|electricity|el sistema|el servidor|la luz|el internet|internet|sistema|luz|telefonos)",
    )
)
_NOT_THE_SITE = p.compiled(
    (
        r"guest|my (?:house|home|apartment)|at home|from home|home (?:internet|wifi|network)|(?:test|demo|old|spare|training|print|retired|dev|backup|lab|fax|game|minecraft|music) (?:server|line|system|phone)|restaurant server|printer|print server|one of the|server room tv",
    )
)


def _site_system_down(situation: Situation) -> bool:
    return any(
        _site_down_in(sentence, situation.runbook)
        and not is_trivial(situation.runbook, sentence)
        and situation.hearing.scope_from(place) is not Scope.ONE
        for place, sentence in enumerate(situation.hearing.sentences)
        if not _NOT_THE_SITE.search(sentence)
    )


def _site_down_in(sentence: str, runbook: Runbook) -> bool:
    if p.is_affirmed(_SITE_DOWN, sentence):
        return True
    if _CORE_DOWN.search(sentence) or any(
        f"{name} {down}" in sentence for name in _names(runbook) for down in _IS_DOWN
    ):
        return True
    for hit in p.SITE_SYSTEMS.finditer(sentence):
        if hit.group().startswith("my ") or sentence[: hit.start()].endswith("my "):
            continue
        if _DOWN_NEAR.match(sentence[hit.end() :].lstrip(" ,")):
            return True
    return False


_IS_DOWN = tuple(
    f"{is_now} {down}"
    for is_now in (
        "is",
        "just went",
        "went",
        "is all",
        "is completely",
        "has gone",
        "is showing",
        "has been",
        "just",
        "is still",
    )
    for down in ("down", "dead", "offline", "out", "unreachable", "unavailable", "crashed", "froze", "frozen")
)
_CORE_DOWN = p.compiled(
    (
        r"(?:ehr|emr|erp|pos|mes|wms|tms|pacs|scada|database|dispatch(?: system)?|core banking) (?:system )?(?:is|went|just went|has gone|has been) (?:all |completely )?(?:down|dead|offline|out|unreachable|unavailable|gr[ae]y)",
    )
)


def _names(runbook: Runbook) -> frozenset[str]:
    """The products of the runbook's systems and waking rules; a known issue's product may well work."""
    return frozenset(product_names(runbook).values()) - _OFTEN_ONES_OWN


_OFTEN_ONES_OWN = frozenset(
    {
        "outlook",
        "teams",
        "excel",
        "chrome",
        "printer",
        "anyconnect",
        "fortinet",
        "zebra",
        "cisco",
        "chromebooks",
    }
)


def is_trivial(runbook: Runbook, sentence: str) -> bool:
    """Whether a sentence is about a trifle, by everybody's vocabulary or by this customer's quiet rules."""
    if p.BUSINESS_SYSTEMS.search(sentence) or _SERVER.search(sentence):
        return False
    if p.CONSEQUENCE.search(sentence) or matched_rule(waking_rules(runbook), sentence, enough=0.99):
        return False
    if p.TRIVIAL_THING.search(sentence):
        return True
    met = matched_rule(quiet_rules(runbook), sentence, enough=1.0)
    return met is not None and not meaning_of(met[1]).subjects <= _NEVER_TRIVIAL


_SERVER = p.compiled((r"servers?|internet|network|everything",))
_NEVER_TRIVIAL = frozenset(
    {"password", "laptop", "slow", "login", "email", "internet", "phones", "files", "howto"}
)
"""A quiet rule on passwords or laptops means one person's; everybody's at once is an outage."""


def _has_trouble(situation: Situation) -> bool:
    live = situation.hearing.live
    return bool(
        p.HARD.search(live)
        or p.SITE_SYSTEMS.search(live)
        or p.BUSINESS_SYSTEMS.search(live)
        or p.CONSEQUENCE.search(live)
    )


def _is_ones_own_trifle(situation: Situation) -> bool:
    hearing = situation.hearing
    return (
        hearing.scope is Scope.ONE
        and not p.CRITICAL_ROLE.search(hearing.live)
        and (p.OWN_THING.search(hearing.live) is not None or is_trivial(situation.runbook, hearing.live))
    )


def _one_person_that_matters(situation: Situation) -> Iterator[Finding]:
    live, runbook = situation.hearing.live, situation.runbook
    if not (p.HARD.search(live) or p.STOPPED_WORK.search(live)) or situation.known_issue:
        return
    if is_trivial(runbook, live) and not _LEGAL.search(live):
        return
    if p.DEADLINE_EVENT.search(live) and p.DEADLINE_SOON.search(live):
        yield Finding("deadline", "a deadline of the business is at risk tonight", kind="deadline")
    if p.CRITICAL_ROLE.search(live) and (p.BUSINESS_SYSTEMS.search(live) or _CRITICAL_WORK.search(live)):
        yield Finding("critical_role", "the only person in a critical role cannot work", kind="outage")
    if situation.threshold.anyone and _is_core(runbook, live):
        yield Finding(
            "season", "in this season one person who cannot work is enough for the customer", kind="deadline"
        )


_LEGAL = p.compiled((r"court|efil\w*|hearing|closing|statute|surgery|wire",))
_CRITICAL_WORK = p.compiled(
    (
        r"dispatch\w*|nurse|pharmac\w*|surg\w*|patients?|residents?|operator|machine|tanks?|line|er|icu|control room|chart\w*|meds|doctor|physician|provider|orders?|trucks?|drivers?|radiolog\w*|crisis|911|teller|lab",
    )
)


def _is_core(runbook: Runbook, text: str) -> bool:
    """Whether the text names one of the systems that the runbook's waking rules or systems speak of."""
    if p.BUSINESS_SYSTEMS.search(text):
        return True
    return matched_rule(waking_rules(runbook), text) is not None


def _runbook_rule(situation: Situation) -> Iterator[Finding]:
    """A rule of the runbook that is met by meaning, with something failing and not for one person alone."""
    hearing, runbook = situation.hearing, situation.runbook
    if situation.known_issue or not hearing.live:
        return
    for sentence in (*hearing.sentences, hearing.live):
        if not p.HARD.search(sentence) and not _SITE_DOWN.search(sentence):
            continue
        met = matched_rule(waking_rules(runbook), sentence, enough=0.99)
        if met and _rule_holds(situation, met[1], sentence):
            yield Finding("runbook_rule", f'the runbook\'s "{met[1]}" is met', kind="outage")
            return


def _rule_holds(situation: Situation, phrase: str, sentence: str) -> bool:
    meaning = meaning_of(phrase)
    scope = situation.hearing.scope
    if "AND" in phrase:
        return True
    if scope is Scope.ONE:
        return False
    if meaning.asks_for_many or _is_program(meaning.subjects):
        return scope.is_many
    return not is_trivial(situation.runbook, sentence)


def _is_program(subjects: frozenset[str]) -> bool:
    """Programs fail for one person as often as for all; whole-site systems and machines do not."""
    return not subjects & {
        "server",
        "internet",
        "phones",
        "power",
        "cold",
        "door",
        "camera",
        "alarm",
        "production",
        "heat",
        "nursecall",
        "payments",
        "dispatch",
    }


def _human_wanted(situation: Situation) -> Iterator[Finding]:
    said = situation.hearing.said
    for utterance in situation.hearing.utterances:
        text = p.OUT_OF_SCOPE.sub(" ", utterance.text)
        if p.is_affirmed(p.WANTS_HUMAN, text) and not p.MISDIAL.search(text) and not p.ROBOCALL.search(text):
            if p.NO_HUMAN_NEEDED.search(text) and not _INSISTS.search(text):
                continue
            yield Finding("human_wanted", "the caller asks for a human", Priority.P3)
            return
    _ = said


_INSISTS = p.compiled(
    (
        r"now|right now|tonight|immediately|do not want to (?:talk|speak) to (?:a|this) (?:robot|machine|computer|bot)|real person|human",
    )
)


def _patience(situation: Situation) -> Iterator[Finding]:
    if situation.hearing.turns_taken > MOST_CALLER_TURNS:
        yield Finding("turn_limit", f"no answer after {MOST_CALLER_TURNS} turns", Priority.P2)


_CHECKS: tuple[Callable[[Situation], Iterator[Finding]], ...] = (
    _life_and_safety,
    _premises,
    _security,
    _data_loss,
    _outages,
    _one_person_that_matters,
    _runbook_rule,
    _human_wanted,
    _patience,
)
