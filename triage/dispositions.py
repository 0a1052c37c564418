"""What a caller's own words say of how his call ends, by their letter: that it works, that he will try, that it is not ours."""

from __future__ import annotations

from triage import patterns as p
from triage.hearing import Hearing, Utterance
from triage.matching import out_of_scope_met
from triage.runbook import Runbook
from triage.words import normalise, tokens


def _matter(hearing: Hearing) -> tuple[Utterance, ...]:
    """The utterances that still say something: farewells at the end do not count."""
    utterances = [u for u in hearing.utterances if u.text]
    while len(utterances) > 1 and _closes(utterances[-1].text):
        utterances.pop()
    return tuple(utterances)


def confirms_fix(hearing: Hearing) -> bool:
    """Whether the caller's last word on the matter is that it works, after trouble was told."""
    matter = _matter(hearing)
    if not matter:
        return False
    last = matter[-1].text
    if not p.CONFIRMS_FIX.search(last) or p.WILL_TRY.search(last) or not _stands(last):
        return False
    earlier = " . ".join(u.text for u in matter[:-1])
    return bool(earlier) or (bool(p.HARD.search(last)) and bool(_MEANWHILE.search(last)))


_MEANWHILE = p.compiled((r"never ?mind|oh|wait|actually|it just|just now|while i was|came back|ya",))
_AGAIN = p.compiled((r"again(?! (?:now|thanks|thank))",))
_BUT = p.compiled((r"but|except|although|only|still|just that|it is just|pero",))
_ANOTHER = p.compiled(
    (
        r"others?|the rest|(?:up|down)stairs|next door|the (?:girls|guys|boys|ladies)|(?:every|any)(?:one|body) else",
    )
)


def _stands(text: str) -> bool:
    """Whether nothing takes the confirmation back: no "but", no "still", no hope instead of a fact, nobody else's."""
    hit = list(p.CONFIRMS_FIX.finditer(text))[-1]
    rest = text[hit.end() :]
    before = text[max(0, hit.start() - 40) : hit.start()].split(" . ")[-1]
    if _HOPES.search(before) or _DENIES.search(before + hit.group()) or _ANOTHER.search(before + hit.group()):
        return False
    return not (p.HARD.search(rest) or _AGAIN.search(rest) or _BUT.search(rest))


_HOPES = p.compiled(
    (
        r"if|when|once|hope|hopefully|think|maybe|might|should|would|see|whether|mark|ask|until|say|pretend|not sure",
    )
)
_DENIES = p.compiled(
    (
        r"(?:not|never|is not|no longer|hardly|barely|does not|still not) (?:\w+ ){0,2}?(?:work\w*|fix\w*|good|back|help\w*|print\w*|connect\w*)",
    )
)


def will_try(hearing: Hearing) -> bool:
    matter = _matter(hearing)
    return bool(matter) and p.WILL_TRY.search(matter[-1].text) is not None


def is_no_call_for_us(hearing: Hearing) -> bool:
    """Wrong numbers, recordings, salesmen's machines, silence and noise."""
    said = hearing.said
    if not tokens(said):
        return True
    if p.ROBOCALL.search(said):
        return True
    return p.MISDIAL.search(said) is not None and not p.HARD.search(said)


def is_out_of_scope(hearing: Hearing, runbook: Runbook) -> str | None:
    """Return why the matter is not ours to fix (sales, billing, the runbook's own list), or None."""
    said = hearing.said
    if phrase := out_of_scope_met(runbook, said):
        return f'the runbook lists "{phrase}" as out of scope'
    if p.SALES.search(said) or p.OUT_OF_SCOPE.search(said):
        return "sales, billing or contracts"
    return None


def closes_conversation(text: str) -> bool:
    """Whether an utterance brings nothing new: thanks, farewells, "no, that's all", or silence."""
    return _closes(normalise(text))


def _closes(text: str) -> bool:
    rest = p.CLOSING.sub(" ", text)
    rest = _MORNING.sub(" ", rest)
    return len(tokens(rest)) <= 1 and not p.HARD.search(rest) and not p.CONFIRMS_FIX.search(text)


_MORNING = p.compiled(
    (
        r"(?:until|till|for|in|tomorrow|that can wait|it can wait|i will|be|fine|you all|you guys|have|help|call|back|appreciated|just|a|it|is|i|am|was|for|your|the)",
    )
)
