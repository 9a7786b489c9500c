"""Two versions beside each other: what is new, gone or changed, as computed, and what the map says of comparing them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from spegla.catalogue.model import Derived, Instrument, Variable
from spegla.catalogue.versions.model import VariableMap, Verdict, VersionMap
from spegla.messages import Words


class Change(StrEnum):
    """What differs in a variable between two versions."""

    NAME = "name"
    MERGED = "merged"
    QUESTION = "question"
    DEFINITION = "definition"
    GUIDANCE = "guidance"
    TYPE = "type"
    ANSWERS = "answers"
    LABELS = "labels"
    LIMITS = "limits"
    ASKED = "asked"
    RULE = "rule"


@dataclass(frozen=True)
class ComparedVariable:
    """A variable of either version. `id` is None when the newer lacks it, `sources` are those of the older that it is read from.

    `new_codes` and `old_codes` are alternatives that only one of them has. `verdict` and `reason` are the map's; a variable that only
    one version has, has a reason alone, and without a map there is neither.
    """

    id: str | None
    sources: tuple[str, ...]
    changes: tuple[Change, ...]
    new_codes: tuple[str, ...]
    old_codes: tuple[str, ...]
    verdict: Verdict | None
    reason: Words | None
    owner: str


@dataclass(frozen=True)
class VersionComparison:
    """Every variable of both versions, in the order of the newer and then the older. `mapped` is False when nobody has judged the pair."""

    old: Instrument
    new: Instrument
    mapped: bool
    variables: tuple[ComparedVariable, ...]


def compare(old: Instrument, new: Instrument, map: VersionMap | None) -> VersionComparison:
    """What differs. Without a map variables are paired by id."""
    before = {one.id: one for one in old.asked_and_derived}
    after = {one.id: one for one in new.asked_and_derived}
    found = []
    read: set[str] = set()
    for id, variable in after.items():
        one = map.variables.get(id) if map else None
        sources = tuple(one.sources) if one else (id,) if map is None and id in before else ()
        read |= set(sources)
        reason = one.reason if one else map.added.get(id) if map else None
        found.append(_compared(variable, tuple(before[source] for source in sources), one, reason))
    gone = (id for id in before if id not in read)
    found += [ComparedVariable(None, (id,), (), (), (), None, map.dropped.get(id) if map else None, "") for id in gone]
    return VersionComparison(old, new, map is not None, tuple(found))


def related(old: Instrument, new: Instrument, maps: Iterable[tuple[str, str]]) -> bool:
    """Versions of one instrument, or bound by maps, if need be by way of others: then what they call the same may be the same."""
    pairs = [set(pair) for pair in maps]
    reached = {old.reference}
    while more := set().union(*(pair for pair in pairs if pair & reached)) - reached:
        reached |= more
    return old.id == new.id or new.reference in reached


def _compared(
    after: Variable | Derived, before: tuple[Variable | Derived, ...], map: VariableMap | None, reason: Words | None
) -> ComparedVariable:
    old_codes = {category.code for one in before for category in one.categories}
    new_codes = {category.code for category in after.categories}
    changes: tuple[Change, ...] = ()
    if len(before) > 1:
        changes = (Change.MERGED,)
    elif before:
        changes = tuple(_changes(before[0], after))
    return ComparedVariable(
        id=after.id,
        sources=tuple(one.id for one in before),
        changes=changes,
        new_codes=tuple(one.code for one in after.categories if one.code not in old_codes) if len(before) == 1 else (),
        old_codes=tuple(one.code for one in before[0].categories if one.code not in new_codes) if len(before) == 1 else (),
        verdict=map.verdict if map else None,
        reason=reason,
        owner=map.owner if map else "",
    )


def _changes(before: Variable | Derived, after: Variable | Derived) -> list[Change]:
    codes = [tuple((one.code, one.missing, one.exclusive) for one in variable.categories) for variable in (before, after)]
    labels = [{one.code: one.label for one in variable.categories} for variable in (before, after)]
    asked = [None if one.asked_when is None else one.asked_when.text for one in (before, after)]
    differs = {
        Change.NAME: before.id != after.id or before.label != after.label,
        Change.DEFINITION: before.definition != after.definition,
        Change.TYPE: before.type is not after.type,
        Change.ANSWERS: codes[0] != codes[1],
        Change.LABELS: any(label != labels[1].get(code, label) for code, label in labels[0].items()),
        Change.ASKED: asked[0] != asked[1],
    }
    if isinstance(before, Variable) and isinstance(after, Variable):
        differs[Change.QUESTION] = before.question != after.question
        differs[Change.GUIDANCE] = before.guidance != after.guidance
        differs[Change.LIMITS] = (before.minimum, before.maximum) != (after.minimum, after.maximum)
        differs[Change.ASKED] = differs[Change.ASKED] or before.steps != after.steps
    elif isinstance(before, Derived) and isinstance(after, Derived):
        rules = [(tuple((case.code, case.rule.text) for case in one.cases), tuple(v.id for v in one.counts)) for one in (before, after)]
        differs[Change.RULE] = rules[0] != rules[1]
    else:
        differs[Change.RULE] = True
    return [change for change in Change if differs.get(change, False)]
