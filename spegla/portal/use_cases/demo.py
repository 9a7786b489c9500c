"""What the cast has been doing before somebody opens the demo: years of registrations, drafts, follow-ups that are due, a round that is
told how many closures there were, and a logbook.

What a person does is done here as the pages do it, by that person. It is done once: where something is registered already nothing is added,
and the days are counted from the day of the first time.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import yaml
from django.db import transaction
from django.utils.timezone import localdate

from spegla.portal.accounts.models import AssignmentState, Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind
from spegla.portal.store import invented as store
from spegla.portal.store import organisations, parts, people
from spegla.portal.store.audit import Audit, Facts
from spegla.portal.store.case_keys import make_key
from spegla.portal.store.models import Response
from spegla.portal.use_cases import comments, handing_in, interventions, invented, registering, rounds
from spegla.portal.use_cases.access import Actor, NotFoundError
from spegla.portal.use_cases.cast import CAST

INSTRUMENT = "webbkollen-2017"
FALUN, BORLANGE, CHILDREN, OPEN_CARE = "2080", "2081", "Barn och unga", "Öppenvård"
# How many rows each municipality has.
ROWS = {FALUN: 2000, BORLANGE: 150}
# Of so many whole months the case system's number is known: all that may be stated but the last, not fetched yet. Registered
MONTHS, REGISTERED = 11, (74, 97)
_BUDGET, _GUESS = 360, 2017
# In how many days something is due that is due this week; on Sunday when that is sooner.
_SOON = 2
# How long there is between one follow-up and the next, at least.
_BETWEEN = timedelta(days=75)


@dataclass(frozen=True)
class Begun:
    """A draft that `who` began so many `hours` ago, about a day so many `days` ago. `waits` is how many days it is still to wait, if any.

    A decision is about a new intervention, another step about one that goes on in the unit.
    """

    who: str
    unit: str
    step: str
    days: int
    hours: int
    answers: Mapping[str, Sequence[str]]
    waits: int | None = None


@dataclass(frozen=True)
class Due:
    """Follow-ups that are planned in a unit: so many days `late`, and so many days `later`."""

    who: str
    unit: str
    late: Sequence[int]
    later: Sequence[int]


@dataclass(frozen=True)
class Missed:
    """What `who` misses in a question, said in the draft of `step`."""

    who: str
    step: str
    variable: str
    kind: str
    words: str


@dataclass(frozen=True)
class Life:
    """What the cast has been doing."""

    drafts: Sequence[Begun]
    due: Sequence[Due]
    comments: Sequence[Missed]


@cache
def life() -> Life:
    """As `demo.yaml` tells it."""
    told = yaml.safe_load((Path(__file__).parent / "demo.yaml").read_text(encoding="utf-8"))
    drafts, due = [Begun(**one) for one in told["drafts"]], [Due(**one) for one in told["due"]]
    return Life(drafts, due, [Missed(**one) for one in told["comments"]])


def place_life(*, at: datetime) -> int:
    """Everything that the cast has done, once; how many registrations were put in place."""
    return sum(_live(code, at) for code in ROWS)


@transaction.atomic
def _live(code: str, at: datetime) -> int:
    home = organisations.by_code(code)
    if home is None:
        raise NotFoundError
    with suppress(FileExistsError):
        make_key(home.code)
    if not store.is_empty(home):
        return 0
    _open_round(home, at)
    invented.register(shares=_shares(home, at), count=ROWS[code], seed=int(code), at=at)
    _state_closings(home, at)
    drafts = {(one.who, one.step): _begin(one, home, at) for one in life().drafts if _works_in(home, one.who)}
    for due in life().due:
        if _works_in(home, due.who):
            _plan(due, _unit(home, due.unit), at)
    for said in life().comments:
        if _works_in(home, said.who):
            comments.comment(
                actor=_actor(said.who, at), response_id=drafts[said.who, said.step].id, variable=said.variable, kind=said.kind,
                words=said.words, insists=False, at=at,
            )  # fmt: skip
    store.mark(home)
    return ROWS[code]


def _works_in(home: Organisation, who: str) -> bool:
    return any(one.id == who and one.code == home.code for one in CAST)


def _open_round(home: Organisation, at: datetime) -> None:
    """The coordinator opens the round, and lets people write words of their own in the logbook."""
    coordinator = _actor(next(one.id for one in CAST if one.code == home.code and one.role == "samordnare"), at)
    rounds.open_round(actor=coordinator, instrument=INSTRUMENT, at=at)
    rounds.change(actor=coordinator, budget=_BUDGET, free_text=True, shows_earlier=True, at=at)


def _state_closings(home: Organisation, at: datetime) -> None:
    """Somewhat more than were registered, in the months before the last whole one."""
    coordinator = _actor(next(one.id for one in CAST if one.code == home.code and one.role == "samordnare"), at)
    months = _months_before(localdate(at).replace(day=1))
    next(months)
    wanted = [next(months) for _ in range(MONTHS)]
    registered, chance = store.closures(home, "avslut", wanted[-1]), random.Random(_GUESS)  # noqa: S311  a plausible number is enough
    for month in reversed(wanted):
        count = round(100 * registered.get(month, 0) / chance.randint(*REGISTERED))
        rounds.state_closings(actor=coordinator, month=month, count=count, at=at)


def _months_before(month: date) -> Iterator[date]:
    while True:
        month = (month - timedelta(days=1)).replace(day=1)
        yield month


def _shares(home: Organisation, at: datetime) -> Sequence[invented.Share]:
    """The unit for children, and in Falun the one for open care, which the team leader has too."""
    children = _unit(home, CHILDREN)
    worker = next(one.id for one in CAST if one.code == home.code and one.role == "handlaggare")
    shares = [invented.Share(children, _person(worker), "BU", 3)]
    if home.code == FALUN:
        unit = parts.add(home, OrganisationKind.UNIT, OPEN_CARE, None, Audit(None, "organisation_added", at, facts={"kind": "unit"}))
        leader = _person("bo")
        facts: Facts = {"role": "gruppledare", "person": leader.id}
        audit = Audit(None, "role_given", at, f"person:{leader.id}", facts)
        people.give(unit, leader, "gruppledare", AssignmentState.ACTIVE, people.ALWAYS, audit)
        shares.append(invented.Share(unit, leader, "ÖV", 1))
    return shares


def _begin(one: Begun, home: Organisation, at: datetime) -> Response:
    """Begin it and answer one question after the other, some twenty seconds apart."""
    actor, unit, then = _actor(one.who, at), _unit(home, one.unit), at - timedelta(hours=one.hours)
    day = localdate(at) - timedelta(days=one.days)
    answers = {"datum": [day.isoformat()], **one.answers}
    if one.step == "beslut":
        code = f"{'BU' if one.unit == CHILDREN else 'ÖV'}-{day.year}-{store.decided_in(unit, day.year) + 1:04}"
        draft = registering.begin(actor=actor, unit=unit, step=one.step, code=code, at=then)
    else:
        about = next(each for each in store.going_on(unit, "uppfoljning") if _simple(each, day))
        answers["alder"] = [str(about.answers["alder"])]
        draft = registering.go_on(actor=actor, intervention_id=about.intervention_id, step=one.step, at=then)
    for place, (variable, texts) in enumerate(answers.items(), start=1):
        registering.save_answer(
            actor=actor, response_id=draft.id, variable=variable, texts=texts, seen=0,
            key=f"demo-{draft.id}-{place:02}", page=f"demo-{draft.id}", at=then + timedelta(seconds=23 * place),
        )  # fmt: skip
    if one.waits is not None:
        until = localdate(at) + timedelta(days=one.waits)
        handing_in.wait(actor=actor, response_id=draft.id, until=until, at=then + timedelta(minutes=10))
    return draft


def _simple(response: Response, before: date) -> bool:
    """Whether what the drafts answer can be true of it: a child of school age who lives at home, and not after it."""
    row = response.row or {}
    if response.day is None or response.day >= before:
        return False
    return 8 <= row.get("alder", 0) <= 15 and row.get("insats_heldygnsvard") == "ingen" and row.get("ensamkommande") != "ja"


def _plan(due: Due, unit: Organisation, at: datetime) -> None:
    """The next follow-up of interventions that go on and that nobody has begun on: late, this week and later; months after the last."""
    today, left = localdate(at), list(store.going_on(unit, "uppfoljning"))
    for days in (*(-days for days in due.late), min(_SOON, 6 - today.weekday()), *due.later):
        day = today + timedelta(days=days)
        about = next((one for one in left if one.day is not None and one.day <= day - _BETWEEN), None)
        if about is not None:
            left.remove(about)
            interventions.plan(actor=_actor(due.who, at), intervention_id=about.intervention_id, due=day, at=at)


def _unit(home: Organisation, name: str) -> Organisation:
    found = organisations.by_path(f"{home.path}/{parts.code_of(name)}")
    if found is None:
        raise NotFoundError
    return found


def _person(who: str) -> Person:
    found = people.person_with(f"{who}@exempel.se")
    if found is None:
        raise NotFoundError
    return found


def _actor(who: str, at: datetime) -> Actor:
    return Actor.of(_person(who), at)
