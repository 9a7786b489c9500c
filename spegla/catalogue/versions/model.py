"""A map from an older version to a newer: for each variable of the newer, which older ones it is read from, and whether that is fair.

Answers are never changed by a map. They stay under the version that they were given in, and are read through it when they are counted
beside newer ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from spegla.catalogue.model import Derived, Provenance, Variable
from spegla.catalogue.rules import VariableType, reason_for
from spegla.catalogue.values import Answer, Answers, Reason
from spegla.messages import Words

# What each code of a source stands for in the target; none when it has no counterpart there.
Codes = Mapping[str, tuple[str, ...]]


class Verdict(StrEnum):
    """Whether answers of two versions may be counted together.

    Comparable: in one series. Break: each in a series of its own, with the break shown. Not comparable: not beside each other.
    """

    COMPARABLE = "comparable"
    BREAK = "break"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class VariableMap:
    """How `target` of the newer version is read from the older one.

    `sources` has the variables of the older version, each with what its codes stand for; numbers, days and texts have no codes. It has
    no codes either when the verdict is that nothing is comparable. `owner` answers for the verdict and `reason` says why.
    """

    target: str
    sources: Mapping[str, Codes]
    verdict: Verdict
    reason: Words
    owner: str


@dataclass(frozen=True)
class VersionMap:
    """From `old` to `new`, both by reference. Every variable and derived variable of either is in `variables`, `added` or `dropped`."""

    old: str
    new: str
    variables: Mapping[str, VariableMap]
    added: Mapping[str, Words]
    dropped: Mapping[str, Words]
    provenance: Provenance


def value_through(
    sources: Mapping[str, Codes], type: VariableType, variables: Mapping[str, Variable | Derived], answers: Answers
) -> Answer:
    """What `answers` to the older version say of a variable of `type` that is read from `sources`; `variables` are the older ones.

    The first source without a substantive answer gives its reason. Where every source is answered but no chosen code has a
    counterpart, the answer is not applicable.
    """
    chosen: set[str] = set()
    for id, codes in sources.items():
        reason = reason_for(variables[id], answers)
        if reason is not None:
            return reason
        answer = answers[id]
        if not variables[id].type.has_categories:
            return answer
        for code in answer if isinstance(answer, frozenset) else (str(answer),):
            chosen.update(codes.get(code, ()))
    if not chosen:
        return Reason.NOT_APPLICABLE
    return frozenset(chosen) if type is VariableType.MULTIPLE else min(chosen)
