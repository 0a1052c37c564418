"""What staff can see and mend about tenants. Credentials go in and never come out."""

from tenants.admin import accounts, customers, log, logins, people, runbooks, tenant, tokens

__all__ = ["accounts", "customers", "log", "logins", "people", "runbooks", "tenant", "tokens"]
