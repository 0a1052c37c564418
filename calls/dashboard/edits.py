"""Saving a runbook when somebody else may have saved it meanwhile."""

from __future__ import annotations

from django.db import transaction

from tenants.models import Runbook, RunbookRevision
from tenants.runbooks import save_revision


class Overtaken(Exception):
    """The edit was based on a revision that is not in force any more; nothing was saved."""

    def __init__(self, current: int) -> None:
        super().__init__(f"revision {current} is in force by now")
        self.current = current


@transaction.atomic
def save_edit(
    runbook: Runbook, *, text: str, author: str, comment: str = "", based_on: int | None = None
) -> RunbookRevision:
    """Save a revision, unless the runbook has moved on from the one that was edited.

    Raise Overtaken then, and triage.runbook.RunbookError when the text has errors.
    """
    Runbook.objects.select_for_update().get(pk=runbook.pk)
    current = runbook.current
    number = current.number if current else 0
    if based_on is not None and based_on != number:
        raise Overtaken(number)
    return save_revision(runbook, text=text, author=author, comment=comment)
