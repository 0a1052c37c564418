"""Secrets that a caller says aloud are masked before they reach a prompt, a ticket, a page or a log.

Card numbers (checked by Luhn), social security numbers, passwords, codes and PINs; written in digits or spoken one
by one, in one breath or over several turns, in the languages that the desk speaks. A call-back number stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from triage.spoken_digits import Run, is_luhn, runs
from triage.types import Speaker, Turn

CARD, SSN, NUMBER, SECRET = "[card number removed]", "[SSN removed]", "[number removed]", "[secret removed]"
CARD_PART, SSN_PART = "[part of a card number removed]", "[part of an SSN removed]"
"""What stands for digits that are surely a secret and surely not all of it: more of them may follow."""
LEAST_OF_A_SECRET = 4
"""Digits of a secret that are known again wherever they stand; fewer could be anything."""
MOST_TURNS_APART = 20
"""Turns over which one number may be dictated: a card has 16 digits, and some say them one by one."""

_SSN_FORM = re.compile(r"(?<!\d)(?!000|666|9\d\d)\d{3}[- .]\d{2}[- .]\d{4}(?!\d)")
_SSN_WORDS = re.compile(
    r"\bsocial\b(?! media| work| network)|\bssn\b|seguro social|sécurité sociale|sozialversicherung\w*|\btax ?id"
    r"|\bitin\b|\bcpf\b|codice fiscale",
    re.IGNORECASE,
)
_CARD_WORDS = re.compile(
    r"\bcards?\b|\bvisa\b|master ?card|\bamex\b|american express|\bdiscover\b|tarjetas?\b|\bcarte\b|\bkarten?(?:nummer)?\b"
    r"|kreditkarte\w*|cart[ãa]o|\bcarta\b",
    re.IGNORECASE,
)
_CARD_NUMBER = re.compile(
    r"(?:card|visa|master ?card|amex|american express)(?:'s)?(?: number)?(?: is|'s|:| ends?| ending)"
    r"|(?:card|credit card|debit card|account) number|n[uú]mero de (?:la |mi )?tarjeta|tarjeta es|num[ée]ro de (?:la |ma )?carte"
    r"|carte est|kartennummer|karte ist|n[uú]mero do (?:meu )?cart[ãa]o|numero (?:della|di) carta",
    re.IGNORECASE,
)
_CALL_BACK = re.compile(
    r"\b(?:call|reach|phone|cell|mobile|extension|ext|call ?back|direct line|tel[eé]fono|celular|llam\w+)\b",
    re.IGNORECASE,
)
_CARDS_BEGIN = "3456"
_BEFORE = 60
"""Characters before a number that tell what it is."""


@lru_cache(maxsize=2_048)
def mask(text: str) -> str:
    """Return the text with whatever looks like a card number, an SSN or a secret taken out."""
    masked = secrets_out(text)
    masked = _SSN_FORM.sub(SSN, masked)
    for run in reversed(runs(masked)):
        before = masked[max(0, run.start - _BEFORE) : run.start]
        if verdict := _verdict(run.digits, before) or _half_a_card(masked, run):
            masked = masked[: run.start] + verdict + masked[run.end :]
    return masked


def _verdict(digits: str, context: str) -> str | None:
    """Say what a run of digits is; ten and eleven digits are call-back numbers and stay."""
    count = len(digits)
    if _SSN_WORDS.search(context) and (3 <= count <= 9):
        return SSN if count in (4, 9) else SSN_PART
    if _CARD_NUMBER.search(context) and count >= 4 and count not in (10, 11):
        return _card_or_part(digits)
    if count >= 12 and _CARD_WORDS.search(context):
        return _card_or_part(digits)
    if 13 <= count <= 19 and is_luhn(digits):
        return CARD
    return NUMBER if count == 9 or count >= 13 else None


def _card_or_part(digits: str) -> str:
    return CARD if 13 <= len(digits) <= 19 and is_luhn(digits) else CARD_PART


def _half_a_card(text: str, run: Run) -> str | None:
    """Two or three groups of four, and not a word beside them: nothing else that callers dictate looks like it."""
    looks = len(run.digits) in (8, 12) and run.digits[0] in _CARDS_BEGIN
    return CARD_PART if looks and _is_all_digits(text, run) else None


class Hidden(NamedTuple):
    """A piece of a secret that only what came later gave away: its turn, as it was said, and what stands for it."""

    turn: int
    text: str
    label: str


def mask_turns(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Mask every turn, and what a caller spreads over several turns; the agent's echo of it as well."""
    texts = [mask(turn.text) for turn in turns]
    for hidden in spread_secrets(turns):
        texts[hidden.turn] = texts[hidden.turn].replace(hidden.text, hidden.label)
    return tuple(Turn(turn.speaker, text) for turn, text in zip(turns, texts, strict=True))


