"""What the API says when it cannot do what was asked: always JSON, always with `detail`."""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from triage.runbook import Fault


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self) -> None:
        super().__init__(f"A request may have {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes at most.")


class TooMany(exceptions.APIException):
    """`wait` in seconds becomes Retry-After."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "too_many"

    def __init__(self, wait: float) -> None:
        self.wait = math.ceil(wait)
        super().__init__(f"Too many requests this minute; ask again in {self.wait} seconds.")


class Outdated(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "outdated"

    def __init__(self, current: int) -> None:
        super().__init__(f"Revision {current} is in force by now; read it and try again.")


class RunbookRefused(exceptions.APIException):
    """A runbook with errors: each with its place, and the same in words under the field `text`."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("The runbook has errors and was not saved.")
        self.faults = faults

    def answer(self) -> dict[str, Any]:
        errors = [str(fault) for fault in self.faults if fault.is_error]
        return {
            "detail": str(self.detail),
            "text": errors,
            "faults": [fault_facts(fault) for fault in self.faults],
        }


def fault_facts(fault: Fault) -> dict[str, Any]:
    return {
        "line": fault.line,
        "column": fault.column,
        "field": fault.field,
        "message": fault.message,
        "severity": fault.severity.value,
    }


def answer_fault(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to a fault of the caller's; None leaves a fault of ours to Django's own handler."""
    if isinstance(exc, RequestDataTooBig):
        exc = TooLarge()
    answer = exception_handler(exc, context)
    if answer is None:
        return None
    if isinstance(exc, RunbookRefused):
        answer.data = exc.answer()
    elif not isinstance(answer.data, dict):
        answer.data = {"detail": " ".join(map(str, answer.data))}
    elif "detail" not in answer.data:
        answer.data = {"detail": "Some fields are not right.", **answer.data}
    return answer
