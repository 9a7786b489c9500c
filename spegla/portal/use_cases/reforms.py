"""Municipalities that merge, split, change name or county. Whoever runs the installation says so; the log says that the system did it.

What ceases becomes a closed part of the one that takes over, which from then on answers for its log, its units and its people. Roles
go on where they open no more than before. A role that sees every case of the municipality would see the others' too, and waits for a
second person. Registrations follow their units: whatever is counted in another board, or in one with another code, is counted anew.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from spegla.catalogue.municipalities import fold
from spegla.portal.accounts.models import Assignment, AssignmentState, Organisation
from spegla.portal.accounts.roles import OrganisationKind, roles
from spegla.portal.store import organisations, partitions, parts, people, successions
from spegla.portal.store.audit import Audit, Facts, record
from spegla.portal.store.parts import Standing
from spegla.portal.store.sessions import end_sessions

_MUNICIPALITY = OrganisationKind.MUNICIPALITY.value


class ReformError(ValueError):
    """It cannot be so; `code` names the sentence and `facts` fill it."""

    def __init__(self, code: str, /, **facts: str) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Reformed:
    """What came of it: the municipalities that there are now, how many people went along, and how many roles wait."""

    now: Sequence[Organisation]
    people: int
    waiting: int


@transaction.atomic
def merge(*, codes: Sequence[str], into: str, name: str, on: date, at: datetime) -> Reformed:
    """The municipalities with `codes` are one from `on`: a new one called `name`, or the one of them, or another, that has `into`."""
    _past(on, at)
    merged = [_municipality(code, on, at) for code in dict.fromkeys(codes)]
    there = organisations.by_code(into)
    gone = [one for one in merged if there is None or one.id != there.id]
    if len(gone) < (2 if there is None else 1):
        raise ReformError("reform_too_few")
    successor = _municipality(into, on, at) if there else _new(into, name, on, at)
    if there and name and name != there.name:
        parts.rename(successor, name, on, Audit(None, "organisation_renamed", at, facts={"on": on.isoformat()}))
    moved = [_take_over(one, successor, on, at) for one in gone]
    waiting = sum(one.waiting for one in moved) + (_again(successor, successor, at) if there else 0)
    facts: Facts = {"on": on.isoformat(), "of": len(gone)}
    parts.recorded(successor, Audit(None, "municipality_took_over", at, facts=facts))
    partitions.touch_tree(successor)
    return Reformed([successor], sum(one.people for one in moved), waiting)


@transaction.atomic
def split(*, code: str, into: Mapping[str, str], on: date, at: datetime) -> Reformed:
    """The municipality with `code` is several from `on`: those of `into`, names by code.

    When its own code is among them it goes on with its people, units and log. Otherwise the first takes them over. Who works in
    another is invited there: only that municipality can say.
    """
    _past(on, at)
    origin = _municipality(code, on, at)
    goes_on = code in into
    if len(into) < 2:
        raise ReformError("reform_too_few")
    if goes_on and into[code] != origin.name:
        raise ReformError("reform_other_name", code=code, name=origin.name)
    made = [_split_off(new, name, on, at) for new, name in into.items() if new != code]
    facts: Facts = {"on": on.isoformat(), "into": len(into)}
    parts.recorded(origin, Audit(None, "municipality_split", at, facts=facts))
    first, *others = made
    for one in made if goes_on else others:
        successions.succeed(origin, one, on)
    taken = Reformed([], 0, 0) if goes_on else _take_over(origin, first, on, at)
    if not goes_on:
        partitions.touch_tree(first)
    return Reformed([origin, *made] if goes_on else made, taken.people, taken.waiting)


@transaction.atomic
def rename(*, code: str, name: str, on: date, at: datetime) -> Organisation:
    """The nation, county or municipality with `code` is called `name` from `on`."""
    _past(on, at)
    one = organisations.by_code(code)
    if one is None:
        raise _unknown(code, at)
    if not name.strip() or name == one.name:
        raise ReformError("reform_same_name", name=one.name)
    parts.rename(one, name, on, Audit(None, "organisation_renamed", at, facts={"on": on.isoformat()}))
    # A municipality without units is one itself.
    partitions.touch_all(one)
    return one


@transaction.atomic
def move_county(*, code: str, into: str, on: date, at: datetime) -> Organisation:
    """The municipality with `code` lies in another county from `on`, where its code is `into`. It is the same municipality."""
    _past(on, at)
    one = _municipality(code, on, at)
    county = _county(into)
    _unused(into)
    if county.id == one.parent_id:
        raise ReformError("reform_same_county", name=county.name)
    path = f"{county.path}/{into}"
    parts.place(one, county, into, Standing(path, path, path), on)
    parts.recorded(one, Audit(None, "county_changed", at, facts={"from": code, "to": into, "on": on.isoformat()}))
    partitions.touch_tree(one)
    return one


def _past(on: date, at: datetime) -> None:
    """What is to come is said when it has come: until then people work where they work."""
    if on > organisations.day_of(at):
        raise ReformError("reform_future")


def _municipality(code: str, on: date, at: datetime) -> Organisation:
    """The municipality that has the code, when it was there before `on`."""
    one = organisations.by_code(code)
    if one is None or one.kind != _MUNICIPALITY:
        raise _unknown(code, at)
    if one.valid_from is not None and one.valid_from >= on:
        raise ReformError("reform_too_early", name=one.name, day=one.valid_from.isoformat())
    organisations.lock(one)
    return one


def _unknown(code: str, at: datetime) -> ReformError:
    """Why there is none with the code: there never was, or it has another now, or others have taken over."""
    once = organisations.once_with(code)
    if once is None:
        return ReformError("reform_unknown", code=code)
    now = ", ".join(f"{one.name} ({one.code})" for one in successions.successors(once, organisations.day_of(at)))
    return ReformError("reform_gone", code=code, now=now)


def _county(code: str) -> Organisation:
    """The county of a municipality's code: its first two figures."""
    if not re.fullmatch("[0-9]{4}", code):
        raise ReformError("reform_code", code=code)
    county = organisations.by_code(code[:2])
    if county is None or county.kind != OrganisationKind.COUNTY.value:
        raise ReformError("reform_no_county", code=code, county=code[:2])
    return county


