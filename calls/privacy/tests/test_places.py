"""The list of places where a caller's data rests knows every column of text that a tenant has."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, Model, TextField

from calls.models import Turn
from calls.privacy.places import HELD, Held, forget_words
from calls.privacy.tests.conftest import WORDS, PastCall
from tenants.models import Tenant

TEXTUAL = (CharField, TextField, JSONField)  # EmailField, URLField and SlugField are CharFields


def tenants_tables() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models()
        if any(f.is_relation and f.related_model is Tenant for f in model._meta.concrete_fields)
    ]


def textual(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if isinstance(field, TEXTUAL)}


def told(held: Held) -> list[str]:
    return [*held.words, *held.caller, *held.other, *held.secret, *filter(None, [held.number])]


def test_every_table_of_a_tenant_is_in_the_list() -> None:
    assert set(tenants_tables()) - set(HELD) == set(), "say in calls/privacy/places.py what these tables hold"


@pytest.mark.parametrize("model", list(HELD), ids=lambda model: model._meta.label)
def test_every_column_of_text_is_in_the_list_once(model: type[Model]) -> None:
    columns = told(HELD[model])
    assert len(columns) == len(set(columns))
    assert set(columns) == textual(model), f"say in calls/privacy/places.py what is in {model._meta.label}"


def test_what_says_something_can_be_found_by_its_call() -> None:
    assert not [model for model, held in HELD.items() if (held.words or held.caller) and not held.call]


def test_a_decision_keeps_how_it_was_made_and_loses_what_was_said(
    northstar: Tenant, past_call: PastCall
) -> None:
    call = past_call(northstar)
    forget_words([call.pk])
    decided = Turn.objects.get(call=call, sequence=2)
    assert decided.decision == {"action": "escalate", "decided_by": "offline", "latency_ms": 3}
    assert not Turn.objects.filter(text__contains=WORDS[:10]).exists()
