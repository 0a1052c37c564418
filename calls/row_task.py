"""The base of every task: it is told the key of a row and nothing else, and works inside that row's tenant."""

from __future__ import annotations

from typing import Any

from celery import Task
from django.db.models import Model

from tenants.scope import of_row


class RowTask(Task[Any, Any]):
    """`@shared_task(base=RowTask, model=Page)`. When the row is gone, nothing is done."""

    abstract = True
    model: type[Model]

    def __call__(self, pk: Any) -> Any:
        return of_row(self.model)(self.run)(pk)
