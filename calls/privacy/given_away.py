"""What only a later turn gave away as a secret is taken out of everything that was stored before it.

The first half of a card number looks like any number. When the second half makes it one, the first is already in the
transcript, and may be in whatever was made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from django.db import transaction

from calls.models import Call, Turn
from calls.privacy.places import HELD
from triage import Speaker
from triage import Turn as Utterance
from triage.masking import Hidden, mask_turns, spread_secrets, without

BY_THEMSELVES = {
    (Turn, "text"),
    (Turn, "twiml"),
    (Turn, "request_key"),
    (Call, "sid"),
    (Call, "from_number"),
}
"""Columns that are not searched for pieces: a turn's own text is masked as a whole, and its TwiML follows; the other
ones are Twilio's."""


def given_away(turns: Sequence[Utterance]) -> tuple[Hidden, ...]:
    """Return the pieces of secrets that these turns, each of them masked by itself, hold together."""
    return tuple(hidden for hidden in spread_secrets(turns) if hidden.text in turns[hidden.turn].text)


def take_back_all(call_id: UUID) -> None:
    """Look through a stored call for secrets that are spread over its turns, and take them out."""
    rows = Turn.objects.filter(call_id=call_id).order_by("sequence")
    take_back(call_id, [Utterance(Speaker(row.speaker), row.text) for row in rows])


@transaction.atomic
def take_back(call_id: UUID, turns: Sequence[Utterance]) -> None:
    """Take what these turns, the first ones of a stored call, give away out of every text of the call. Safe to repeat."""
    pieces = given_away(turns)
    if not pieces:
        return
    _rewrite_transcript(call_id, mask_turns(turns))
    for model, held in HELD.items():
        columns = [name for name in (*held.words, *held.caller) if (model, name) not in BY_THEMSELVES]
        if held.call and columns:
            _rewrite(model._default_manager.filter(**{held.call: call_id}), columns, pieces)


def _rewrite_transcript(call_id: UUID, masked: Sequence[Utterance]) -> None:
    rows = Turn.objects.filter(call_id=call_id).order_by("sequence").only("text", "twiml")
    for row, utterance in zip(rows, masked, strict=False):
        if row.text != utterance.text:
            twiml = row.twiml.replace(escape(row.text), escape(utterance.text))
            Turn.objects.filter(pk=row.pk).update(text=utterance.text, twiml=twiml)


def _rewrite(rows: Any, columns: Sequence[str], pieces: Sequence[Hidden]) -> None:
    for row in rows.only(*columns):
        cleaned = {
            name: _in_texts(getattr(row, name), lambda text: without(text, pieces)) for name in columns
        }
        changed = {name: value for name, value in cleaned.items() if value != getattr(row, name)}
        if changed:
            type(row)._default_manager.filter(pk=row.pk).update(**changed)


def _in_texts(value: Any, clean: Callable[[str], str]) -> Any:
    """Apply `clean` to a text, or to every text inside a JSON value."""
    match value:
        case str():
            return clean(value)
        case dict():
            return {key: _in_texts(inner, clean) for key, inner in value.items()}
        case list():
            return [_in_texts(inner, clean) for inner in value]
        case _:
            return value
