"""The parts of a municipality: districts and units, which open, change names, move and close, and are never deleted.

A part's code is made from its name and stays its own: no other part of the municipality gets it, not even when it has closed.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from spegla.catalogue.municipalities import fold
from spegla.portal.accounts.models import Former, Organisation
from spegla.portal.accounts.roles import OrganisationKind
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.organisations import swedish

_KINDS = (OrganisationKind.DISTRICT.value, OrganisationKind.UNIT.value)
_LONGEST = 20
# Letters that are not another with a mark.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l", "þ": "th", "ð": "d"})


@dataclass(frozen=True)
class Standing:
    """Where an organisation stands, the entity that answers for it, and the board that its cases belong to; each is a path."""

    path: str
    entity: str
    authority: str

    @classmethod
    def of(cls, one: Organisation) -> "Standing":
        return cls(one.path, one.entity, one.authority)

    def moved(self, top: "Standing", to: "Standing") -> "Standing":
        """Where this stands, which is `top` or below it, when `top` has moved to `to`.

        A district below `top` keeps its own board; everything else belongs to the one that `to` does.
        """
        own = self.authority != top.authority
        authority = f"{to.path}{self.authority.removeprefix(top.path)}" if own else to.authority
        return Standing(f"{to.path}{self.path.removeprefix(top.path)}", to.entity, authority)


def code_of(name: str) -> str:
    """A code from a name: small letters a to z, figures and hyphens, a letter first, at most 20.

    >>> code_of("Älvängens öppenvård")
    'alvangens-oppenvard'
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    words = re.findall("[a-z0-9]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    code = "-".join(words)
    if not code[:1].isalpha():
        code = "-".join(["enhet", *words])
    return code[:_LONGEST].rstrip("-")


def free_code(name: str, taken: Collection[str]) -> str:
    """A code from a name that is not among `taken`: with a number when it must."""
    code = code_of(name)
    number = 1
    found = code
    while found in taken:
        number += 1
        ending = f"-{number}"
        found = f"{code[: _LONGEST - len(ending)].rstrip('-')}{ending}"
    return found


def codes_of(entity: Organisation) -> set[str]:
    """Every code that a part of the entity has. What has closed keeps its own, so that none comes back."""
    return set(Organisation.objects.filter(entity=entity.entity).values_list("code", flat=True))


def part_of(organisation: Organisation, id: int) -> Organisation | None:
    """The district or unit with `id`, when it is of the same entity."""
    rows = Organisation.objects.filter(entity=organisation.entity, kind__in=_KINDS)
    return rows.filter(id=id).select_related("parent").first()


def tree_of(organisation: Organisation) -> Sequence[Organisation]:
    """The entity that answers for `organisation` and all that is or has been below it, parents first, by name."""
    rows = Organisation.objects.filter(entity=organisation.entity).select_related("parent").prefetch_related("formers")
    return sorted(rows, key=lambda one: (one.path.count("/"), swedish(one.name), one.id))


def has_name(parent: Organisation, name: str, day: date, but: Organisation | None) -> bool:
    """Whether another part of `parent` that is open on `day` has the name; case, spaces and hyphens do not count."""
    rows = Organisation.objects.filter(parent=parent)
    return any(fold(one.name) == fold(name) and not one.closed(day) for one in rows if but is None or one.id != but.id)


def add(parent: Organisation, kind: OrganisationKind, name: str, since: date | None, audit: Audit) -> Organisation:
    """A district or a unit below `parent`, there from `since`, or from the start when that is None. The record names it by its id."""
    code = free_code(name, codes_of(parent))
    path = f"{parent.path}/{code}"
    made = Organisation.objects.create(
        kind=kind.value, code=code, name=name, parent=parent, valid_from=since,
        path=path, entity=parent.entity, authority=path if kind is OrganisationKind.DISTRICT else parent.authority,
    )  # fmt: skip
    recorded(made, audit)
    return made


def rename(organisation: Organisation, name: str, day: date, audit: Audit) -> None:
    """Another name from `day`; the one that it had is kept."""
    _keep(organisation, day)
    organisation.name = name
    organisation.save(update_fields=["name"])
    recorded(organisation, audit)


def close(organisation: Organisation, day: date, audit: Audit) -> None:
    """There no longer from `day`."""
    organisation.valid_until = day
    organisation.save(update_fields=["valid_until"])
    recorded(organisation, audit)


def keep(organisation: Organisation, audit: Audit) -> None:
    """The day that it was to close is taken back."""
    organisation.valid_until = None
    organisation.save(update_fields=["valid_until"])
    recorded(organisation, audit)


def move(organisation: Organisation, parent: Organisation, day: date, audit: Audit) -> None:
    """Below `parent`, with a free code when its own is taken there."""
    taken = _codes_below(parent, organisation)
    code = organisation.code if organisation.code not in taken else free_code(organisation.code, codes_of(parent))
    place(organisation, parent, code, Standing(f"{parent.path}/{code}", parent.entity, parent.authority), day)
    recorded(organisation, audit)


def place(organisation: Organisation, parent: Organisation, code: str, to: Standing, day: date) -> None:
    """Put `organisation` at `to`, with everything below it. Where it stood is kept; whose the log is follows, since it says the id."""
    _keep(organisation, day)
    top = Standing.of(organisation)
    below = [one for one in Organisation.objects.filter(entity=top.entity).order_by("path") if one.path.startswith(f"{top.path}/")]
    organisation.code, organisation.parent = code, parent
    for one in (organisation, *below):
        standing = Standing.of(one).moved(top, to)
        one.path, one.entity, one.authority = standing.path, standing.entity, standing.authority
        one.save(update_fields=["code", "parent", "path", "entity", "authority"])


def recorded(organisation: Organisation, audit: Audit) -> None:
    """Record `audit` about `organisation`, named by its id: it stays right whatever the organisation is called."""
    record(organisation, Audit(audit.actor, audit.action, audit.at, f"organisation:{organisation.id}", audit.facts))


def _keep(one: Organisation, day: date) -> None:
    Former.objects.create(organisation=one, code=one.code, name=one.name, path=one.path, until=day)


def _codes_below(parent: Organisation, but: Organisation) -> set[str]:
    """The codes that something else than `but` has or has had directly below `parent`."""
    now = Organisation.objects.filter(path__startswith=f"{parent.path}/").exclude(id=but.id).values_list("path", flat=True)
    before = Former.objects.filter(path__startswith=f"{parent.path}/").exclude(organisation=but).values_list("path", flat=True)
    return {one.removeprefix(f"{parent.path}/") for one in (*now, *before)}
