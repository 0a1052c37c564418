"""One file makes or updates one tenant: read, judged, and applied in one transaction.

`onboard(path)` does it all. It raises OnboardingError, which holds every fault, and then nothing has changed.
"""

from tenants.onboarding.faults import FileFault, OnboardingError
from tenants.onboarding.onboard import onboard
from tenants.onboarding.report import Change, Outcome, Report

__all__ = ["Change", "FileFault", "OnboardingError", "Outcome", "Report", "onboard"]
