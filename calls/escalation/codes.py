"""Answering a page by text: the code that stands in it, and what an engineer half asleep makes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count

from django.db import connection, transaction

from calls.models import Page

CODE_LIVES = timedelta(hours=24)
"""How long a code means one call; afterwards its number is given again."""

TAKE_WORDS = {
    "ok",
    "okay",
    "ack",
    "yes",
    "yep",
    "on it",
    "got it",
    "mine",
    "take",
    "taking it",
    "i have it",
    "👍",
}
PASS_WORDS = {"pass", "no", "not me", "pass it on", "next"}
# Twilio obeys these by itself and answers them; ours would be a second answer, or one to a phone that wants none.
# YES opens a closed phone too, but from an engineer it is an answer to the page.
STOP_WORDS = {
    "stop",
    "stopall",
    "unsubscribe",
    "cancel",
    "end",
    "quit",
    "revoke",
    "optout",
    "stop all",
    "opt out",
}
TWILIOS_OWN = {"start", "unstop", "help", "info"}

_WITH_CODE = re.compile(
    r"(?P<code>\d{1,4}) ?(?P<verb>[ap])(?=$|[ ,!:;-]|\.(?: |$))|(?P<word>a|ack|take|p|pass) ?#?(?P<number>\d{1,4})(?!\d)"
)
_NUMBER_ALONE = re.compile(r"(?:(?:ok|okay|yes),? )?#?(\d{1,4})")


class Verb(StrEnum):
    TAKE = "take"
    PASS = "pass"  # noqa: S105 - what is done with a page
    STOP = "stop"
    TWILIOS = "twilios"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text says. Without a code it means the one call that is open, if there is only one."""

    verb: Verb
    code: int | None = None


def read_answer(body: str) -> Answer:
    """Read a text: `1a`, `ack 1`, `1`, `ok`; `1p`, `pass 1`. Anything else is unclear and changes nothing."""
    words = " ".join(body.casefold().split()).strip(" .!,;:'\"“”")
    if words in STOP_WORDS:
        return Answer(Verb.STOP)
    if words in TWILIOS_OWN:
        return Answer(Verb.TWILIOS)
    if words in TAKE_WORDS:
        return Answer(Verb.TAKE)
    if words in PASS_WORDS:
        return Answer(Verb.PASS)
    if alone := _NUMBER_ALONE.fullmatch(words):
        return Answer(Verb.TAKE, int(alone[1]))
    if coded := _WITH_CODE.match(words):
        passes = (coded["verb"] or coded["word"]).startswith("p")
        return Answer(Verb.PASS if passes else Verb.TAKE, int(coded["code"] or coded["number"]))
    return Answer(Verb.UNCLEAR)


@transaction.atomic
def code_of(page: Page, *, now: datetime) -> int:
    """Return the code of a page, giving it one: the smallest that means no other call to whoever reads it.

    Pages of one call to one phone share theirs.
    """
    with connection.cursor() as cursor:  # two pages to one phone must not take the same number
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"code {page.tenant_id} {page.address}"]
        )
    to_him = Page.objects.filter(tenant_id=page.tenant_id, address=page.address).exclude(code=None)
    given = (
        page.code or to_him.filter(escalation_id=page.escalation_id).values_list("code", flat=True).first()
    )
    if given is None:
        recent = to_him.filter(escalation__started_at__gt=now - CODE_LIVES)
        used = set(recent.values_list("code", flat=True))
        given = next(number for number in count(1) if number not in used)
    Page.objects.filter(pk=page.pk).update(code=given)
    page.code = given
    return given


def written(code: int) -> str:
    """The code as it is texted back."""
    return f"{code}a"
