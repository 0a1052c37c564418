"""Privacy as the law wants it: what a caller is told first, and how long what he said is kept."""

from tenants.privacy.disclosure import Disclosure, Opening
from tenants.privacy.places import NOWHERE, Place, place_from, why_no_place
from tenants.privacy.rules import PrivacyFaults, rules_of, save_rules
from tenants.privacy.wording import Wording, faults_of

__all__ = [
    "NOWHERE",
    "Disclosure",
    "Opening",
    "Place",
    "PrivacyFaults",
    "Wording",
    "faults_of",
    "place_from",
    "rules_of",
    "save_rules",
    "why_no_place",
]
