"""The people: somebody is there, enough of them in each organisation that nobody is locked out for good, and each has a second step."""

from collections.abc import Iterator

from spegla.portal.doctor.findings import Asked, Finding, look, well, wrong
from spegla.portal.store.organisations import day_of
from spegla.portal.store.staff import Staff, staff

# Who gives a role and who approves it are two.
FEWEST = 2


def first(asked: Asked) -> Iterator[Finding]:
    there = sum(one.people for one in staff(day_of(asked.at)))
    yield well("people_there", count=there) if there else wrong("people_none")


def enough(asked: Asked) -> Iterator[Finding]:
    short = [found for one in staff(day_of(asked.at)) for found in examine(one)]
    yield from short
    if staff(day_of(asked.at)) and not short:
        yield well("people_enough")


def examine(one: Staff) -> Iterator[Finding]:
    """What an organisation with people lacks."""
    if one.trusted < FEWEST:
        yield wrong("people_too_few", organisation=one.name, count=one.trusted)
    elif not one.approving:
        yield wrong("people_no_approver", organisation=one.name)


def factors(asked: Asked) -> Iterator[Finding]:
    without = [one for one in staff(day_of(asked.at)) if one.without_factor]
    for one in without:
        yield look("people_without_factor", organisation=one.name, count=one.without_factor)
    if staff(day_of(asked.at)) and not without:
        yield well("people_factors")
