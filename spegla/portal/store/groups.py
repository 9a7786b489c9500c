"""Which group of municipalities each belongs to, in which version, and when that version held. What is not known is not there."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from spegla.catalogue.municipalities import Municipalities
from spegla.portal.accounts.models import GroupMembership, Organisation
from spegla.portal.accounts.roles import OrganisationKind


def load(register: Municipalities) -> None:
    """Put in the groups of `register` whose version has a time when it held.

    Called again it changes what the register has changed. A municipality that the register has no group for gets none.
    """
    here = {one.code: one for one in Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY.value)}
    for grouping, groups in register.groupings.items():
        version = register.version_known(grouping)
        if version is None:
            continue
        for code, group in groups.items():
            if code in here:
                GroupMembership.objects.update_or_create(
                    organisation=here[code],
                    grouping=grouping,
                    version=version.version,
                    defaults={"group": group, "valid_from": version.since, "valid_until": version.before},
                )


def groups_of(organisation: Organisation, grouping: str) -> Sequence[GroupMembership]:
    """The groups that the municipality has belonged to, the latest first."""
    return list(GroupMembership.objects.filter(organisation=organisation, grouping=grouping).order_by("-valid_from"))


def group_of(organisation: Organisation, grouping: str, on: date) -> GroupMembership | None:
    """The group that it belonged to on the day; None when that is not known."""
    rows = GroupMembership.objects.filter(organisation=organisation, grouping=grouping)
    return rows.filter(Q(valid_from=None) | Q(valid_from__lte=on)).filter(Q(valid_until=None) | Q(valid_until__gt=on)).first()
