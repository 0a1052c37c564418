"""What Twilio can answer instead of sending, by its error codes.

TwilioError             `code`: Twilio's number, or None
├── BadDestination      this number cannot be reached this way              permanent
├── OptedOut            its owner texted STOP; only START heals that        permanent
├── AccountRefused      the account, its token, sender or permissions       permanent
├── Rejected            a request that is wrong in itself                   permanent
├── Busy                too many at once; not processed                     heals
└── Unavailable         no answer or a 5xx                                  heals; uncertain when it may have been taken
"""

from __future__ import annotations

from integrations.errors import IntegrationError


class TwilioError(IntegrationError):
    """Twilio did not do what we asked."""

    def __init__(
        self,
        message: str,
        *,
        code: int | None,
        permanent: bool = True,
        retry_after: float | None = None,
        uncertain: bool = False,
    ) -> None:
        super().__init__(message, permanent=permanent, retry_after=retry_after, uncertain=uncertain)
        self.code = code


class BadDestination(TwilioError):
    pass


class OptedOut(TwilioError):
    pass


class AccountRefused(TwilioError):
    pass


class Rejected(TwilioError):
    pass


class Busy(TwilioError):
    pass


class Unavailable(TwilioError):
    pass


# Meanings as in Twilio's error dictionary, https://www.twilio.com/docs/api/errors
DESTINATION = {
    21211: "The number is not a valid phone number.",
    21214: "The number cannot be called.",
    21217: "The number is not a valid phone number.",
    21612: "Twilio has no route from our number to this one.",
    21614: "The number cannot receive texts.",
    13224: "The number is not a valid phone number.",
    30003: "The phone is switched off or out of reach.",
    30004: "The carrier blocks texts to this number.",
    30005: "The number is not in service.",
    30006: "The number is a landline and takes no texts.",
    30007: "The carrier filtered the text.",
    30008: "The text was not delivered; the carrier gives no reason.",
}
ACCOUNT = {
    20003: "Twilio refused the account's credentials: check account SID and auth token.",
    20005: "The Twilio account is not active.",
    20404: "Twilio does not know this account or address.",
    21210: "Our number is not verified for calls in this Twilio account.",
    21212: "Our number is not a valid sender in this Twilio account.",
    21215: "Calls to this country are switched off in the Twilio account.",
    21408: "Texts to this country are switched off in the Twilio account.",
    21606: "Our number cannot send texts.",
    21608: "A trial account reaches verified numbers only.",
    21659: "Our number does not belong to this Twilio account.",
    21660: "Our number does not belong to this Twilio account.",
    30032: "Our toll-free number is not verified for texts.",
    30034: "Our number is not registered for texts (A2P 10DLC).",
}
OPTED_OUT = {21610: "The number opted out of texts with STOP. Its owner has to text START."}
BUSY = {
    10004: "Too many calls at once.",
    14107: "Too many texts at once.",
    20429: "Too many requests at once.",
    30001: "Twilio's queue is full.",
}


def explain(code: int | None, otherwise: str = "") -> str:
    """Say in words what one of Twilio's error codes means to the owner of a tenant."""
    known = DESTINATION | ACCOUNT | OPTED_OUT | BUSY
    return known.get(code or 0) or (
        f"{otherwise} ({code})" if otherwise and code else otherwise or f"Error {code}."
    )


def error_for(status: int, code: int | None, message: str, retry_after: float | None = None) -> TwilioError:
    """Return the error for Twilio's answer. The code decides; the status speaks where the code is unknown."""
    words = explain(code, message)
    if code in OPTED_OUT:
        return OptedOut(words, code=code)
    if code in DESTINATION:
        return BadDestination(words, code=code)
    if code in BUSY or status == 429:
        return Busy(words, code=code, permanent=False, retry_after=retry_after)
    if status >= 500:
        words = f"Twilio is not available (status {status})."
        return Unavailable(words, code=code, permanent=False, retry_after=retry_after, uncertain=True)
    if code in ACCOUNT or status in (401, 403, 404):
        return AccountRefused(words if code in ACCOUNT else f"{ACCOUNT[20003]} It said: {words}", code=code)
    return Rejected(f"Twilio refused this: {words}", code=code)
