"""One clause of business hours: its days, times, seasons, closings and zone.

Brackets and dates hold seasons; days wait for the times that follow them, or times for the days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from triage.hours.opening import DAY, Season, Shift
from triage.hours.tokens import Kind, Token

ALL_DAY = (0, DAY)


class InDoubt(Exception):
    """The text can be read in more than one way, or in none."""


@dataclass(slots=True)
class _Section:
    """A stretch of text with one season, or none: its tokens and what they came to."""

    season: Season | None = None
    tokens: list[Token] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    loose_spans: list[tuple[int, int]] = field(default_factory=list)
    closed_weekdays: set[int] = field(default_factory=set)
    closed_dates: list[Season] = field(default_factory=list)

    def has(self, kind: Kind) -> bool:
        return any(token.kind is kind for token in self.tokens)


@dataclass(slots=True)
class Clause:
    """One office or area as read so far; the zone may come from a neighbour."""

    sections: list[_Section]
    zone: str | None

    @property
    def usual(self) -> list[_Section]:
        return [section for section in self.sections if section.season is None]

    @property
    def shifts(self) -> tuple[Shift, ...]:
        return tuple(shift for section in self.usual for shift in section.shifts)

    @property
    def seasons(self) -> tuple[tuple[Season, tuple[Shift, ...]], ...]:
        return tuple(
            (part.season, tuple(part.shifts)) for part in self.sections if part.season and part.shifts
        )

    @property
    def closed_weekdays(self) -> frozenset[int]:
        return frozenset(day for section in self.usual for day in section.closed_weekdays)

    @property
    def closed_dates(self) -> tuple[Season, ...]:
        return tuple(dates for section in self.sections for dates in section.closed_dates)

    @property
    def is_always(self) -> bool:
        return any(section.has(Kind.ALWAYS) or ALL_DAY in section.loose_spans for section in self.usual)

    def has(self, kind: Kind) -> bool:
        return any(section.has(kind) for section in self.sections)


def read_clause(tokens: Sequence[Token]) -> Clause:
    """Read what stands between two semicolons; raises InDoubt when it can be read in more than one way."""
    sections = _sections_of(tokens)
    for section in sections:
        _read_section(section)
    clause = Clause(sections, _zone_of(tokens))
    for section in sections:
        _settle_loose_spans(section, clause)
    return clause


def _sections_of(tokens: Sequence[Token]) -> list[_Section]:
    """Brackets open a section that ends with them; dates that nothing closes open one to the end of the stretch."""
    base = _Section()
    sections, current, is_closing = [base], base, False
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        begins_season = following is not None and following.kind is Kind.COLON
        if token.kind is Kind.OPENING:
            current = _Section()
            sections.append(current)
        elif token.kind is Kind.CLOSING:
            current = base
        elif token.kind is Kind.DATES and (begins_season or not is_closing):
            current = _Section(season=token.value)
            sections.append(current)
        else:
            current.tokens.append(token)
        if token.kind is Kind.CLOSED:
            is_closing = True
        elif token.kind in (Kind.DAYS, Kind.SPAN, Kind.OPENING, Kind.CLOSING):
            is_closing = False
    return sections


def _zone_of(tokens: Sequence[Token]) -> str | None:
    """The zone behind the times; one in front counts only alone (`PT clinic Mon-Fri 8a-5p ET`)."""
    seen_time, before, after = False, [], set()
    for token in tokens:
        seen_time = seen_time or token.kind in (Kind.DAYS, Kind.SPAN, Kind.ALWAYS)
        if token.kind is Kind.ZONE and seen_time:
            after.add(str(token.value))
        elif token.kind is Kind.ZONE:
            before.append(str(token.value))
    if len(after) > 1:
        raise InDoubt
    return next(iter(after), None) or (before[-1] if before else None)


def _read_section(section: _Section) -> None:
    kinds = [token.kind for token in section.tokens if token.kind in (Kind.DAYS, Kind.SPAN)]
    if kinds and kinds[0] is Kind.SPAN and Kind.DAYS in kinds:
        _read_times_first(section)
    else:
        _read_days_first(section)
    if section.season and section.has(Kind.CLOSED) and not kinds:
        section.closed_dates.append(section.season)


def _read_days_first(section: _Section) -> None:
    """`Mon-Thu 8a-5p, Fri 8a-1p, Sun closed`: days wait for the times that follow them."""
    waiting: frozenset[int] = frozenset()
    current: frozenset[int] = frozenset()
    is_closing = after_comma = after_word = False
    for token in section.tokens:
        match token.kind:
            case Kind.DAYS if is_closing and not after_comma:
                section.closed_weekdays |= token.value
            case Kind.DAYS:
                if waiting and after_word:
                    raise InDoubt
                waiting |= token.value
            case Kind.SPAN:
                if is_closing and not waiting:
                    raise InDoubt
                is_all_day_elsewhere = token.value == ALL_DAY and not waiting
                current, waiting, is_closing = waiting or current, frozenset(), False
                if current and not is_all_day_elsewhere:
                    section.shifts.append(Shift(current, *token.value))
                else:
                    section.loose_spans.append(token.value)
            case Kind.CLOSED if waiting:
                section.closed_weekdays |= waiting
                waiting = frozenset()
            case Kind.CLOSED:
                is_closing, after_comma = True, False
            case Kind.DATES:
                section.closed_dates.append(token.value)
            case Kind.APPOINTMENT:
                _drop_appointments(section, waiting)
                waiting = frozenset()
            case _:
                pass
        after_comma = after_comma or token.kind is Kind.COMMA
        after_word = token.kind is Kind.WORD or (after_word and token.kind is not Kind.DAYS)
    if waiting and not is_closing:
        raise InDoubt
    section.closed_weekdays |= waiting


def _drop_appointments(section: _Section, waiting: frozenset[int]) -> None:
    """`Sat by appointment`, `Sat 9a-1p by appointment`: nobody is there unless somebody asked."""
    if not waiting and section.shifts:
        days = section.shifts[-1].days
        section.shifts = [shift for shift in section.shifts if shift.days != days]


def _read_times_first(section: _Section) -> None:
    """`8a-5p Mon-Fri, 9a-1p Sat`: times wait for the days that follow them."""
    spans: list[tuple[int, int]] = []
    is_closing = has_days = False
    for token, following in zip(section.tokens, [*section.tokens[1:], None], strict=True):
        match token.kind:
            case Kind.SPAN if has_days:
                spans, has_days, is_closing = [token.value], False, False
            case Kind.SPAN:
                spans.append(token.value)
            case Kind.DAYS if is_closing or (following and following.kind is Kind.CLOSED):
                section.closed_weekdays |= token.value
            case Kind.DAYS:
                section.shifts += [Shift(token.value, *span) for span in spans]
                has_days = True
            case Kind.CLOSED:
                is_closing = True
            case Kind.DATES:
                section.closed_dates.append(token.value)
            case Kind.APPOINTMENT:
                _drop_appointments(section, frozenset())
            case _:
                pass
    if spans and not has_days:
        raise InDoubt


def _settle_loose_spans(section: _Section, clause: Clause) -> None:
    """Times without days: in a season they are for the usual days, elsewhere they say too little."""
    spans = [span for span in section.loose_spans if span != ALL_DAY or section.season]
    if not spans:
        return
    usual_days = frozenset(day for shift in clause.shifts for day in shift.days)
    if section.season is None or not usual_days:
        raise InDoubt
    section.shifts += [Shift(usual_days, *span) for span in spans]
