"""Conversations that this process asked the last question in: what it needs to foresee the exchange that the answer makes."""

from __future__ import annotations

import time
from dataclasses import replace
from uuid import UUID

from calls.conversation.exchange import Heard
from calls.privacy.given_away import given_away
from triage import Action, Speaker
from triage import Turn as Utterance

MOST = 1_000
SECONDS = 120.0  # a line that is quiet for longer was ended
_in_mind: dict[tuple[UUID, str], tuple[float, Heard]] = {}


def keep_in_mind(heard: Heard, question: str) -> None:
    """Remember an exchange that ended in a question. A caller whose company is unknown may name it next: not foreseen."""
    call = heard.call
    if call.is_escalated or call.customer_id is None:
        return
    asked = Utterance(Speaker.AGENT, question)
    _in_mind.pop((call.tenant_id, call.sid), None)
    _in_mind[call.tenant_id, call.sid] = time.monotonic(), replace(heard, turns=(*heard.turns, asked))
    _forget_the_oldest()


def foresee(tenant_id: UUID, sid: str, *, said: str, digits: str, turn: int | None) -> Heard | None:
    """Return the exchange that these words will make, once: a repeated request is not thought about twice.

    `turn` is the exchange that the request says it belongs to. None: this process cannot know, or the words give a
    secret away that the rows are to be rid of first.
    """
    _, before = _in_mind.pop((tenant_id, sid), (0.0, None))
    if before is None or turn not in (None, before.exchange + 1):
        return None
    turns = (*before.turns, Utterance(Speaker.CALLER, said))
    if given_away(turns):
        return None
    action = Action.GATHER if before.exchange else ""
    return replace(
        before, exchange=before.exchange + 1, turns=turns, digits=digits, last_action=action, company_named=""
    )


def _forget_the_oldest() -> None:
    while _in_mind:
        key = next(iter(_in_mind))
        if len(_in_mind) <= MOST and time.monotonic() - _in_mind[key][0] < SECONDS:
            return
        _in_mind.pop(key, None)
