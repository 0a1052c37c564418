"""How an MSP stands to a caller, by the rules it wrote: the longest rule that fits wins, and letting through beats blocking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from tenants.models.callers import WITHHELD, CallerRule
from tenants.phone import e164


class Standing(StrEnum):
    """Where a caller stands."""

    PLAIN = "plain"
    ALLOWED = "allowed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class CallerList:
    """The block and allow rules of one tenant, ready to be asked."""

    allowed: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rules: Iterable[CallerRule]) -> Self:
        """Take the rules that are in force; mutes are not asked at the door."""
        kinds: dict[str, set[str]] = {}
        for rule in rules:
            kinds.setdefault(rule.kind, set()).add(rule.number)
        kind = CallerRule.Kind
        return cls(frozenset(kinds.get(kind.ALLOW, ())), frozenset(kinds.get(kind.BLOCK, ())))

    def standing(self, caller: str) -> Standing:
        """Say how a caller stands, by the number that Twilio gave or by the word it gave instead."""
        for name in _names_of(e164(caller)):
            if name in self.allowed:
                return Standing.ALLOWED
            if name in self.blocked:
                return Standing.BLOCKED
        return Standing.PLAIN


def _names_of(number: str | None) -> Iterable[str]:
    """What a rule may call this caller, the most exact first."""
    if number is None:
        return [WITHHELD]
    return [number, *(f"{number[:length]}*" for length in range(len(number), 0, -1))]