def without(text: str, given_away: Sequence[Hidden]) -> str:
    """Return a text that was made of earlier turns without the pieces that turned out to be secrets, cut off ones too."""
    for hidden in given_away:
        piece = re.compile(rf"(?<!\w){re.escape(hidden.text)}(?!\w)", re.IGNORECASE)
        text = piece.sub(hidden.label, text)
        secret = "".join(run.digits for run in runs(hidden.text))
        for run in reversed(runs(text)):
            shared = run.digits in secret or secret in run.digits
            if min(len(run.digits), len(secret)) >= LEAST_OF_A_SECRET and shared:
                text = text[: run.start] + hidden.label + text[run.end :]
    return text


def spread_secrets(turns: Sequence[Turn]) -> tuple[Hidden, ...]:
    """Return the pieces of secrets that were said over several turns, in the words of the single turns."""
    return _spread(tuple(turns))


@lru_cache(maxsize=512)
def _spread(turns: tuple[Turn, ...]) -> tuple[Hidden, ...]:
    callers = [place for place, turn in enumerate(turns) if turn.speaker is Speaker.CALLER]
    texts = {place: mask(turns[place].text) for place in callers}
    found = [*_first_halves(callers, texts), *_numbers_apart(callers, texts), *_secrets_apart(callers, texts)]
    return (*found, *_echoes(turns, found))


def _numbers_apart(callers: Sequence[int], texts: dict[int, str]) -> Iterator[Hidden]:
    """Follow each number that a turn ends with into the turns after it, for as long as they go on with digits."""
    for first, place in enumerate(callers):
        before = texts[callers[first - 1]] if first else ""
        run = _last_run(texts[place])
        if run is None:
            continue
        if label := _announced_number(before, texts[place], run):
            texts[place] = texts[place].replace(run.text, label)
            yield Hidden(place, run.text, label)
            continue
        chain = [(place, run)]
        for later in callers[first + 1 : first + MOST_TURNS_APART]:
            following = _first_run(texts[later])
            if following is None:
                break
            chain.append((later, following))
            if verdict := _verdict_apart(chain, f"{before} {' '.join(texts[at] for at, _ in chain)}"):
                yield from (Hidden(at, part.text, verdict) for at, part in chain)
            if _last_run(texts[later]) != following:
                break


def _announced_number(before: str, text: str, run: Run) -> str | None:
    """Say what a turn of nothing but digits is, when the turn before announced it or was the first half of it."""
    if not _is_all_digits(text, run):
        return None
    ending = before.rstrip(" .,!")
    if ending.endswith((CARD_PART, SSN_PART)):
        return CARD_PART if ending.endswith(CARD_PART) else SSN_PART
    return _verdict(run.digits, before[-_BEFORE:]) if runs(before[-_BEFORE:]) == () else None


def _first_halves(callers: Sequence[int], texts: dict[int, str]) -> Iterator[Hidden]:
    """Find turns of nothing but digits that the turn after them goes on with, in a number that was masked by itself."""
    for place, later in reversed(list(pairwise(callers))):
        run = _last_run(texts[place])
        if run and texts[later].startswith((CARD, CARD_PART, NUMBER)) and _is_all_digits(texts[place], run):
            texts[place] = texts[place].replace(run.text, CARD_PART)
            yield Hidden(place, run.text, CARD_PART)


def _is_all_digits(text: str, run: Run) -> bool:
    rest = text[: run.start] + " " + text[run.end :]
    return _LEADING.issuperset(word.strip(".,;:!?¿¡'").lower() for word in rest.split())


def _verdict_apart(chain: Sequence[tuple[int, Run]], context: str) -> str | None:
    digits = "".join(run.digits for _, run in chain)
    count = len(digits)
    if _SSN_WORDS.search(context):
        return (SSN if count == 9 else SSN_PART) if 3 <= count <= 9 else None
    if _CARD_WORDS.search(context) and count >= 8:
        is_call_back = count in (10, 11) and _CALL_BACK.search(context)
        return None if is_call_back else _card_or_part(digits)
    if _CALL_BACK.search(context):
        return None
    if 13 <= count <= 19 and is_luhn(digits) and digits[0] in _CARDS_BEGIN:
        return CARD
    return NUMBER if count == 9 or count >= 15 else None


