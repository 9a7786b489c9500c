"""The main menu: where one may go."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.urls import reverse

from spegla.portal.accounts.roles import Permission
from spegla.portal.texts import said


@dataclass(frozen=True)
class Link:
    """A link of the menu; `now` when it leads to the page that is shown, or to what that is a part of."""

    address: str
    says: str
    now: bool


@dataclass(frozen=True)
class _Entry:
    """The page `name`, for those who have `needs`; `also` are pages that are within it."""

    name: str
    needs: Permission | None = None
    also: frozenset[str] = frozenset()


_ENTRIES = (
    _Entry("start"),
    _Entry("register", Permission.CASES_REGISTER),
    _Entry("results", Permission.RESULTS_READ),
    _Entry("imports", Permission.CASES_IMPORT, frozenset({"import", "import_columns", "import_undo"})),
    _Entry("round", Permission.ROUND_READ),
    _Entry("exports", Permission.CASES_EXPORT),
    _Entry("people", Permission.PEOPLE_READ),
    _Entry("organisation", Permission.PEOPLE_READ),
    _Entry("reviews", Permission.AUDIT_REVIEW, frozenset({"review"})),
    _Entry("log", Permission.AUDIT_READ),
    _Entry("help"),
)


def menu(permissions: AbstractSet[Permission], shown: str) -> tuple[Link, ...]:
    """The links for whoever has `permissions`, on the page whose address is called `shown`."""
    return tuple(
        Link(reverse(one.name), said(f"menu_{one.name}"), shown == one.name or shown in one.also)
        for one in _ENTRIES
        if one.needs is None or one.needs in permissions
    )
