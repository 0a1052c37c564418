"""What a waiting caller is told: the truth about who is being woken, and no more of it than he needs."""

from __future__ import annotations

from calls.conversation.words import speech, spoken_name
from calls.models import Bridge, Escalation, Page


def status_words(bridge: Bridge, escalation: Escalation, *, round_number: int, is_over_limit: bool) -> str:
    """Return one spoken status for the `round_number`-th round of waiting, from 1."""
    pages = list(escalation.pages.order_by("due_at", "step"))
    return speech(
        "waiting",
        taken_by=spoken_name(escalation.acknowledged_by),
        nobody=escalation.state == Escalation.State.EXHAUSTED,
        name=spoken_name(under_way(pages)),
        before=spoken_name(asked_before(pages)),
        is_first=round_number == 1 and bridge.rounds == 1,
        with_hint=round_number % 4 == 1,
        is_over_limit=is_over_limit,
    )


def under_way(pages: list[Page]) -> str:
    """Whom we are trying to reach now: the last one paged, else the first who will be."""
    sent = [page for page in pages if page.sent_at and page.state != Page.State.FAILED]
    due = [page for page in pages if page.state in (Page.State.DUE, Page.State.SENDING)]
    if sent:
        return max(sent, key=lambda page: page.sent_at or page.due_at).person_name
    return due[0].person_name if due else ""


def asked_before(pages: list[Page]) -> str:
    """Who was tried before that and did not answer."""
    now = under_way(pages)
    sent = [page for page in pages if page.sent_at and page.person_name != now]
    return max(sent, key=lambda page: page.sent_at or page.due_at).person_name if sent else ""
