"""The audit log: `record` adds an event, `refused` a denial, `verify` proves that none was touched."""

from tenants.audit.chain import Break, Verdict, anchor, verify
from tenants.audit.events import looked, record, refused
from tenants.models.audit import Kind

__all__ = ["Break", "Kind", "Verdict", "anchor", "looked", "record", "refused", "verify"]
