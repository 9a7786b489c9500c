"""The municipality's own tree: its districts and units, which its coordinator opens, renames, moves and closes. Nothing is deleted.

Reading is for everyone who may see people. What would let somebody into cases without a second person is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from spegla.catalogue.municipalities import Municipalities
from spegla.messages import Words
from spegla.portal.accounts.models import Assignment, AssignmentState, Former, GroupMembership, Invitation, Organisation, Succession
from spegla.portal.accounts.roles import OrganisationKind, Permission, roles
from spegla.portal.store import groups, organisations, partitions, parts, successions
from spegla.portal.store import people as people_store
from spegla.portal.store.audit import Audit
from spegla.portal.use_cases.access import Actor, NotFoundError, require
from spegla.portal.use_cases.people import NotPossibleError

_EDIT = Permission.ORGANISATION_EDIT
_GROUPING = "kommungrupp"
# What a unit may lie below.
_ABOVE_UNITS = (OrganisationKind.MUNICIPALITY.value, OrganisationKind.DISTRICT.value)


@dataclass(frozen=True)
class Part:
    """A district or a unit: what it was called before, who holds a role in it (None when the reader may not see that), and whether
    the reader may change it."""

    organisation: Organisation
    formers: Sequence[Former]
    holders: Sequence[str] | None
    may_edit: bool


@dataclass(frozen=True)
class Branch:
    """A district, or a municipality that has become a part of this one, with its units; the first is the entity with its own."""

    part: Part
    units: Sequence[Part]


@dataclass(frozen=True)
class Group:
    """A group that a municipality has belonged to; `name` is None when nobody has said what it is called."""

    membership: GroupMembership
    name: Words | None

    @property
    def last(self) -> date | None:
        """The last day that it held, None while it does."""
        before = self.membership.valid_until
        return before - timedelta(days=1) if before else None


@dataclass(frozen=True)
class Groups:
    """Those that are known, whether today's is among them, and the other versions, whose groups Spegla has not been told."""

    known: Sequence[Group]
    today: bool
    untold: Sequence[str]


@dataclass(frozen=True)
class Tree:
    """`below` are the entities under a nation or a county, which answer for themselves. `formers` are the names and codes that the
    entity has had. `groups` is None for what has none."""

    entity: Organisation
    formers: Sequence[Former]
    branches: Sequence[Branch]
    closed: Sequence[Part]
    below: Sequence[Organisation]
    came_from: Sequence[Succession]
    groups: Groups | None
    may_add: bool

    @property
    def has_districts(self) -> bool:
        """Whether it is worth saying what a district is."""
        return any(one.part.organisation.kind == OrganisationKind.DISTRICT.value for one in self.branches)


def see_organisation(*, actor: Actor, register: Municipalities, at: datetime) -> Tree:
    """The tree of the entity that answers for the actor's organisation."""
    [place, *_] = actor.places(Permission.PEOPLE_READ) or [actor.organisation]
    require(actor, Permission.PEOPLE_READ, place)
    day = organisations.day_of(at)
    [entity, *rest] = parts.tree_of(actor.organisation)
    held = people_store.assignments_of(entity, day)
    shown = {one.id: _part(actor, one, held) for one in (entity, *rest)}
    units = [one for one in rest if one.kind == OrganisationKind.UNIT.value and not one.closed(day)]
    heads = [one for one in rest if not one.closed(day) and one not in units]
    # What has gone up in this one has closed, but its units may go on.
    heads += [one for one in rest if one.closed(day) and any(unit.parent_id == one.id for unit in units)]
    return Tree(
        entity,
        list(entity.formers.all()),
        [Branch(shown[head.id], [shown[one.id] for one in units if one.parent_id == head.id]) for head in (entity, *heads)],
        [shown[one.id] for one in rest if one.closed(day)],
        organisations.entities_below(entity, day),
        successions.predecessors(entity, day),
        _groups(entity, register, day) if entity.kind == OrganisationKind.MUNICIPALITY.value else None,
        bool(actor.places(_EDIT)),
    )


