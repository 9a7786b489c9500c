"""What a source leaves open, as frozen data: the choices that indicators rest on, and indicators that are known by name alone.

A setting says which reading was chosen, and never makes the choice: the rules do, and its trials are run to see that the two agree.
"""

from dataclasses import dataclass

from spegla.catalogue.source import Place
from spegla.catalogue.values import Answers
from spegla.messages import Words


@dataclass(frozen=True)
class Trial:
    """Answers for which a choice matters: what `indicator` makes of them, and what it would under the alternative."""

    indicator: str
    given: Answers
    gives: str
    otherwise: str
    place: Place


@dataclass(frozen=True)
class Setting:
    """A choice that the source leaves open, with the reading chosen, the one that was not, and why. It holds for indicators in `groups`.

    Each of `trials` has been run, so that what a setting says is what the rules do.
    """

    id: str
    label: Words
    chosen: Words
    alternative: Words
    why: Words
    groups: tuple[str, ...]
    trials: tuple[Trial, ...]


@dataclass(frozen=True)
class NamedOnly:
    """An indicator that a source names without saying how it is counted. It is told of, and never counted."""

    label: Words
    source: str
