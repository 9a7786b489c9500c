"""What a file that was handed in would do to what is registered. It is read apart, matched by its cases, and nothing is changed."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from spegla.catalogue import Catalogue, Instrument, Severity
from spegla.catalogue.municipalities import fold
from spegla.importers.apart import ApartError, Examined, examine_apart
from spegla.importers.wide import ColumnMap, Limits, Registrations
from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import OrganisationKind, Permission
from spegla.portal.matching import KnownCase, Place, Plan, basis_of, collected, file_rows, plan
from spegla.portal.store import imports, known, organisations, rounds
from spegla.portal.store.models import Round
from spegla.portal.store.models.imports import Import
from spegla.portal.store.organisations import authority_of, entity_of
from spegla.portal.use_cases import case_codes, registering
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.use_cases.response_form import LONGEST_AGO
from spegla.responses import Problem

LIMITS = Limits(20_000_000, 200_000, 300)
# Of all the problems of a file so many are kept; the rest are counted.
KEPT = 3_000
# Tells how far it has come: which part of the work goes on, and percent of the whole.
Tell = Callable[[str, int], None]


class FileGoneError(Exception):
    """The file is not kept any longer."""


@dataclass(frozen=True)
class Names:
    """What cases are called in the file and in the store. `cases` has by written code what it is called here; `stored` the same by each
    hash that the code may be stored under; `codes` the written code by what it is called here.
    """

    cases: Mapping[str, str]
    stored: Mapping[str, str]
    codes: Mapping[str, str]


@dataclass(frozen=True)
class Planned:
    """What came of a file. `plan` is None when something hinders it, which is among the `problems`; `left_out` counts those not kept.

    `names` and `basis` are for finding out, when it is to be done, whether something else is known by then.
    """

    instrument: Instrument
    examined: Examined | None
    plan: Plan | None
    problems: Sequence[Problem]
    left_out: Sequence[tuple[str, str, int]]
    round: Round | None
    names: Names
    basis: str
    invented: bool


_NO_NAMES = Names({}, {}, {})


def planned(one: Import, at: datetime, *, demo: bool, tell: Tell) -> Planned:
    """What the file `one` would do. Raises `FileGoneError`."""
    content = imports.content_of(one)
    if content is None:
        raise FileGoneError
    instrument = Catalogue.opened().instruments[one.instrument]
    board = authority_of(one.organisation)
    tell("reading", 5)
    try:
        examined = examine_apart(content, instrument, LIMITS, ColumnMap.from_data(one.mapping))
    except ApartError:
        return _hindered(instrument, None, [_whole("import_too_heavy")])
    if examined.registrations.value is None:
        return _hindered(instrument, examined, examined.registrations.problems)
    found = examined.registrations.value
    tell("matching", 55)
    round = rounds.open_round(board)
    if round is None or round.instrument != one.instrument:
        return _hindered(instrument, examined, [_whole("import_round_other")])
    try:
        names = _names(found, board)
    except NotPossibleError as impossible:
        return _hindered(instrument, examined, [_whole(impossible.code)])
    place = _place(one, board, at, demo)
    rows, problems = file_rows(found, place, names.cases)
    there = known.known_cases(board, names.stored, one.instrument)
    tell("comparing", 75)
    made = plan(rows, there, instrument, collected(found), place)
    kept, left_out = _kept([*examined.registrations.problems, *problems, *made.problems], examined)
    hindered = any(one.severity is Severity.ERROR for one in kept)
    basis = basis_of(there, *circumstances(one, round, at))
    return Planned(instrument, examined, None if hindered else made, kept, left_out, round, names, basis, found.batch.invented)


def circumstances(one: Import, round: Round, at: datetime) -> tuple[object, ...]:
    """What else decides what becomes of a file."""
    return (round.id, one.unit_id, sorted(unit.id for unit in units_of(one.organisation, at)))


def known_now(one: Import, names: Names) -> Mapping[str, KnownCase]:
    """What is registered of the cases of the file at this moment, without its answers."""
    return known.known_without_answers(authority_of(one.organisation), names.stored, one.instrument)


def units_of(place: Organisation, at: datetime) -> Sequence[Organisation]:
    """The units that a file of `place` may register in: those below it of the same board, or itself where there are none."""
    below = [one for one in organisations.below(place, localdate(at)) if one.authority == place.authority]
    return [one for one in below if one.kind == OrganisationKind.UNIT.value] or [place]


def _place(one: Import, board: Organisation, at: datetime, demo: bool) -> Place:
    units = units_of(one.organisation, at)
    times = Counter(fold(unit.name) for unit in units)
    names = {fold(unit.name): unit.id for unit in units if times[fold(unit.name)] == 1}
    today, own = localdate(at), frozenset(unit.id for unit in units)
    asked = registering.units(Actor.of(one.asked_by, at), Permission.CASES_IMPORT, at)
    elsewhere = {unit.id: unit.name for unit in asked if unit.authority == board.path and unit.id not in own}
    return Place(entity_of(board).code, own, names, one.unit_id, today, demo, today - LONGEST_AGO, elsewhere)


def _names(found: Registrations, board: Organisation) -> Names:
    """NotPossibleError without a key."""
    codes: dict[str, str] = {}
    for written in dict.fromkeys(found.cases):
        with suppress(NotPossibleError):
            codes[written] = case_codes.checked(written)
    stored = case_codes.hashes(board, codes.values())
    called = {code: hashes[0] for code, hashes in stored.items()}
    return Names(
        {written: called[code] for written, code in codes.items()},
        {hash: called[code] for code, hashes in stored.items() for hash in hashes},
        {name: code for code, name in reversed(called.items())},
    )


def _hindered(instrument: Instrument, examined: Examined | None, problems: Sequence[Problem]) -> Planned:
    kept, left_out = _kept(problems, examined)
    return Planned(instrument, examined, None, kept, left_out, None, _NO_NAMES, "", False)


def _kept(problems: Sequence[Problem], examined: Examined | None) -> tuple[Sequence[Problem], Sequence[tuple[str, str, int]]]:
    """The first of the problems, errors before warnings, in the order of the file; and how many there are of those left out."""
    order = sorted(problems, key=lambda one: (one.severity is not Severity.ERROR, one.row))
    left_out = Counter((one.code, one.column) for one in order[KEPT:])
    if examined is not None:
        left_out.update(examined.registrations.left_out)
    kept = sorted(order[:KEPT], key=lambda one: one.row)
    return kept, [(code, column, count) for (code, column), count in sorted(left_out.items())]


def _whole(code: str) -> Problem:
    return Problem(0, "", code, Severity.ERROR)