def parents(*, actor: Actor, at: datetime) -> Sequence[Organisation]:
    """Where the actor may add a part: municipalities and districts that are open and are not to close."""
    tops = actor.places(_EDIT)
    require(actor, _EDIT, tops[0] if tops else actor.organisation)
    day = organisations.day_of(at)
    return [one for top in tops for one in organisations.below(top, day) if one.kind in _ABOVE_UNITS and _stays(one, day)]


@transaction.atomic
def add_part(*, actor: Actor, parent: Organisation, kind: OrganisationKind, name: str, at: datetime) -> Organisation:
    """A new unit, or a district of a municipality; roles can be given there at once."""
    require(actor, _EDIT, parent)
    organisations.lock(parent)
    parent.refresh_from_db()
    day = organisations.day_of(at)
    if not _stays(parent, day):
        raise NotPossibleError("organisation_closed")
    above = _ABOVE_UNITS if kind is OrganisationKind.UNIT else _ABOVE_UNITS[:1]
    if kind not in (OrganisationKind.UNIT, OrganisationKind.DISTRICT) or parent.kind not in above:
        raise NotPossibleError("organisation_not_there")
    wanted = _name(parent, name, day, None)
    return parts.add(parent, kind, wanted, day, Audit(actor.person, "organisation_added", at, facts={"kind": kind.value}))


def part_to_change(*, actor: Actor, part_id: int) -> Organisation:
    """The district or unit that is to be changed. Whoever holds a part alone does not change what it is a part of, nor itself."""
    part = parts.part_of(actor.organisation, part_id)
    if part is None or part.parent is None:
        raise NotFoundError
    require(actor, _EDIT, part.parent)
    return part


def new_parents(*, actor: Actor, part_id: int, at: datetime) -> Sequence[Organisation]:
    """Where a unit can be moved: where the actor may add parts, except where it is."""
    part = part_to_change(actor=actor, part_id=part_id)
    return [one for one in parents(actor=actor, at=at) if one.id != part.parent_id]


@transaction.atomic
def rename_part(*, actor: Actor, part_id: int, name: str, at: datetime) -> Organisation:
    """Another name from today. The old one is kept."""
    part = _open_part(actor, part_id, at)
    day = organisations.day_of(at)
    wanted = _name(part.parent, name, day, part)
    if wanted != part.name:
        parts.rename(part, wanted, day, Audit(actor.person, "organisation_renamed", at))
        partitions.touch_all(organisations.authority_of(part))
    return part


@transaction.atomic
def move_unit(*, actor: Actor, part_id: int, parent: Organisation, at: datetime) -> Organisation:
    """Put a unit in another district, or directly below the municipality. Its people, roles and log follow.

    It is refused when somebody who sees cases in the new place would see the unit's as well: that needs a second person.
    """
    unit = _open_part(actor, part_id, at)
    require(actor, _EDIT, parent)
    parent.refresh_from_db()
    day = organisations.day_of(at)
    if unit.kind != OrganisationKind.UNIT.value or parent.kind not in _ABOVE_UNITS or not _stays(parent, day):
        raise NotPossibleError("organisation_not_there")
    if parent.id == unit.parent_id:
        raise NotPossibleError("organisation_there_already")
    _name(parent, unit.name, day, unit)
    seeing = {one.person.name for one in _seeing(parent, organisations.day_of(at))} if parent.authority != unit.authority else set()
    if seeing:
        raise NotPossibleError("organisation_lets_in", names=", ".join(sorted(seeing, key=organisations.swedish)))
    facts = {"from": unit.parent_id, "to": parent.id}
    boards = {unit.authority, parent.authority}
    parts.move(unit, parent, day, Audit(actor.person, "organisation_moved", at, facts=facts))
    for board in Organisation.objects.filter(path__in=boards) if len(boards) > 1 else ():
        partitions.touch_all(board)
    return unit


@dataclass(frozen=True)
class Holding:
    """The roles that hold or wait in a part or below it, and the invitations there that can still be accepted."""

    roles: Sequence[Assignment]
    invitations: Sequence[Invitation]


