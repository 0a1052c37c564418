"""Where a caller is: a country, or a state of the US. Laws about recording differ from one to the next."""

from __future__ import annotations

from typing import NamedTuple

import phonenumbers

STATES = frozenset(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK"
    " OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR GU VI AS MP".split()
)
COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
ANYWHERE = ""


class Place(NamedTuple):
    """What Twilio tells about the caller's number; either part may be unknown. It is the number's place, not the man's."""

    country: str = ""
    state: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The names under which rules for this place may stand, the nearest first."""
        near = (f"{self.country}-{self.state}",) if self.country and self.state else ()
        return (*near, *((self.country,) if self.country else ()), ANYWHERE)


NOWHERE = Place()


def place_from(country: str, state: str) -> Place:
    """Read Twilio's FromCountry and FromState; what is no code is unknown."""
    land = country.strip().upper()
    part = state.strip().upper()
    if land not in COUNTRIES:
        return NOWHERE
    return Place(land, part if part.isalpha() and len(part) <= 3 else "")


def why_no_place(code: str) -> str | None:
    """Say what is wrong with a place that somebody wrote, and what would be right; None when it is one."""
    country, dash, state = code.partition("-")
    if country not in COUNTRIES:
        return f"{code!r} is no place; write a country such as DE or GB, or a state such as US-CA"
    if dash and (country != "US" or state not in STATES):
        return f"{code!r} is no place; states are those of the US, such as US-CA"
    return None
