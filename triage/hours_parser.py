"""Business hours from tokens to timetables.

A semicolon separates offices or areas, each with its own week; brackets and dates hold seasons. Anything in doubt
makes the whole text not understood.

Round the clock beside a timetable (`Office Mon-Fri 9a-5p; floor staffed 24 hours`) is about an area or a desk: the
business keeps the hours of its timetable, or its nights would never be nights. Alone it means always open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from triage.hours_tokens import Kind, Token, tokens_of
from triage.opening import DAY, EVERY_DAY, BusinessHours, Season, Shift, Timetable
from triage.zones import zone_key

ALL_DAY = (0, DAY)


class _InDoubt(Exception):
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


def read_hours(text: str, default_zone: str | None = None) -> BusinessHours | None:
    """The business hours that a text means, or None when that is not sure."""
    tokens = list(tokens_of(text))
    if any(token.kind is Kind.DOUBT for token in tokens):
        return None
    try:
        clauses = [_read_clause(clause) for clause in _split(tokens)]
        return _assemble(clauses, zone_key(default_zone) if default_zone else None)
    except _InDoubt:
        return None


def _split(tokens: Iterable[Token]) -> list[list[Token]]:
    clauses: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind is Kind.END:
            clauses.append([])
        else:
            clauses[-1].append(token)
    return [clause for clause in clauses if clause]


@dataclass(slots=True)
class _Clause:
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


def _read_clause(tokens: Sequence[Token]) -> _Clause:
    sections = _sections_of(tokens)
    for section in sections:
        _read_section(section)
    clause = _Clause(sections, _zone_of(tokens))
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
        raise _InDoubt
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
                    raise _InDoubt
                waiting |= token.value
            case Kind.SPAN:
                if is_closing and not waiting:
                    raise _InDoubt
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
        after_comma = after_comma or token.kind is Kind.COMMA
        after_word = token.kind is Kind.WORD or (after_word and token.kind is not Kind.DAYS)
    if waiting and not is_closing:
        raise _InDoubt
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
    if spans and not has_days:
        raise _InDoubt


def _settle_loose_spans(section: _Section, clause: _Clause) -> None:
    """Times without days: in a season they are for the usual days, elsewhere they say too little."""
    spans = [span for span in section.loose_spans if span != ALL_DAY or section.season]
    if not spans:
        return
    usual_days = frozenset(day for shift in clause.shifts for day in shift.days)
    if section.season is None or not usual_days:
        raise _InDoubt
    section.shifts += [Shift(usual_days, *span) for span in spans]


def _assemble(clauses: Sequence[_Clause], default_zone: str | None) -> BusinessHours | None:
    _refuse_unclear_seasons(clauses)
    zones = _inherited_zones(clauses, default_zone)
    is_open_on_holidays = any(clause.has(Kind.HOLIDAYS) for clause in clauses)
    timetables: list[Timetable] = []
    for clause, zone in zip(clauses, zones, strict=True):
        if clause.shifts or (clause.seasons and not timetables):
            if zone is None:
                return None
            timetables.append(_timetable(clause, zone, is_open_on_holidays))
        elif clause.seasons:
            timetables[-1] = replace(timetables[-1], seasons=timetables[-1].seasons + clause.seasons)
    if timetables:
        return BusinessHours(_closed_everywhere(timetables, clauses))
    return _always(clauses, zones) if any(clause.is_always for clause in clauses) else None


def _refuse_unclear_seasons(clauses: Sequence[_Clause]) -> None:
    """A season says what its days are like; one that only closes a weekday leaves the others open to guess."""
    for section in (section for clause in clauses for section in clause.sections if section.season):
        if not (section.shifts or section.closed_dates) or section.closed_weekdays:
            raise _InDoubt


def _inherited_zones(clauses: Sequence[_Clause], default_zone: str | None) -> list[str | None]:
    """A clause without a zone takes that of the one before it, the first ones that of the first one named."""
    current = next((clause.zone for clause in clauses if clause.zone), default_zone)
    zones = []
    for clause in clauses:
        current = clause.zone or current
        zones.append(current)
    return zones


def _timetable(clause: _Clause, zone: str, is_open_on_holidays: bool) -> Timetable:
    return Timetable(
        zone=zone,
        shifts=_without(clause.shifts, clause.closed_weekdays),
        seasons=clause.seasons,
        closed_dates=clause.closed_dates,
        open_on_holidays=is_open_on_holidays,
    )


def _without(shifts: tuple[Shift, ...], closed: frozenset[int]) -> tuple[Shift, ...]:
    return tuple(replace(shift, days=shift.days - closed) for shift in shifts)


def _closed_everywhere(timetables: list[Timetable], clauses: Sequence[_Clause]) -> tuple[Timetable, ...]:
    """A clause that only closes (`; closed weekends`) is about every timetable."""
    closing = [clause for clause in clauses if not clause.shifts]
    weekdays = frozenset(day for clause in closing for day in clause.closed_weekdays)
    dates = tuple(dates for clause in closing for dates in clause.closed_dates)
    return tuple(
        replace(
            timetable,
            shifts=_without(timetable.shifts, weekdays),
            closed_dates=timetable.closed_dates + dates,
        )
        for timetable in timetables
    )


def _always(clauses: Sequence[_Clause], zones: Sequence[str | None]) -> BusinessHours | None:
    """Round the clock never closes, unless the text itself makes an exception; then holidays are one too."""
    if not any(clause.has(Kind.CLOSED) for clause in clauses):
        return BusinessHours()
    if zones[0] is None:
        return None
    whole_days = Timetable(zone=zones[0], shifts=(Shift(EVERY_DAY, *ALL_DAY),))
    return BusinessHours(_closed_everywhere([whole_days], clauses))
