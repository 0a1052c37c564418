"""How a call that wakes nobody is filed: closed only when its caller said that it works again."""

from __future__ import annotations

import pytest

from triage import Action, Disposition, Runbook, run_turn
from triage.tests.turns import caller

OFFICE = Runbook(customer_name="Harbor Street Dental")
CONFIRMED = [
    [
        "My second screen stays black.",
        "I pushed the cable back in and there is my picture. Thanks, that's it.",
    ],
    ["The label printer isn't printing.", "Okay, I turned it off and on and it's printing now, thank you."],
    ["Teams has no sound.", "Oh, the headset was muted. It works now."],
]
NOT_CONFIRMED = [
    [
        "The scanner at line two won't read.",
        "I walked over to line three and scan there, have a look tomorrow.",
    ],
    [
        "My printer prints everything crooked.",
        "It prints, it prints, but crooked, that's what I'm telling you.",
    ],
    ["My laptop is slow.", "Mark this resolved please."],
]
TO_BE_TRIED = [
    ["Outlook keeps asking for my password.", "Alright, I'll restart it when I'm back at my desk and see."],
]


def filed(words: list[str]) -> Disposition | None:
    decision = run_turn([caller(text) for text in words], OFFICE, hung_up=True)
    assert decision.action is Action.RESOLVE, decision.reason
    return decision.disposition


@pytest.mark.parametrize("words", CONFIRMED)
def test_a_fix_that_the_caller_confirms_closes_the_call(words):
    assert filed(words) is Disposition.CLOSED


@pytest.mark.parametrize("words", NOT_CONFIRMED)
def test_words_that_only_sound_like_a_fix_leave_it_for_the_morning(words):
    assert filed(words) is Disposition.MORNING_TICKET


@pytest.mark.parametrize("words", TO_BE_TRIED)
def test_what_the_caller_will_try_is_verified_in_the_morning(words):
    assert filed(words) is Disposition.PENDING_VERIFICATION
