"""What has happened to each variable since older versions of its instrument, as the maps between them say."""

from collections.abc import Mapping
from dataclasses import dataclass

from spegla.catalogue import Catalogue, Instrument
from spegla.catalogue.versions import ComparedVariable, Verdict, compare
from spegla.messages import Messages, Words, messages


@dataclass(frozen=True)
class Change:
    """How a variable stands to an older `version`."""

    version: str
    says: Words


History = Mapping[str, tuple[Change, ...]]


def history_of(instrument: Instrument, catalogue: Catalogue) -> History | None:
    """The changes of each variable, the latest version first; None when no map leads to `instrument`.

    Only neighbouring versions have maps. What lies further back is told by the codebook of the version between.
    """
    found: dict[str, list[Change]] = {}
    older = sorted((old for old, new in catalogue.maps if new == instrument.reference), reverse=True)
    for reference in older:
        comparison = compare(catalogue.instruments[reference], instrument, catalogue.maps[reference, instrument.reference])
        for one in comparison.variables:
            if one.id is not None:
                found.setdefault(one.id, []).append(Change(reference, _said(one)))
    return {id: tuple(changes) for id, changes in found.items()} if older else None


def _said(one: ComparedVariable) -> Words:
    return Words(_in(one, messages("sv")), _in(one, messages("en")))


def _in(one: ComparedVariable, words: Messages) -> str:
    reason = "" if one.reason is None else one.reason.in_language(words.language)
    if one.verdict is None:
        return words.say("codebook_new", reason=reason)
    code = {
        Verdict.COMPARABLE: "codebook_comparable",
        Verdict.BREAK: "codebook_break",
        Verdict.NOT_COMPARABLE: "codebook_not_comparable",
    }[one.verdict]
    return words.say(code, reason=reason)
