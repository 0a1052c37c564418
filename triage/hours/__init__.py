"""Business hours as people write them, and whether a moment lies within them."""

from triage.hours.business_hours import BusinessHours, is_after_hours, parse_hours

__all__ = ["BusinessHours", "is_after_hours", "parse_hours"]