def _last_run(text: str) -> Run | None:
    """Return the number that a turn ends with, a few words after it notwithstanding."""
    found = runs(text)
    return found[-1] if found and len(text[found[-1].end :].split()) <= _WORDS_AFTER else None


def _first_run(text: str) -> Run | None:
    """Return the number that a turn begins with, after words such as "and the rest is"."""
    found = runs(text)
    if not found:
        return None
    lead = [word.strip(".,;:!?¿¡'").lower() for word in text[: found[0].start].split()]
    return found[0] if len(lead) <= _WORDS_BEFORE and (len(lead) <= 1 or _LEADING.issuperset(lead)) else None


_WORDS_AFTER, _WORDS_BEFORE = 3, 8
_LEADING = frozenset(
    """okay ok yes yeah sure so and then the rest of it is it's its next last first four three two digits are number
    numbers final followed by uh um that's that was after go on continuing continue ending in with sorry again
    y luego el resto es son los ultimos últimos cuatro numeros números sigue si sí despues después
    et puis le reste est sont les derniers chiffres ensuite und dann der rest ist die letzten ziffern danach
    e depois o resto são os últimos números poi il resto sono gli ultimi""".split()
)


def _secrets_apart(callers: Sequence[int], texts: dict[int, str]) -> Iterator[Hidden]:
    """A password whose announcement ends one turn is what the next begins with; and it may go on after that."""
    for place, later in pairwise(callers):
        text = texts[later].strip()
        if not text or SECRET in text:
            continue
        announced = _ANNOUNCED.search(texts[place]) and len(text.split()) <= _LONGEST_SECRET
        continued = texts[place].rstrip(" .,!").endswith(SECRET) and _CONTINUED.fullmatch(text)
        if (announced and not _NO_SECRET.match(text)) or continued:
            yield Hidden(later, texts[later].strip(), SECRET)


def _echoes(turns: Sequence[Turn], found: Sequence[Hidden]) -> Iterator[Hidden]:
    """Where the agent repeated a piece, it goes there as well."""
    for hidden in found:
        wanted = "".join(run.digits for run in runs(hidden.text))
        for place, turn in enumerate(turns):
            if turn.speaker is Speaker.AGENT and len(wanted) >= 4:
                same = (run for run in runs(turn.text) if wanted in run.digits)
                yield from (Hidden(place, run.text, hidden.label) for run in same)


def digit_runs(text: str) -> list[str]:
    """Return the numbers in a text as digits, however they were written or said."""
    return [run.digits for run in runs(text)]


