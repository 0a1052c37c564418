"""Handing a tenant everything that is his: every table, every row, every column but the secrets, as JSON in a zip."""

from __future__ import annotations

import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.utils import timezone

from calls.conversation.words import text
from calls.models import ExportPart, PrivacyJob
from calls.privacy.places import HELD
from calls.privacy.steps import Step
from tenants.models import Tenant

BATCH = 500  # rows in a file
LEFT_OUT = {ExportPart}
README = "README.txt"
IN_MEMORY = 5_000_000  # bytes of a zip that are kept in memory before it goes to the disk


def tables() -> list[type[Model]]:
    """What is exported, the tenant itself first. The list of places where a caller's data rests is also this list."""
    return [Tenant, *(model for model in HELD if model not in LEFT_OUT)]


def rows_of(model: type[Model], tenant: Tenant) -> QuerySet[Any]:
    mine = {"pk": tenant.pk} if model is Tenant else {"tenant": tenant}
    return model._default_manager.filter(**mine).order_by("pk")


def total(job: PrivacyJob) -> int:
    return sum(-(-rows_of(model, job.tenant).count() // BATCH) for model in tables()) + 1


def steps(job: PrivacyJob) -> Iterator[Step]:
    """A file a step. Where the last one ended is kept with the job, so that a crash begins no file anew."""
    if job.result.get("complete"):
        return
    for place, model in enumerate(tables()):
        while True:
            at = Cursor.of(job)
            if at.table > place:
                break
            after = at.pk if at.table == place else None
            rows = rows_of(model, job.tenant)
            batch = list((rows.filter(pk__gt=after) if after is not None else rows)[:BATCH])
            if not batch:
                break
            number = at.file + 1 if at.table == place else 1
            yield _write(model, batch, Cursor(place, batch[-1].pk, number))
    yield _write_readme


class Exactly(DjangoJSONEncoder):
    """Django's own JSON rounds times to milliseconds; the digests of the audit log were made of microseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class Cursor:
    """Where an export is: the table, the last row of it, and how many files it has."""

    def __init__(self, table: int = 0, pk: Any = None, file: int = 0) -> None:
        self.table, self.pk, self.file = table, pk, file

    @classmethod
    def of(cls, job: PrivacyJob) -> Cursor:
        kept = job.result.get("cursor")
        return cls(kept["table"], kept["pk"], kept["file"]) if kept else cls()

    def keep(self, job: PrivacyJob) -> None:
        pk = self.pk if isinstance(self.pk, int) else str(self.pk)
        job.result = {**job.result, "cursor": {"table": self.table, "pk": pk, "file": self.file}}


def _write(model: type[Model], batch: list[Any], cursor: Cursor) -> Step:
    name = str(model._meta.verbose_name_plural).replace(" ", "_").lower()

    def step(job: PrivacyJob) -> Mapping[str, int]:
        content = json.dumps([as_facts(row) for row in batch], cls=Exactly, indent=1, ensure_ascii=False)
        _store(job, f"{name}/{cursor.file:04}.json", content)
        cursor.keep(job)
        return {name.replace("_", " "): len(batch)}

    return step


def _write_readme(job: PrivacyJob) -> Mapping[str, int]:
    names = ExportPart.objects.filter(job=job).values_list("name", flat=True)
    _store(
        job, README, text("privacy/export_readme", tenant=job.tenant, files=list(names), now=timezone.now())
    )
    job.result = {"complete": True}
    return {"files": len(names) + 1}


def _store(job: PrivacyJob, name: str, content: str) -> None:
    packed = zlib.compress(content.encode())
    ExportPart.objects.update_or_create(
        tenant_id=job.tenant_id, job=job, name=name, defaults={"content": packed}
    )


def as_facts(row: Model) -> dict[str, Any]:
    """A row as it is exported: every column but the secrets."""
    held = HELD.get(type(row))
    secret = held.secret if held else ()
    fields = (field for field in row._meta.concrete_fields if field.name not in secret)
    return {field.attname: getattr(row, field.attname) for field in fields}


def zipped(job: PrivacyJob) -> IO[bytes]:
    """Return the files of a finished export as one zip, at its beginning. Whoever asked closes it."""
    made = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it outlives this function
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for part in ExportPart.objects.filter(job=job).order_by("name").iterator(50):
            archive.writestr(part.name, zlib.decompress(bytes(part.content)))
    made.seek(0)
    return made
