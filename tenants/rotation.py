"""Changing the key that credentials are sealed with: row by row, so that it may be stopped and begun again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Model

from tenants.models import Tenant
from tenants.scope import as_staff
from tenants.sealing import SealError, is_newest, reseal

PREFIX = "sealed_"
"""Every column with a sealed credential is named so, whatever its table."""


@dataclass(slots=True)
class Rotation:
    """What was found: `resealed` now (or, in a trial, would be), `newest` already, `lost` to a key that is not there."""

    resealed: int = 0
    newest: int = 0
    lost: list[str] = field(default_factory=list)


@as_staff()
def rotate(*, dry_run: bool = False) -> Rotation:
    """Seal every stored credential with the newest of ENCRYPTION_KEYS.

    A credential that is changed meanwhile is left as it is then: whoever changed it used the newest key.
    """
    found = Rotation()
    for tenant in Tenant.objects.order_by("slug"):
        for model, columns in sealed_columns():
            for row in model._default_manager.filter(tenant=tenant).order_by("pk"):
                for column in columns:
                    _rotate_one(found, tenant, row, column, dry_run=dry_run)
    return found


def sealed_columns() -> Iterator[tuple[type[Model], list[str]]]:
    for model in apps.get_models():
        columns = [entry.name for entry in model._meta.concrete_fields if entry.name.startswith(PREFIX)]
        if columns:
            yield model, columns


def _rotate_one(found: Rotation, tenant: Tenant, row: Model, column: str, *, dry_run: bool) -> None:
    sealed = str(getattr(row, column))
    if not sealed:
        return
    if is_newest(sealed):
        found.newest += 1
        return
    try:
        anew = reseal(tenant.pk, sealed)
    except SealError as exc:
        found.lost.append(
            f"{tenant.slug}: {row._meta.verbose_name} {row.pk}, {column.removeprefix(PREFIX)}. {exc}"
        )
        return
    found.resealed += 1
    if not dry_run:
        unchanged = type(row)._default_manager.filter(tenant=tenant, pk=row.pk, **{column: sealed})
        unchanged.update(**{column: anew})
