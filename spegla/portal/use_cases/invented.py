"""Invented registrations by the thousand, to show the portal with: every one is marked, and no child is in it.

They are what `spegla.synthesis` makes, spread over the last years and divided into the steps that people register: the decision, then a
follow-up or a closure, or both. Refused where something is registered already, so that nothing invented stands among what is real.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.timezone import get_current_timezone, localdate

from spegla.catalogue import Answers, Catalogue, Instrument
from spegla.catalogue.values import VariableType
from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.store import invented as store
from spegla.portal.store.audit import Audit
from spegla.portal.store.case_keys import CaseKey, keys_of
from spegla.portal.store.invented import Course
from spegla.portal.store.models import Intervention, Response, ResponseState
from spegla.portal.store.organisations import authority_of, entity_of
from spegla.portal.store.responses import DAY
from spegla.portal.store.rounds import open_round
from spegla.portal.use_cases.people import NotPossibleError
from spegla.responses.forms import answer_given, first_step, is_row, questions_of, row_of
from spegla.responses.stored import answers_as_data
from spegla.synthesis import Municipality, synthesise

YEARS = 3
# The decision was made so many days before the first follow-up or the closure, and each is handed in so many days after its day.
_BEFORE, _AFTER = (60, 300), (0, 12)
# What a registration takes, in seconds: the median of a first step and of the others, and how far they spread (of the logarithm).
_FIRST_TAKES, _OTHERS_TAKE, _SPREAD = 320, 220, 0.45
_SHORTEST, _LONGEST = 45, 2400
_READING = {VariableType.MULTIPLE: 2.0, VariableType.ORDERED: 1.5}


@dataclass(frozen=True)
class Share:
    """A unit and the one who registers there; its codes begin with `letters`, and it has `weight` parts of the whole."""

    unit: Organisation
    person: Person
    letters: str
    weight: int


@dataclass(frozen=True)
class Row:
    """A row as it is drawn: its step, its day of 2017, and what was answered, as text."""

    step: str
    day: date
    texts: Mapping[str, str]


@transaction.atomic
def register(*, shares: Sequence[Share], count: int, seed: int, at: datetime) -> None:
    """Put `count` rows in place in the units of `shares`, which are of one board that has a round, with the decisions that they rest on.

    NotPossibleError where something is registered already, `CaseKeyMissingError` where the municipality has no key.
    """
    board = authority_of(shares[0].unit)
    round = open_round(board)
    if round is None:
        raise NotPossibleError("round_none")
    if not store.is_empty(board):
        raise NotPossibleError("invented_among_others")
    instrument = Catalogue.opened().instruments[round.instrument]
    owner = entity_of(board)
    chance = random.Random(seed)  # noqa: S311  nothing depends on nobody foreseeing it
    maker = _Maker(instrument, shares, owner, keys_of(owner.code)[0], chance, at)
    courses = maker.courses(drawn(instrument, owner.code, count, seed))
    since = min(one.intervention.made_at for one in courses)
    facts = {"count": count}
    store.add(board, round, courses, since, Audit(None, "registrations_invented", at, "", facts))


def drawn(instrument: Instrument, code: str, count: int, seed: int) -> Iterator[Sequence[Row]]:
    """`count` rows of a municipality, one intervention after the other: a follow-up, a closure, or both in that order."""
    frame = synthesise(instrument, [Municipality(code, 1)], count, seed).sort("arende", "datum")
    occasion = instrument.occasion
    step = "" if occasion is None else occasion.id
    for _, rows in groupby(frame.iter_rows(named=True), key=lambda row: row["arende"]):
        yield [Row(one[step], date.fromisoformat(one[DAY]), one) for one in rows]


def answers_in(instrument: Instrument, step: str, texts: Mapping[str, str]) -> Answers:
    """What `texts` answer of the questions of `step`."""
    return {one.id: answer_given(one, texts[one.id].split("|")) for one in questions_of(instrument, step) if texts[one.id]}


@dataclass(frozen=True)
class _Maker:
    instrument: Instrument
    shares: Sequence[Share]
    owner: Organisation
    key: CaseKey
    chance: random.Random
    at: datetime

    def courses(self, cases: Iterator[Sequence[Row]]) -> Sequence[Course]:
        """The interventions of `cases` with their steps, each with a code that counts from 1 in its unit and the year of its decision."""
        placed = []
        for rows in cases:
            [share] = self.chance.choices(self.shares, [one.weight for one in self.shares])
            days = self._days([row.day for row in rows])
            decided = _weekday(days[0] - timedelta(days=self.chance.randint(*_BEFORE)))
            placed.append((decided, share, list(zip(days, rows, strict=True))))
        numbers: dict[tuple[str, int], int] = {}
        found = []
        for decided, share, steps in sorted(placed, key=lambda one: one[0]):
            number = numbers[share.letters, decided.year] = numbers.get((share.letters, decided.year), 0) + 1
            found.append(self._course(f"{share.letters}-{decided.year}-{number:04}", decided, share, steps))
        return found

    def _days(self, days: Sequence[date]) -> Sequence[date]:
        """`days` of 2017 in one of the last years, so that the last of them has been: the same part of the year, on a weekday."""
        today = localdate(self.at)
        newest = days[-1].replace(year=today.year if days[-1].replace(year=today.year) <= today else today.year - 1)
        last = newest.replace(year=newest.year - self.chance.randrange(YEARS))
        return [_weekday(last - (days[-1] - day)) for day in days]

    def _course(self, code: str, decided: date, share: Share, steps: Sequence[tuple[date, Row]]) -> Course:
        first, last = first_step(self.instrument), self.instrument.steps[-1]
        before = answers_in(self.instrument, first, steps[0][1].texts)
        made = [self._response(share, first, decided, before, None)]
        for day, row in steps:
            own = answers_in(self.instrument, row.step, row.texts)
            counted = row_of(self.instrument, row.step, own, before) if is_row(self.instrument, row.step) else None
            made.append(self._response(share, row.step, day, own, counted))
        made[-1].latest = made[-1].row is not None
        intervention = Intervention(
            organisation=share.unit, decided=decided,
            case_hash=self.key.hash(code), case_cipher=self.key.encrypt(code, self.owner.path), case_key=self.key.id,
            closed=next((day for day, row in steps if row.step == last), None), made_by=share.person, made_at=made[0].begun_at,
        )  # fmt: skip
        return Course(intervention, made)

    def _response(self, share: Share, step: str, day: date, own: Answers, counted: Answers | None) -> Response:
        answers: dict[str, Any] = {DAY: day.isoformat(), **answers_as_data(own, self.instrument)}
        taken = self._seconds(step, answers)
        handed_in = min(_morning(day) + timedelta(days=self.chance.randint(*_AFTER), minutes=self.chance.randrange(480)), self.at)
        begun = handed_in - timedelta(seconds=sum(taken.values()))
        return Response(
            organisation=share.unit, instrument=self.instrument.reference, step=step, day=day, state=ResponseState.HANDED_IN,
            version=len(answers), answers=answers, changed={id: place for place, id in enumerate(answers, start=1)},
            row=None if counted is None else answers_as_data(counted, self.instrument),
            begun_by=share.person, begun_at=begun, saved_by=share.person, saved_at=handed_in,
            handed_in_by=share.person, handed_in_at=handed_in,
            seconds=sum(taken.values()), by_question={id: seconds for id, seconds in taken.items() if id != DAY},
        )  # fmt: skip

    def _seconds(self, step: str, answers: Mapping[str, Any]) -> Mapping[str, int]:
        """How long each answer took, its day among them: a whole registration divided by how long each question takes to read."""
        median = _FIRST_TAKES if step == first_step(self.instrument) else _OTHERS_TAKE
        whole = min(max(median * math.exp(self.chance.gauss(0, _SPREAD)), _SHORTEST), _LONGEST)
        types = {one.id: one.type for one in self.instrument.variables}
        parts = {id: _READING.get(types.get(id, VariableType.DATE), 1.0) * self.chance.uniform(0.5, 1.5) for id in answers}
        return {id: max(1, round(whole * part / sum(parts.values()))) for id, part in parts.items()}


def _weekday(day: date) -> date:
    """`day`, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8), get_current_timezone())
