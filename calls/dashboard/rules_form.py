"""A tenant's privacy rules as its owner edits them: what the browser sends, and what it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from tenants.models import PrivacySettings
from tenants.privacy.disclosure import wordings_of
from tenants.privacy.places import ANYWHERE
from tenants.privacy.wording import OURS, Wording

DAYS = ("recording_days", "transcript_days", "metadata_days")
MOST_ROWS = 61
LONGEST_DAYS = 5  # digits
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class WordingRow:
    """The first sentences for one place; the place is empty on the first row, which holds everywhere else."""

    place: str
    wording: Wording


EVERYWHERE = WordingRow(ANYWHERE, Wording())
NO_PLACE = "?"


@dataclass(frozen=True, slots=True)
class RulesForm:
    """The rules in the words of the page."""

    records_calls: bool
    hipaa: bool
    unrecorded: str
    days: Mapping[str, str]
    rows: tuple[WordingRow, ...]

    @classmethod
    def of(cls, rules: PrivacySettings) -> RulesForm:
        stored = wordings_of(rules)
        rows = [WordingRow(place, wording) for place, wording in sorted(stored.items()) if place != ANYWHERE]
        return cls(
            records_calls=rules.records_calls,
            hipaa=rules.hipaa,
            unrecorded=", ".join(rules.unrecorded_places),
            days={name: str(getattr(rules, name)) for name in DAYS},
            rows=(WordingRow(ANYWHERE, stored.get(ANYWHERE, Wording())), *rows),
        )

    @classmethod
    def read(cls, sent: QueryDict) -> RulesForm:
        texts = (sent.getlist(name)[:MOST_ROWS] for name in ("place", "plain", "recorded"))
        rows = [
            WordingRow(place.strip().upper(), Wording(plain.strip(), recorded.strip()))
            for place, plain, recorded in zip(*texts, strict=False)
        ]
        return cls(
            records_calls="records_calls" in sent,
            hipaa="hipaa" in sent,
            unrecorded=sent.get("unrecorded", "").upper(),
            days={name: sent.get(name, "").strip() for name in DAYS},
            rows=(*(rows[:1] or [EVERYWHERE]), *(row for row in rows[1:] if row != EVERYWHERE)),
        )

    def changes(self) -> dict[str, object]:
        """The fields of the row. A number of days that is none stays a text, which the rules refuse by its field."""
        written = [row for row in self.rows if row.wording != Wording()]
        wordings = {
            row.place or (ANYWHERE if row is self.rows[0] else NO_PLACE): {
                "plain": row.wording.plain,
                "recorded": row.wording.recorded,
            }
            for row in written
        }
        return {
            "records_calls": self.records_calls,
            "hipaa": self.hipaa,
            "unrecorded_places": sorted(set(_BETWEEN.split(self.unrecorded)) - {""}),
            "wordings": wordings,
            **{name: _number(text) for name, text in self.days.items()},
        }

    @property
    def everywhere(self) -> Wording:
        return self.rows[0].wording

    @property
    def places(self) -> tuple[WordingRow, ...]:
        """The rows with a place, and an empty one to add another."""
        return (*self.rows[1:], EVERYWHERE)

    @property
    def ours(self) -> Wording:
        """What is said where nothing is written."""
        return OURS


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_DAYS else text
