"""Results as they are shown, kept by each process for those who ask for the same again: figures of a partition never change.

What they are kept by says everything that they depend on, so nothing is ever thrown away for being old; only for want of room.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

from markupsafe import Markup

from spegla.messages import messages
from spegla.portal.use_cases.results import Results
from spegla.presentation import to_html_part
from spegla.presentation.mirrors import mirror_opening, mirror_part

# A mirror is some 300 kB of text.
_MOST = 64


@dataclass(frozen=True)
class Mirrored:
    """A mirror ready to be put in a page: what is read first, and the figures."""

    title: str
    ingress: str
    opening: Markup
    figures: Markup


class Kept:
    """The mirrors that were asked for last."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, Mirrored] = OrderedDict()
        self._lock = Lock()

    def mirrored(self, results: Results, rule: str, language: str) -> Mirrored:
        """The mirror of what `rule` chooses, in `language`. Raises what `Results.mirrored` does."""
        key = _key(results, rule, language)
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = _made(results, rule, language)
        with self._lock:
            self._found[key] = made
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return made


def _made(results: Results, rule: str, language: str) -> Mirrored:
    answer, words = results.mirrored(rule), messages(language)
    opening, figures = mirror_opening(answer, words), mirror_part(answer, words)
    return Mirrored(opening.title, opening.ingress, to_html_part(opening), to_html_part(figures))


def _key(results: Results, rule: str, language: str) -> Hashable:
    scope, instrument = results.scope, results.instrument
    partitions = tuple((one.year, one.stamp, one.rows) for one in results.saved or ())
    named = (scope.board.id, scope.board.name, scope.unit and (scope.unit.id, scope.unit.name))
    return named, instrument and instrument.reference, partitions, rule, language
