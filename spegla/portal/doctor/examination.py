"""Every check, in the order in which they are read."""

from collections.abc import Callable, Iterable

from spegla.portal.doctor import files, keys, log, mail, pages, people, settings, stores, worker
from spegla.portal.doctor.findings import Asked, Finding, look

Check = Callable[[Asked], Iterable[Finding]]

# What can be looked at without a database; the stores; and what is in them, which is asked for only when they are whole.
OUTSIDE: tuple[Check, ...] = (
    *(settings.readable, settings.deployed, settings.secrets, files.folder, keys.folder, files.pages, mail.letters, worker.lives),
)
STORES: tuple[Check, ...] = (stores.all_stores,)
INSIDE: tuple[Check, ...] = (
    *(log.chain, log.triggers, log.exported, stores.clock, people.first, people.enough, people.factors),
    *(keys.used, worker.figures, worker.jobs),
)
AT_THE_DOOR: tuple[Check, ...] = (pages.pages,)


def examine(asked: Asked) -> tuple[Finding, ...]:
    """Everything that was found."""
    outside, of_stores = _run(OUTSIDE, asked), _run(STORES, asked)
    whole = not any(one.code in stores.UNUSABLE for one in of_stores)
    inside = _run(INSIDE, asked) if whole else [look("not_examined")]
    at_the_door = _run(AT_THE_DOOR, asked) if asked.url else []
    return (*outside, *of_stores, *inside, *at_the_door)


def _run(checks: tuple[Check, ...], asked: Asked) -> list[Finding]:
    return [found for check in checks for found in check(asked)]