# Passwords, codes and PINs: a name of one, a word that says what it is, and the secret itself.
_NAME_OF_ONE = (
    r"(?:pass\s?(?:word|code|phrase|key)|pwd|pin(?:\s?(?:code|number))?|security (?:code|answer)|cvv\d?|cvc\d?"
    r"|(?:verification|mfa|2fa|access|one[- ]time|login|authenticator|authentication|alarm|door|gate|unlock)\s?(?:code|pin)"
    r"|contrase[nñ]a|clave|mot de passe|passwort|kennwort|geheimzahl|senha|palavra[- ]passe|parola d['’ ]ordine)"
)
_IS_ONE = r"(?:is|was|are|es|era|est|ist|war|lautet|é|è|['’]s|to|as)"
_PIECE_OF_ONE = r"[^\s,;!?]+?(?=[.,;!?]*(?:\s|$))"
_END_OF_ONE = r"(?:and|but|so|if|can|could|please|it|that|which|i|y|pero|because|for|with|thanks|on|in|just|et|mais|und|aber|mas|ma)"
_NATO = (
    "alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|quebec|romeo"
    "|sierra|tango|uniform|victor|whiskey|x-?ray|yankee|zulu"
)
_SPELLED_PIECE = (
    rf"(?:[a-z0-9]|\d+|zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|capital|upper ?case|lower ?case|big|small|letter|{_NATO}"
    r"|(?:as in|like|for) \w+|exclamation(?: point| mark)?|dollar(?: sign)?|hash(?:tag)?|pound(?: sign)?|at(?: sign)?|star|asterisk"
    r"|underscore|dash|hyphen|dot|period|question mark|ampersand|percent(?: sign)?|plus|equals|slash|bang|mayúscula|mayuscula"
    r"|minúscula|majuscule|gro(?:ß|ss)|klein|maiúscula|maiuscola|arroba|guion|punto)"
)
_SPELLED = rf"(?:[\s,.\-]+{_SPELLED_PIECE}(?=[\s,.!?\-]|$))*"
_SECRET = re.compile(
    rf"(?P<lead>\b{_NAME_OF_ONE}(?:\s+(?:for|to|on|de|del|of|für|du|da|do)\s+(?:\w+\s+){{0,4}}?\w+)?\s*"
    rf"(?:(?:\b{_IS_ONE})(?!\w)[\s:,]*|[:=]\s*)(?:still\s+|now\s+|currently\s+|set to\s+)?)"
    rf"(?P<secret>\"[^\"]+\"|{_SPELLED_PIECE}(?:[\s,.\-]+{_SPELLED_PIECE}(?=[\s,.!?\-]|$))+|{_PIECE_OF_ONE}(?:\s+(?!{_END_OF_ONE}\b){_PIECE_OF_ONE}){{0,5}}{_SPELLED})",
    re.IGNORECASE,
)
_BARE_SECRET = re.compile(
    rf"(?P<lead>\b{_NAME_OF_ONE}\s+(?:number\s+)?)(?P<secret>(?=[^\s,;]*\d)[^\s,;.!?]{{3,}}(?:[\s-]+\d{{2,}})*)",
    re.IGNORECASE,
)
_GIVEN_AS = re.compile(
    rf"(?P<lead>\b(?:use|try|type|enter|usa|use a)\s+)(?P<secret>\S+)(?=\s+(?:as|for|como|comme|als)\s+(?:\w+\s+)?{_NAME_OF_ONE})",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(
    r"^\W*(?:not|no|never|wrong|expired?|expiring|locked|incorrect|invalid|the same|reset|being|too|working|broken|rejected|"
    r"denied|bad|old|gone|forgotten|due|about|going|still|now|what|asked|asking|(?:correct|right|fine)$|needed|required|missing|"
    r"changed|blocked|refused|accepted|in|on|somewhere|written|stuck|a|an|my|his|her|their|incorrecta|mala|work\w*|help\w*|"
    r"the|expir\w+|inv[aá]lid\w*|errad[ao]|faux|fausse|refus\w+|bloqu\w+|abgelaufen|"
    r"falsch|gesperrt|weg|nicht|kein\w*|pas|n[ãa]o|non|scadut[ao]|sbagliat[ao]|errat[ao]|bloccat[ao]|it|this|that|something)\b",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    rf"\b{_NAME_OF_ONE}(?:\s+(?:for|to|on|de|del|of|für|du|da|do)\s+(?:\w+\s+){{0,4}}?\w+)?\s*(?:\b{_IS_ONE}|:)[\s.:,…]*$",
    re.IGNORECASE,
)
_CONTINUED = re.compile(
    rf"(?:(?:and|then|and then|followed by|the rest is)[\s,]+)?{_SPELLED_PIECE}{_SPELLED}[.!?]*"
    r"|(?:and then|then|followed by|the rest is|and the rest is)\s+(?:\S+\s*){1,4}",
    re.IGNORECASE,
)
_LONGEST_SECRET = 8


_ASKS_TO = re.compile(r"\bto[\s:,]*$", re.IGNORECASE)
_VERB = re.compile(
    r"\W*(?:change|me|be|get|log|sign|open|use|access|enter|see|reset|unlock|the|our|your|start|work)\b",
    re.IGNORECASE,
)
_HINTS = (
    "pass",
    "pwd",
    "pin",
    "code",
    "cvv",
    "cvc",
    "contrase",
    "clave",
    "kennwort",
    "geheimzahl",
    "senha",
    "palavra",
    "parola",
)


def secrets_out(text: str) -> str:
    """Take out what is announced as a password, a code or a PIN."""
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS):
        return text
    for pattern in (_SECRET, _BARE_SECRET, _GIVEN_AS):
        text = pattern.sub(_without_secret, text)
    return text


def _without_secret(hit: re.Match[str]) -> str:
    harmless = _NO_SECRET.match(hit["secret"]) or (
        _ASKS_TO.search(hit["lead"]) and _VERB.match(hit["secret"])
    )
    return hit.group() if harmless else hit["lead"] + SECRET
