"""What sort of incident a runbook's rule is written for, and which sort a call sounds like."""

from __future__ import annotations

import re
from functools import lru_cache

KINDS = {
    "security": r"secur|hack|breach|ransom|virus|phish|intrusion|compromis|stolen|theft|leak|expos|fraud|skimmer|\bwire|lost (?:device|tablet|laptop|phone)|\bdata\b|cyber|attack|break.?in|money|misdirect|wrong p|\bphi\b|hipaa|fake|suspicious|someone else|written down|taken over",
    "climate": r"fridge|freez|cooler|tank|temperat|vaccine|incubator|cryo|glycol|\bcold|water|pressure|\bgas\b|reefer|\bheat|alarm",
    "deadline": r"deadline|\bdue\b|filing|filed|file with|payroll|closing|submission|e-?fil|permit|\bbid\b|trade|testing",
    "doors": r"door|camera|badge|lock|alarm|vault|intercom|nurse|call (?:bell|light|button)|panic",
}
"""The words that show it in a rule's trigger; one rule may be written for several sorts."""

CLAIMS = ("worry", "settled", "trying", "life", "self_harm")
"""What is asked of every known call, in this order: had it to wake somebody; did its caller say that it works again, or
that he will try something; was he to be told of 911, or of 988.
"""

_WORDS = {kind: re.compile(words, re.IGNORECASE) for kind, words in KINDS.items()}


@lru_cache(maxsize=2_048)
def kinds_of(trigger: str) -> tuple[float, ...]:
    """Return for each kind 1.0 when the trigger is written for it, else 0.0."""
    return tuple(float(words.search(trigger) is not None) for words in _WORDS.values())