def _unused(code: str) -> None:
    """A code is one municipality's for ever."""
    if organisations.by_code(code) or organisations.once_with(code):
        raise ReformError("reform_code_used", code=code)


def _new(code: str, name: str, on: date, at: datetime) -> Organisation:
    county = _county(code)
    _unused(code)
    if not name.strip():
        raise ReformError("reform_no_name", code=code)
    made = organisations.add_municipality(county, code, name.strip(), on)
    parts.recorded(made, Audit(None, "municipality_formed", at, facts={"on": on.isoformat()}))
    return made


def _split_off(code: str, name: str, on: date, at: datetime) -> Organisation:
    """What was split off: new, or there since the list of municipalities was read, and then it is said when it began."""
    there = organisations.by_code(code)
    if there is None:
        return _new(code, name, on, at)
    if there.valid_from is not None or there.kind != _MUNICIPALITY:
        raise ReformError("reform_code_used", code=code)
    if fold(there.name) != fold(name):
        raise ReformError("reform_other_name", code=code, name=there.name)
    organisations.begin_on(there, on)
    parts.recorded(there, Audit(None, "municipality_formed", at, facts={"on": on.isoformat()}))
    return there


def _take_over(gone: Organisation, successor: Organisation, on: date, at: datetime) -> Reformed:
    """`gone` closes and becomes a part of `successor`, with its people and roles."""
    parts.close(gone, on, Audit(None, "organisation_closed", at, facts={"on": on.isoformat()}))
    successions.succeed(gone, successor, on)
    to = Standing(f"{successor.path}/{gone.code}", successor.entity, successor.authority)
    parts.place(gone, successor, gone.code, to, on)
    parts.recorded(gone, Audit(None, "municipality_taken_over", at, facts={"by": successor.id, "on": on.isoformat()}))
    went = people.move_home(gone, successor)
    for person in went:
        record(successor, Audit(None, "person_moved", at, f"person:{person.id}", {"from": gone.id}))
    for invitation in people.invitations_of(gone, at):
        if invitation.organisation_id == gone.id:
            people.withdraw(gone, invitation, Audit(None, "invitation_withdrawn", at, f"invitation:{invitation.id}"))
    return Reformed([successor], len(went), _again(gone, successor, at))


def _again(before: Organisation, after: Organisation, at: datetime) -> int:
    """Roles that were held in the whole of `before` are given in `after`; how many of them wait, since they see more cases there."""
    held = [one for one in people.assignments_of(before, organisations.day_of(at)) if one.organisation_id == before.id]
    again = [one for one in held if before.id != after.id or roles()[one.role].sees_cases]
    for one in again:
        _give_again(one, before, after, at)
    return sum(roles()[one.role].sees_cases for one in again)


def _give_again(held: Assignment, before: Organisation, after: Organisation, at: datetime) -> None:
    waits = roles()[held.role].sees_cases
    facts: Facts = {"role": held.role, "person": held.person_id}
    people.end(before, held, Audit(None, "role_ended", at, f"assignment:{held.id}", facts))
    state = AssignmentState.WAITING if waits else AssignmentState.ACTIVE
    days = people.Days(held.valid_from, held.valid_until)
    audit = Audit(None, "role_given", at, f"person:{held.person_id}", {**facts, "waits": waits})
    people.give(after, held.person, held.role, state, days, audit)
    end_sessions(held.person)