def holding(*, actor: Actor, part_id: int, at: datetime) -> Holding:
    """Who has something to do in the part: what stands in the way of closing it today."""
    part = part_to_change(actor=actor, part_id=part_id)
    return Holding(people_store.assignments_of(part, organisations.day_of(at)), people_store.invitations_of(part, at))


@transaction.atomic
def close_part(*, actor: Actor, part_id: int, on: date, at: datetime) -> Organisation:
    """There no longer from `on`, today or later; a day that has not come can be changed.

    Nobody loses a role today without being told: what closes today must be empty. From a later day the roles there hold no longer.
    """
    part = _open_part(actor, part_id, at)
    today = organisations.day_of(at)
    if on < today:
        raise NotPossibleError("close_too_early")
    below = [one for one in organisations.below(part, today) if one.id != part.id]
    if any(not one.closed(on) for one in below):
        raise NotPossibleError("close_units_first")
    if part.parent is not None and not part.parent.closed(today) and part.parent.closed(on - timedelta(days=1)):
        raise NotPossibleError("close_with_district")
    found = holding(actor=actor, part_id=part_id, at=at)
    if on == today and (found.roles or found.invitations):
        raise NotPossibleError("close_roles_first")
    parts.close(part, on, Audit(actor.person, "organisation_closed", at, facts={"on": on.isoformat()}))
    return part


@transaction.atomic
def keep_part(*, actor: Actor, part_id: int, at: datetime) -> Organisation:
    """What was to close stays open."""
    part = _open_part(actor, part_id, at)
    if part.valid_until is None:
        raise NotPossibleError("organisation_open")
    if part.parent is not None and part.parent.kind == OrganisationKind.DISTRICT.value and part.parent.valid_until is not None:
        raise NotPossibleError("close_with_district")
    parts.keep(part, Audit(actor.person, "organisation_kept", at))
    return part


def _stays(one: Organisation, day: date) -> bool:
    """Whether it is there and is not to close: what comes into it has somewhere to be."""
    return one.valid(day) and one.valid_until is None


def _open_part(actor: Actor, part_id: int, at: datetime) -> Organisation:
    """The part, with its tree locked, when it has not closed."""
    organisations.lock(actor.organisation)
    part = part_to_change(actor=actor, part_id=part_id)
    if part.closed(organisations.day_of(at)):
        raise NotPossibleError("organisation_closed")
    return part


def _seeing(place: Organisation, day: date) -> Sequence[Assignment]:
    """The roles that see every case in `place`: they would see those of a unit that came there."""
    held = [one for one in people_store.assignments_of(place, day) if one.organisation_id == place.id]
    return [one for one in held if one.state == AssignmentState.ACTIVE and roles()[one.role].sees_cases]


def _name(parent: Organisation | None, name: str, day: date, but: Organisation | None) -> str:
    """The name without needless spaces, when no other open part of `parent` has it."""
    wanted = " ".join(name.split())
    if not wanted:
        raise NotPossibleError("organisation_without_name")
    if not any(sign.isalnum() for sign in wanted):
        raise NotPossibleError("organisation_name_of_signs")
    if parent is not None and parts.has_name(parent, wanted, day, but):
        raise NotPossibleError("organisation_name_taken")
    return wanted


def _part(actor: Actor, one: Organisation, held: Sequence[Assignment]) -> Part:
    may_see = actor.may(Permission.PEOPLE_READ, one)
    holders = sorted({role.person.name for role in held if role.organisation_id == one.id}, key=organisations.swedish)
    may_edit = one.parent is not None and one.path != one.entity and actor.may(_EDIT, one.parent)
    return Part(one, list(one.formers.all()), holders if may_see else None, may_edit)


def _groups(entity: Organisation, register: Municipalities, day: date) -> Groups:
    known = groups.groups_of(entity, _GROUPING)
    names = register.group_names[_GROUPING]
    told = {one.version for one in known}
    untold = [one.version for one in register.versions.get(_GROUPING, ()) if one.version not in told and one.since <= day]
    return Groups([Group(one, names.get(one.group)) for one in known], groups.group_of(entity, _GROUPING, day) is not None, untold)
