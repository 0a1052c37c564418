"""Runbooks: read, checked, and put into force."""

from __future__ import annotations

import re

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from calls.api.documented import RefusedPage, RefusedText, answers
from calls.api.faults import Outdated, RunbookRefused, fault_facts
from calls.api.pages import RevisionPages, RunbookPages
from calls.api.serializers.runbooks import (
    CheckedText,
    RevisionFacts,
    RevisionInFull,
    RunbookEdit,
    RunbookFacts,
    RunbookInFull,
    RunbookText,
)
from calls.api.views.base import PagedView, TenantView
from calls.dashboard.edits import Overtaken, save_edit
from calls.dashboard.selectors import get_revision, get_runbook, runbooks_for_list
from tenants.models import Role, Runbook
from tenants.runbooks import check
from triage.runbook import RunbookError

ETAG = re.compile(r'(?:W/)?"(\d{1,9})"')
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description='The `ETag` that was read, such as `"3"`: save only if that revision is still in force.',
)


class RunbookList(PagedView):
    """One for each customer that has its own, and the default."""

    pagination_class = RunbookPages

    @extend_schema(
        operation_id="runbooks",
        tags=["Runbooks"],
        summary="The runbooks",
        responses=answers(RunbookFacts(many=True), 404, refused=RefusedPage),
    )
    def get(self, request: Request) -> Response:
        return self.page_of(runbooks_for_list(self.tenant), RunbookFacts)


class RunbookDetail(TenantView):
    """A runbook: read, and replaced as a whole."""

    @extend_schema(
        operation_id="runbook",
        tags=["Runbooks"],
        summary="A runbook with the text in force",
        description="`ETag` is the number of the revision.",
        responses=answers(RunbookInFull, 404),
    )
    def get(self, request: Request, runbook_id: int) -> Response:
        return self._shown(get_runbook(self.tenant, runbook_id))

    @extend_schema(
        operation_id="save_runbook",
        tags=["Runbooks"],
        summary="Put a text into force, as a new revision",
        description="The text that is in force already makes no new revision.",
        parameters=[IF_MATCH],
        request=RunbookEdit,
        responses=answers(RunbookInFull, 403, 404, 412, 413, 415, refused=RefusedText),
    )
    def put(self, request: Request, runbook_id: int) -> Response:
        runbook = get_runbook(self.tenant, runbook_id)
        edit = RunbookEdit(data=request.data)
        edit.is_valid(raise_exception=True)
        based_on = revision_asked_for(request.headers.get("If-Match", ""))
        try:
            save_edit(runbook, **edit.validated_data, author=self.author, based_on=based_on)
        except RunbookError as exc:
            raise RunbookRefused(exc.faults) from exc
        except Overtaken as exc:
            raise Outdated(exc.current) from exc
        return self._shown(runbook)

    def _shown(self, runbook: Runbook) -> Response:
        facts = RunbookInFull(runbook).data
        return Response(facts, headers={"ETag": f'"{facts["revision"]}"'})


class RunbookCheck(TenantView):
    """What the editor asks while somebody types. Changes nothing, so whoever may look may ask."""

    least = Role.VIEWER

    @extend_schema(
        operation_id="check_runbook",
        tags=["Runbooks"],
        summary="Say what is wrong with a text, saving nothing",
        request=RunbookText,
        responses=answers(CheckedText, 413, 415, refused=RefusedText),
    )
    def post(self, request: Request) -> Response:
        asked = RunbookText(data=request.data)
        asked.is_valid(raise_exception=True)
        report = check(self.tenant, asked.validated_data["text"])
        faults = [fault_facts(fault) for fault in report.faults]
        return Response({"valid": report.runbook is not None, "faults": faults})


class RevisionList(PagedView):
    """Every text that was ever in force, without the texts."""

    pagination_class = RevisionPages

    @extend_schema(
        operation_id="revisions",
        tags=["Runbooks"],
        summary="The revisions of a runbook, newest first",
        responses=answers(RevisionFacts(many=True), 404, refused=RefusedPage),
    )
    def get(self, request: Request, runbook_id: int) -> Response:
        revisions = get_runbook(self.tenant, runbook_id).revisions.defer("text")
        return self.page_of(revisions, RevisionFacts)


class RevisionDetail(TenantView):
    """Revisions never change."""

    @extend_schema(
        operation_id="revision",
        tags=["Runbooks"],
        summary="A revision with its text",
        responses=answers(RevisionInFull, 404),
    )
    def get(self, request: Request, runbook_id: int, number: int) -> Response:
        return Response(RevisionInFull(get_revision(self.tenant, runbook_id, number)).data)


def revision_asked_for(header: str) -> int | None:
    """Read If-Match; None when any revision will do."""
    if header.strip() in ("", "*"):
        return None
    found = ETAG.fullmatch(header.strip())
    if found is None:
        raise ParseError('If-Match names one revision, such as "3".')
    return int(found[1])
