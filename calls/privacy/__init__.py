"""Keeping what callers said no longer than allowed, forgetting a caller, and handing a tenant all that is his."""
