"""Roles and permissions as data: what `roles.yaml` says, read once and held against what the code knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

import yaml

from spegla.messages import Words


class Permission(Enum):
    """One thing that a person can do. The pages of a permission that nobody has do not exist for them."""

    CASES_READ = "cases_read"
    CASES_REGISTER = "cases_register"
    CASES_IMPORT = "cases_import"
    CASES_EXPORT = "cases_export"
    ROUND_READ = "round_read"
    ROUND_EDIT = "round_edit"
    CLOSINGS_STATE = "closings_state"
    RESULTS_READ = "results_read"
    RELEASES_READ = "releases_read"
    PEOPLE_READ = "people_read"
    PEOPLE_INVITE = "people_invite"
    PEOPLE_ASSIGN = "people_assign"
    PEOPLE_APPROVE = "people_approve"
    PEOPLE_RECOVER = "people_recover"
    ORGANISATION_EDIT = "organisation_edit"
    AUDIT_READ = "audit_read"
    AUDIT_REVIEW = "audit_review"
    BREAK_GLASS = "break_glass"
    BREAK_GLASS_NOTICE = "break_glass_notice"
    OPERATION_READ = "operation_read"


# Who has one of these sees children's cases.
OF_CASES = frozenset({Permission.CASES_READ, Permission.CASES_REGISTER, Permission.CASES_IMPORT, Permission.CASES_EXPORT})

# What someone may in an emergency, in the whole of their municipality and for a limited time.
IN_EMERGENCY = frozenset({Permission.CASES_READ})


class OrganisationKind(Enum):
    """What an organisation is, the widest first."""

    NATION = "nation"
    COUNTY = "county"
    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    UNIT = "unit"


@dataclass(frozen=True)
class Role:
    """`given_in` are the kinds of organisation that it can be given in."""

    id: str
    title: Words
    says: Words
    given_in: frozenset[OrganisationKind]
    may: frozenset[Permission]

    @property
    def sees_cases(self) -> bool:
        """True when a second person must agree before it holds."""
        return bool(self.may & OF_CASES)


@cache
def roles() -> Mapping[str, Role]:
    """Every role by its id, in the order of the file; ValueError when the file names a permission that there is not."""
    data = yaml.safe_load((Path(__file__).parent / "roles.yaml").read_text(encoding="utf-8"))
    return {
        id: Role(
            id,
            Words(**role["title"]),
            Words(**role["says"]),
            frozenset(OrganisationKind(kind) for kind in role["given_in"]),
            frozenset(Permission(name) for name in role["may"]),
        )
        for id, role in data["roles"].items()
    }
