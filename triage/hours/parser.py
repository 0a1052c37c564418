"""Business hours from tokens to timetables.

A semicolon separates offices or areas, each with its own week; brackets and dates hold seasons. Anything in doubt
makes the whole text not understood. A clause that names something else with its days or its beginning (`; concerts Fri
8p`, `; night crew Sun-Thu`) is no office: the others count.

Round the clock beside a timetable (`Office Mon-Fri 9a-5p; floor staffed 24 hours`) is about an area or a desk: the
business keeps the hours of its timetable, or its nights would never be nights. Alone it means always open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from triage.hours.clauses import ALL_DAY, Clause, InDoubt, read_clause
from triage.hours.opening import EVERY_DAY, BusinessHours, Shift, Timetable
from triage.hours.tokens import Kind, Token, tokens_of
from triage.hours.zones import zone_key


def read_hours(text: str, default_zone: str | None = None) -> BusinessHours | None:
    """The business hours that a text means, or None when that is not sure."""
    tokens = list(tokens_of(text))
    if any(token.kind is Kind.DOUBT for token in tokens):
        return None
    told = _split(tokens)
    offices = [clause for clause in told if not _is_an_event(clause)]
    if not offices or any(token.kind is Kind.LONE_TIME for clause in offices for token in clause):
        return None
    try:
        clauses = [read_clause(clause) for clause in offices]
        return _assemble(clauses, zone_key(default_zone) if default_zone else None)
    except InDoubt:
        return None


def _split(tokens: Iterable[Token]) -> list[list[Token]]:
    clauses: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind is Kind.END:
            clauses.append([])
        else:
            clauses[-1].append(token)
    return [clause for clause in clauses if clause]


def _is_an_event(clause: Sequence[Token]) -> bool:
    """Whether a clause names something of its own with its days or its beginning, and no time span."""
    kinds = [token.kind for token in clause]
    says_when = (
        Kind.SPAN in kinds or Kind.ALWAYS in kinds or Kind.CLOSED in kinds or Kind.APPOINTMENT in kinds
    )
    return kinds[0] is Kind.WORD and not says_when and (Kind.LONE_TIME in kinds or Kind.DAYS in kinds)


def _assemble(clauses: Sequence[Clause], default_zone: str | None) -> BusinessHours | None:
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


def _refuse_unclear_seasons(clauses: Sequence[Clause]) -> None:
    """A season says what its days are like; one that only closes a weekday leaves the others open to guess."""
    for section in (section for clause in clauses for section in clause.sections if section.season):
        if not (section.shifts or section.closed_dates) or section.closed_weekdays:
            raise InDoubt


def _inherited_zones(clauses: Sequence[Clause], default_zone: str | None) -> list[str | None]:
    """A clause without a zone takes that of the one before it, the first ones that of the first one named."""
    current = next((clause.zone for clause in clauses if clause.zone), default_zone)
    zones = []
    for clause in clauses:
        current = clause.zone or current
        zones.append(current)
    return zones


def _timetable(clause: Clause, zone: str, is_open_on_holidays: bool) -> Timetable:
    return Timetable(
        zone=zone,
        shifts=_without(clause.shifts, clause.closed_weekdays),
        seasons=clause.seasons,
        closed_dates=clause.closed_dates,
        open_on_holidays=is_open_on_holidays,
    )


def _without(shifts: tuple[Shift, ...], closed: frozenset[int]) -> tuple[Shift, ...]:
    return tuple(replace(shift, days=shift.days - closed) for shift in shifts)


def _closed_everywhere(timetables: list[Timetable], clauses: Sequence[Clause]) -> tuple[Timetable, ...]:
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


def _always(clauses: Sequence[Clause], zones: Sequence[str | None]) -> BusinessHours | None:
    """Round the clock never closes, unless the text itself makes an exception; then holidays are one too."""
    if not any(clause.has(Kind.CLOSED) for clause in clauses):
        return BusinessHours()
    if zones[0] is None:
        return None
    whole_days = Timetable(zone=zones[0], shifts=(Shift(EVERY_DAY, *ALL_DAY),))
    return BusinessHours(_closed_everywhere([whole_days], clauses))
