"""What a PSA can answer instead of what we wanted.

PsaError
├── Misconfigured   the address, login or set-up cannot work                     permanent
├── KeysRefused     the keys are wrong or were withdrawn                         permanent
├── NotAllowed      the login over there lacks a right                           permanent
├── NotFound        no such record, or wrong keys in disguise                    permanent
├── Refused         a field is not acceptable; `names()` tells which             permanent
├── Unmapped        the tenant has not said what this is called over there       permanent
├── Busy            throttled, or the record is locked                           heals
└── Unavailable     no answer, a 5xx, or a page where JSON should be             heals; a POST is uncertain
"""

from __future__ import annotations

from integrations.errors import IntegrationError

AFTER_UNCERTAIN_POST = 60.0  # seconds; a search may not yet show what was just created

Fault = tuple[str, frozenset[str]]
"""One complaint: its text, and the words by which it blames a field."""


class PsaError(IntegrationError):
    """The PSA did not do what we asked."""

    def __init__(
        self,
        message: str,
        *,
        permanent: bool,
        retry_after: float | None = None,
        uncertain: bool = False,
        faults: tuple[Fault, ...] = (),
    ) -> None:
        super().__init__(message, permanent=permanent, retry_after=retry_after, uncertain=uncertain)
        self.faults = faults


class Misconfigured(PsaError):
    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class Unmapped(PsaError):
    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)

    @classmethod
    def status(cls, outcome: str) -> Unmapped:
        return cls(f"No status is set for tickets that are {outcome.replace('_', ' ')}.")


class KeysRefused(PsaError):
    pass


class NotAllowed(PsaError):
    pass


class NotFound(PsaError):
    pass


class Refused(PsaError):
    def names(self, *fields: str) -> bool:
        """Whether the PSA blames one of these fields."""
        wanted = {field.lower() for field in fields}
        return any(not wanted.isdisjoint(words) for _, words in self.faults)


class Busy(PsaError):
    pass


class Unavailable(PsaError):
    pass


def no_answer(psa: str, what: str, *, writing: bool) -> Unavailable:
    """The error for a request that never got an answer."""
    return _away(f"{psa} does not answer ({what}). It is tried again.", writing, None)


def not_available(psa: str, status: int, *, writing: bool, retry_after: float | None) -> Unavailable:
    """The error for a status that says nothing of our request."""
    return _away(f"{psa} is not available (status {status}). It is tried again.", writing, retry_after)


def _away(message: str, writing: bool, retry_after: float | None) -> Unavailable:
    return Unavailable(
        message,
        permanent=False,
        uncertain=writing,
        retry_after=retry_after or (AFTER_UNCERTAIN_POST if writing else None),
    )
