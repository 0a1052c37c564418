"""What the caller is told first, worked out beforehand: the greeting reads it off the line and asks nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tenants.models.privacy import PrivacySettings
from tenants.privacy.places import Place
from tenants.privacy.wording import OURS, Wording, faults_of, spoken


@dataclass(frozen=True, slots=True)
class Opening:
    """The first sentence, and whether what follows is recorded."""

    words: str
    records: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """A tenant's rules about the first sentence. The default records nobody and says that a machine speaks."""

    records: bool = False
    unrecorded: frozenset[str] = frozenset()
    wordings: Mapping[str, Wording] = field(default_factory=dict)

    @classmethod
    def read(cls, row: PrivacySettings | None) -> Disclosure:
        if row is None:
            return cls()
        return cls(
            records=row.records_calls,
            unrecorded=frozenset(row.unrecorded_places),
            wordings={place: _checked(wording) for place, wording in wordings_of(row).items()},
        )

    def opening(self, tenant: str, customer: str, place: Place) -> Opening:
        """Return the first sentence for a caller from there."""
        records = self.records and not self._spares(place)
        return Opening(spoken(self._template(place, records), tenant=tenant, customer=customer), records)

    def _spares(self, place: Place) -> bool:
        """Where some places are spared, an unknown one may be one of them."""
        if not self.unrecorded:
            return False
        return not place.country or bool(self.unrecorded & set(place.keys)) or self._may_be_spared(place)

    def _may_be_spared(self, place: Place) -> bool:
        """The country is known and the state is not, while a state of that country is spared."""
        return not place.state and any(code.startswith(f"{place.country}-") for code in self.unrecorded)

    def _template(self, place: Place, records: bool) -> str:
        """The nearest wording."""
        near = (self.wordings[key].template(records=records) for key in place.keys if key in self.wordings)
        return next(filter(None, near), "") or OURS.template(records=records)


def _checked(wording: Wording) -> Wording:
    """A stored sentence that does not disclose what it must, however it came there, is passed over."""
    return Wording(
        *(
            "" if faults_of(text, records=records) else text
            for text, records in ((wording.plain, False), (wording.recorded, True))
        )
    )


def wordings_of(row: PrivacySettings) -> dict[str, Wording]:
    """Read what is stored, whatever it looks like."""
    stored = row.wordings if isinstance(row.wordings, dict) else {}
    return {
        str(place): Wording(str(texts.get("plain", "")), str(texts.get("recorded", "")))
        for place, texts in stored.items()
        if isinstance(texts, dict)
    }
